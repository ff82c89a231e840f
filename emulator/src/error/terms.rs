//! What is said about terms documents. All wordings are unsure.

use poolhouse_emulator_model::ErrorCode;

use super::ApiError;

impl ApiError {
    /// No terms of this id in the pool.
    pub fn terms_not_found(id: &str) -> Self {
        Self::resource_not_found(format!("Terms {id} do not exist."))
    }

    /// The client has no terms of this name.
    pub fn client_without_terms(client: &str, name: &str) -> Self {
        Self::resource_not_found(format!("Terms {name} do not exist for client {client}."))
    }

    /// The client has terms of this name already.
    pub fn terms_exist(client: &str, name: &str) -> Self {
        let message = format!("Terms {name} already exist for client {client}.");
        Self::new(ErrorCode::TermsExistsException, message)
    }
}
