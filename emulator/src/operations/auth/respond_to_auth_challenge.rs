//! RespondToAuthChallenge: goes on with a sign-in.

use poolhouse_emulator_model::shapes::{RespondToAuthChallengeRequest, RespondToAuthChallengeResponse};

use crate::context::Context;
use crate::error::ApiError;
use crate::flow::{Answer, respond, sign_in_response};

pub(crate) async fn respond_to_auth_challenge(
    ctx: &Context,
    input: RespondToAuthChallengeRequest,
) -> Result<RespondToAuthChallengeResponse, ApiError> {
    let (pool_id, client) = {
        let (pool, client) = ctx.client(input.client_id.expose())?;
        (pool.id().to_owned(), client)
    };
    let answer = Answer {
        pool_id,
        client,
        challenge: input.challenge_name,
        responses: input.challenge_responses.unwrap_or_default(),
        metadata: input.client_metadata,
        session: input.session.map(|session| session.into_exposed()),
        admin: false,
    };
    Ok(sign_in_response!(RespondToAuthChallengeResponse from respond(ctx, answer).await?))
}
