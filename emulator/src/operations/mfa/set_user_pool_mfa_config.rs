//! SetUserPoolMfaConfig: says which second factors a user pool has, and whether they are demanded.

use poolhouse_emulator_model::shapes::{SetUserPoolMfaConfigRequest, SetUserPoolMfaConfigResponse};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn set_user_pool_mfa_config(
    ctx: &Context,
    input: SetUserPoolMfaConfigRequest,
) -> Result<SetUserPoolMfaConfigResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let settings = pool.settings().with_mfa_config(input, ctx.now())?;
    let described = settings.describe_mfa_config();
    pool.put_settings(settings);
    Ok(described)
}

#[cfg(test)]
mod tests;
