//! What is said about threat protection. All wordings are unsure.

use poolhouse_emulator_model::ErrorCode;

use super::ApiError;

impl ApiError {
    /// The pool does not watch sign-ins.
    pub fn threat_protection_off() -> Self {
        Self::new(
            ErrorCode::UserPoolAddOnNotEnabledException,
            "Threat protection is not enabled for this user pool.",
        )
    }

    /// The user has no event of this id.
    pub fn auth_event_not_found() -> Self {
        Self::resource_not_found("Auth event does not exist.")
    }

    /// The token is not that of the notification about this event (class unsure as well).
    pub fn invalid_feedback_token() -> Self {
        Self::new(ErrorCode::NotAuthorizedException, "Invalid feedback token")
    }

    /// An exception that is not in CIDR notation.
    pub fn invalid_address_range(range: &str) -> Self {
        Self::invalid_parameter(format!("Invalid CIDR: {range}"))
    }
}
