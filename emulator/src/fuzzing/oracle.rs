//! What an answer must be, whatever was asked.

use poolhouse_emulator_model::{ErrorCode, OperationName, answer_faults};
use serde_json::Value;

use crate::error::ApiError;
use crate::protocol::Reply;

/// What is wrong with the answer to a call of `name`.
pub(super) fn faults(name: &str, answer: &Result<Option<Value>, ApiError>) -> Vec<String> {
    match (name.parse(), answer) {
        (Ok(operation), Ok(output)) => answer_faults(operation, output.as_ref().unwrap_or(&Value::Null)),
        (Ok(operation), Err(refusal)) if is_known(operation, refusal) => Vec::new(),
        (Err(_), Err(refusal)) if *refusal == ApiError::unknown_operation() => Vec::new(),
        (_, answer) => vec![format!("the answer is {answer:?}")],
    }
}

/// What is wrong with what goes on the wire.
pub(super) fn reply_faults(reply: &Reply) -> Vec<String> {
    let is_object = serde_json::from_slice::<Value>(&reply.body).is_ok_and(|body| body.is_object());
    let is_readable = is_object || (reply.body.is_empty() && reply.error.is_none());
    let unreadable = (!is_readable).then(|| format!("the body is {}", String::from_utf8_lossy(&reply.body)));
    let is_right = matches!((reply.status, &reply.error), (200, None) | (400..=500, Some(_)));
    let wrong = (!is_right).then(|| format!("the status is {}", reply.status));
    unreadable.into_iter().chain(wrong).collect()
}

/// Whether the operation may refuse so: the model lists it, or forgets to, or it is said before the operation is
/// reached.
fn is_known(operation: OperationName, refusal: &ApiError) -> bool {
    let code = refusal.code();
    let listed =
        operation.errors().iter().any(|listed| listed.as_str() == code) || UNLISTED == (operation, code);
    let is_violation = code == ErrorCode::InvalidParameterException.as_str()
        && refusal.message().is_some_and(|message| message.contains(" validation error"));
    let is_internal = code == ErrorCode::InternalErrorException.as_str() && !FAILING.contains(&operation);
    !is_internal && (listed || is_violation || FRAMEWORK.contains(&code))
}

/// The documentation has this refusal, and the model does not.
const UNLISTED: (OperationName, &str) = (OperationName::AdminCreateUser, "AliasExistsException");

/// The service itself fails at settings that are no object, and so does the emulator.
const FAILING: [OperationName; 2] =
    [OperationName::CreateManagedLoginBranding, OperationName::UpdateManagedLoginBranding];

const FRAMEWORK: [&str; 3] =
    ["SerializationException", "MissingAuthenticationTokenException", "IncompleteSignatureException"];
