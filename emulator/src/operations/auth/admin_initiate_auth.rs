//! AdminInitiateAuth: begins a sign-in on behalf of a user.

use poolhouse_emulator_model::shapes::{AdminInitiateAuthRequest, AdminInitiateAuthResponse};

use crate::context::Context;
use crate::error::ApiError;
use crate::flow::{Start, sign_in_response, start};

pub(crate) async fn admin_initiate_auth(
    ctx: &Context,
    input: AdminInitiateAuthRequest,
) -> Result<AdminInitiateAuthResponse, ApiError> {
    let client = ctx.pool(&input.user_pool_id)?.client(input.client_id.expose())?.clone();
    let request = Start {
        pool_id: input.user_pool_id,
        client,
        flow: input.auth_flow,
        parameters: input.auth_parameters.unwrap_or_default(),
        metadata: input.client_metadata,
        session: input.session.map(|session| session.into_exposed()),
        admin: true,
    };
    Ok(sign_in_response!(AdminInitiateAuthResponse from start(ctx, request).await?))
}
