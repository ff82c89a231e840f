//! GlobalSignOut: ends every session of the user who bears the token.

use poolhouse_emulator_model::shapes::{GlobalSignOutRequest, GlobalSignOutResponse};

use crate::context::Context;
use crate::error::ApiError;
use crate::flow::authorized;

pub(crate) async fn global_sign_out(
    ctx: &Context,
    input: GlobalSignOutRequest,
) -> Result<GlobalSignOutResponse, ApiError> {
    let access = authorized(ctx, input.access_token.expose())?;
    ctx.pool(&access.pool_id)?.end_token_sessions(&access.username);
    Ok(GlobalSignOutResponse {})
}
