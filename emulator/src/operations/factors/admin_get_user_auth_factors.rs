//! AdminGetUserAuthFactors: what a user can sign in with.

use poolhouse_emulator_model::shapes::{AdminGetUserAuthFactorsRequest, AdminGetUserAuthFactorsResponse};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn admin_get_user_auth_factors(
    ctx: &Context,
    input: AdminGetUserAuthFactorsRequest,
) -> Result<AdminGetUserAuthFactorsResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let user = pool.resolve_user(input.username.expose())?;
    Ok(AdminGetUserAuthFactorsResponse {
        username: user.username.as_str().into(),
        configured_user_auth_factors: Some(user.configured_factors()),
        user_mfa_setting_list: user.second_factors.describe_enabled(),
        preferred_mfa_setting: user.second_factors.describe_preferred(),
    })
}
