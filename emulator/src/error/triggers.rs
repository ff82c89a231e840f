//! What is said when a function that a pool calls fails. `trigger` is the trigger's name as the
//! service writes it here: `PreSignUp`.

use poolhouse_emulator_model::ErrorCode;

use super::ApiError;

impl ApiError {
    /// The function failed. The full stop is the service's, even behind one of the function.
    pub fn function_threw(trigger: &str, message: &str) -> Self {
        let message = format!("{trigger} failed with error {message}.");
        Self::new(ErrorCode::UserLambdaValidationException, message)
    }

    /// The pool may not call the function.
    pub fn function_denied(trigger: &str) -> Self {
        Self::unexpected_lambda(format!("{trigger} invocation failed due to error AccessDeniedException."))
    }

    /// There is no such function.
    pub fn function_not_found(trigger: &str) -> Self {
        Self::unexpected_lambda(format!("{trigger} invocation failed due to configuration."))
    }

    /// The function is called too often.
    pub fn function_throttled(trigger: &str) -> Self {
        Self::unexpected_lambda(format!("{trigger} invocation failed due to error TooManyRequestsException."))
    }

    /// The function took too long. That this is no UserLambdaValidationException is unsure.
    pub fn function_timed_out(trigger: &str) -> Self {
        Self::unexpected_lambda(format!(
            "{trigger} failed with error Socket timeout while invoking Lambda function."
        ))
    }

    /// The function's answer is not JSON.
    pub fn function_answer_is_no_json() -> Self {
        Self::invalid_lambda_response("Invalid lambda function output : Invalid JSON")
    }

    /// The function's answer has not the shape of an answer to its event.
    pub fn function_answer_unrecognizable() -> Self {
        Self::invalid_lambda_response("Unrecognizable lambda output")
    }

    /// The PreSignUp function verifies an address that the user does not have (wording unsure).
    pub fn verified_by_function_without_value(address: &'static str) -> Self {
        Self::invalid_lambda_response(match address {
            "email" => "PreSignUp cannot verify email, since the user has none.",
            _ => "PreSignUp cannot verify phone_number, since the user has none.",
        })
    }

    /// The CustomMessage function left out what its reader needs (that this fails is unsure, and so
    /// is the wording).
    pub fn message_without_placeholder(placeholder: &'static str) -> Self {
        Self::new(
            ErrorCode::InvalidLambdaResponseException,
            format!("CustomMessage answered with a message that lacks {placeholder}."),
        )
    }

    /// The CustomMessage function answered with more characters than the medium takes (that this
    /// fails is unsure, and so is the wording).
    pub fn message_too_long(limit: usize) -> Self {
        Self::new(
            ErrorCode::InvalidLambdaResponseException,
            format!("CustomMessage answered with a message longer than {limit} characters."),
        )
    }

    /// CUSTOM_AUTH, where the pool has not all of its three functions.
    pub fn custom_auth_not_configured() -> Self {
        Self::invalid_parameter("Custom auth lambda trigger is not configured for the user pool.")
    }

    /// The UserMigration function failed, or its answer is no user.
    pub fn migration_failed(client: &str) -> Self {
        let message = format!("Exception migrating user in app client {client}");
        Self::new(ErrorCode::UserNotFoundException, message)
    }

    fn unexpected_lambda(message: String) -> Self {
        Self::new(ErrorCode::UnexpectedLambdaException, message)
    }

    fn invalid_lambda_response(message: &'static str) -> Self {
        Self::new(ErrorCode::InvalidLambdaResponseException, message)
    }
}
