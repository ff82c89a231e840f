//! What is said about the sessions of a user.

use super::ApiError;

impl ApiError {
    /// The user has no such session (wording unsure).
    pub fn user_session_not_found() -> Self {
        Self::resource_not_found("Session does not exist.")
    }

    /// A user revokes the session of the very token that asks for it (wording unsure).
    pub fn own_session_revoked() -> Self {
        Self::invalid_parameter("The current session cannot be revoked.")
    }
}
