//! Who may call which operation.

use poolhouse_emulator_model::{Access, OperationName};
use serde_json::Value;

use crate::context::{Caller, Context};
use crate::domain::{RateCategory, region_of};
use crate::error::ApiError;

/// Refuses an unsigned request for an operation that must be signed. One on an operation that needs
/// none is ignored. Whether a signature is right, the door that it came through has looked at. Access
/// tokens are the operations' own business.
pub(crate) fn authorize(operation: OperationName, caller: &Caller) -> Result<(), ApiError> {
    match operation.access() {
        Access::Signed if caller.access_key.is_none() => Err(ApiError::missing_authentication_token()),
        Access::Signed | Access::Unsigned => Ok(()),
    }
}

/// Refuses to make or change users in the region of a secondary replica. Which operations that
/// means, beyond those of administrators, is unsure.
pub(crate) fn check_region(ctx: &Context, operation: OperationName, input: &Value) -> Result<(), ApiError> {
    let (region, pool) = (&ctx.caller().region, input["UserPoolId"].as_str());
    let elsewhere = pool.filter(|id| region_of(id) != *region && changes_users(operation));
    let Some(pool) = elsewhere.and_then(|id| ctx.pool(id).ok()) else { return Ok(()) };
    pool.settings().check_is_primary(region)
}

fn changes_users(operation: OperationName) -> bool {
    matches!(
        RateCategory::of(operation),
        RateCategory::UserCreation
            | RateCategory::UserUpdate
            | RateCategory::UserAccountRecovery
            | RateCategory::UserResourceUpdate
    )
}
