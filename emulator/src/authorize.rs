//! Who may call which operation.

use poolhouse_emulator_model::{Access, OperationName};

use crate::context::Caller;
use crate::error::ApiError;

/// Refuses an unsigned request for an operation that must be signed. Every signature will do, and
/// one on an operation that needs none is ignored. Access tokens are the operations' own business.
pub(crate) fn authorize(operation: OperationName, caller: &Caller) -> Result<(), ApiError> {
    match operation.access() {
        Access::Signed if caller.access_key.is_none() => Err(ApiError::missing_authentication_token()),
        Access::Signed | Access::Unsigned => Ok(()),
    }
}
