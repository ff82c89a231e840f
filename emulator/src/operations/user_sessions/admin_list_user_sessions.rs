//! AdminListUserSessions: where a user is signed in.

use poolhouse_emulator_model::shapes::{AdminListUserSessionsRequest, AdminListUserSessionsResponse};

use super::session_list::page;
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn admin_list_user_sessions(
    ctx: &Context,
    input: AdminListUserSessionsRequest,
) -> Result<AdminListUserSessionsResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let username = &pool.resolve_user(input.username.expose())?.username;
    let place = (input.next_token.as_deref(), ctx.now());
    let (sessions, next_token) = page(&pool, username, "AdminListUserSessions", None, place)?;
    Ok(AdminListUserSessionsResponse { sessions: Some(sessions), next_token })
}
