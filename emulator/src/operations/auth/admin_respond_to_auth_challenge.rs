//! AdminRespondToAuthChallenge: goes on with a sign-in on behalf of a user.

use poolhouse_emulator_model::shapes::{
    AdminRespondToAuthChallengeRequest, AdminRespondToAuthChallengeResponse,
};

use crate::context::Context;
use crate::error::ApiError;
use crate::flow::{Answer, respond, sign_in_response};

pub(crate) async fn admin_respond_to_auth_challenge(
    ctx: &Context,
    input: AdminRespondToAuthChallengeRequest,
) -> Result<AdminRespondToAuthChallengeResponse, ApiError> {
    let client = ctx.pool(&input.user_pool_id)?.client(input.client_id.expose())?.clone();
    let answer = Answer {
        pool_id: input.user_pool_id,
        client,
        challenge: input.challenge_name,
        responses: input.challenge_responses.unwrap_or_default(),
        metadata: input.client_metadata,
        session: input.session.map(|session| session.into_exposed()),
        admin: true,
    };
    Ok(sign_in_response!(AdminRespondToAuthChallengeResponse from respond(ctx, answer).await?))
}
