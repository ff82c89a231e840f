//! AdminRevokeUserSession: signs a user out in one place.

use poolhouse_emulator_model::shapes::{AdminRevokeUserSessionRequest, AdminRevokeUserSessionResponse};

use super::revocation::revoke;
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn admin_revoke_user_session(
    ctx: &Context,
    input: AdminRevokeUserSessionRequest,
) -> Result<AdminRevokeUserSessionResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let username = pool.resolve_user(input.username.expose())?.username.clone();
    revoke(&mut pool, &username, &input.session_id)?;
    Ok(AdminRevokeUserSessionResponse {})
}
