//! What is said about the tracking of sessions.

use poolhouse_emulator_model::ErrorCode;

use super::ApiError;

impl ApiError {
    /// The pool does not track sessions (class and wording unsure).
    pub fn session_tracking_off() -> Self {
        Self::new(
            ErrorCode::OperationNotEnabledException,
            "User session tracking is not enabled for this user pool.",
        )
    }
}
