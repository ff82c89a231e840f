//! What is said about replicas of pools. Classes and wordings are unsure.

use poolhouse_emulator_model::ErrorCode;

use super::ApiError;

impl ApiError {
    /// The pool has no replica in this region.
    pub fn replica_not_found(region: &str) -> Self {
        Self::resource_not_found(format!("User pool replica in {region} does not exist."))
    }

    /// The pool is in this region already.
    pub fn replica_exists(region: &str) -> Self {
        Self::invalid_parameter(format!("User pool replica in {region} already exists."))
    }

    /// Only inactive replicas can be deleted.
    pub fn replica_active(region: &str) -> Self {
        Self::invalid_parameter(format!("User pool replica in {region} must be INACTIVE to be deleted."))
    }

    /// The primary replica is the pool itself.
    pub fn primary_replica_fixed() -> Self {
        Self::invalid_parameter("The primary replica of a user pool cannot be deactivated or deleted.")
    }

    /// The request was made in the region of a secondary replica.
    pub fn not_the_primary_region() -> Self {
        Self::not_enabled("This operation is only available in the primary region of the user pool.")
    }

    /// The pool's data is not encrypted with a key that other regions have.
    pub fn replication_without_key() -> Self {
        Self::not_enabled("Replication requires a customer managed multi-Region key in KeyConfiguration.")
    }

    /// The pool's issuer is a host of one region.
    pub fn replication_without_issuer() -> Self {
        Self::not_enabled("Replication requires an IssuerConfiguration of type UPDATED.")
    }

    fn not_enabled(message: &'static str) -> Self {
        Self::new(ErrorCode::OperationNotEnabledException, message)
    }
}
