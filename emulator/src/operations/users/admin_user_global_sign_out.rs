//! AdminUserGlobalSignOut: ends every session of a user.

use poolhouse_emulator_model::shapes::{AdminUserGlobalSignOutRequest, AdminUserGlobalSignOutResponse};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn admin_user_global_sign_out(
    ctx: &Context,
    input: AdminUserGlobalSignOutRequest,
) -> Result<AdminUserGlobalSignOutResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let username = pool.resolve_user(input.username.expose())?.username.clone();
    pool.end_token_sessions(&username);
    Ok(AdminUserGlobalSignOutResponse {})
}
