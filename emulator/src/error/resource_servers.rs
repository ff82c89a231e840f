//! What is said about resource servers.

use super::ApiError;

impl ApiError {
    /// No resource server of this identifier in the pool.
    pub fn resource_server_not_found(identifier: &str) -> Self {
        Self::resource_not_found(format!("Resource server {identifier} does not exist."))
    }

    /// The identifier is taken.
    pub fn resource_server_exists(identifier: &str, pool: &str) -> Self {
        Self::invalid_parameter(format!("{identifier} already exists in user pool {pool}."))
    }

    /// The pool has as many resource servers as a pool may have (wording unsure).
    pub fn too_many_resource_servers(limit: usize) -> Self {
        Self::limit_exceeded(format!("Exceeded the limit of {limit} resource servers per user pool."))
    }

    /// A request names a scope twice (wording unsure).
    pub fn repeated_scope(name: &str) -> Self {
        Self::invalid_parameter(format!("The scope {name} is given more than once."))
    }
}
