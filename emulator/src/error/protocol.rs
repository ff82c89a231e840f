//! What is said before an operation is reached, or when the emulator itself fails.

use std::borrow::Cow;

use poolhouse_emulator_model::{CheckError, ErrorCode, OperationName};

use super::ApiError;

impl ApiError {
    /// The request names an operation that the API does not have.
    pub fn unknown_operation() -> Self {
        Self::framework("UnknownOperationException", 400, None)
    }

    /// The operation exists, but not here yet. No code of the service fits, so it is our own.
    pub fn not_implemented(operation: OperationName) -> Self {
        let message = format!("poolhouse does not implement {operation} yet");
        Self::framework("NotImplementedException", 501, Some(message.into()))
    }

    /// The body is not JSON.
    pub fn unreadable_body() -> Self {
        Self::framework("SerializationException", 400, None)
    }

    /// The body is larger than the server reads.
    pub fn body_too_large(limit_bytes: usize) -> Self {
        let message = format!("The request body is larger than {limit_bytes} bytes.");
        Self::framework("RequestEntityTooLargeException", 413, Some(message.into()))
    }

    /// The operation wants a signed request and got none.
    pub fn missing_authentication_token() -> Self {
        let message = Some("Missing Authentication Token".into());
        Self::framework("MissingAuthenticationTokenException", 400, message)
    }

    /// The Authorization header is not one of AWS signature version 4. The header itself is not
    /// repeated, though the service does that: it may hold a secret.
    pub fn incomplete_signature(fault: impl Into<Cow<'static, str>>) -> Self {
        Self::framework("IncompleteSignatureException", 400, Some(fault.into()))
    }

    /// The request breaks the constraints of the model, or is not of its types.
    pub fn refused_by_check(error: CheckError) -> Self {
        match error {
            CheckError::Violations(violations) => Self::invalid_parameter(violations.to_string()),
            CheckError::Serialization(message) => {
                Self::framework("SerializationException", 400, Some(message.into())).with_capital_message()
            }
        }
    }

    /// The emulator failed: data that could not be kept, or an answer that could not be written.
    pub fn internal() -> Self {
        Self::new(ErrorCode::InternalErrorException, INTERNAL)
    }

    /// The same by the name that a few operations have for it.
    pub fn internal_server() -> Self {
        Self::new(ErrorCode::InternalServerException, INTERNAL)
    }
}

const INTERNAL: &str = "Internal error";
