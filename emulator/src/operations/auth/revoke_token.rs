//! RevokeToken: ends the session of a refresh token.

use poolhouse_emulator_model::shapes::{RevokeTokenRequest, RevokeTokenResponse};

use crate::context::Context;
use crate::error::ApiError;
use crate::flow::{check_client_secret, session_to_revoke};

/// A token that is unknown, too old or revoked already is no error. There are no sessions of the
/// sign-in pages yet that could be linked to one.
pub(crate) async fn revoke_token(
    ctx: &Context,
    input: RevokeTokenRequest,
) -> Result<RevokeTokenResponse, ApiError> {
    let (pool_id, client) = {
        let (pool, client) = ctx.client(input.client_id.expose())?;
        (pool.id().to_owned(), client)
    };
    if !check_client_secret(&client, input.client_secret.as_ref().map(|secret| secret.expose())) {
        return Err(ApiError::unauthorized_revocation());
    }
    if !client.revokes_tokens() {
        return Err(ApiError::revocation_not_enabled());
    }
    let token = input.token.expose();
    if token.split('.').count() != REFRESH_TOKEN_PARTS {
        return Err(ApiError::unsupported_token_type());
    }
    if let Some(session) = session_to_revoke(ctx, &pool_id, &client, token)? {
        ctx.pool(&pool_id)?.end_token_session(&session);
    }
    Ok(RevokeTokenResponse {})
}

/// A refresh token is encrypted, and so has five parts; others are signed, and have three.
const REFRESH_TOKEN_PARTS: usize = 5;
