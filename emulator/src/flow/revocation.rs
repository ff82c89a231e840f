//! Revoking a refresh token: by RevokeToken, and at `POST /oauth2/revoke`.

use super::refresh::session_to_revoke;
use super::token_endpoint::{Form, OAuthError, authenticated, count, refusal};
use crate::context::Context;
use crate::domain::{Client, RateCategory};
use crate::error::ApiError;

/// Ends the session of a refresh token. A token that is unknown, too old or revoked already is no
/// error.
pub(crate) fn revoke_refresh_token(
    ctx: &Context,
    pool_id: &str,
    client: &Client,
    token: &str,
) -> Result<(), ApiError> {
    if !client.revokes_tokens() {
        return Err(ApiError::revocation_not_enabled());
    }
    if token.split('.').count() != REFRESH_TOKEN_PARTS {
        return Err(ApiError::unsupported_token_type());
    }
    if let Some(session) = session_to_revoke(ctx, pool_id, client, token)? {
        ctx.pool(pool_id)?.end_token_session(&session);
    }
    Ok(())
}

/// Answers a request to revoke a token. `authorization` is the header of that name.
pub(crate) fn revoke(ctx: &Context, authorization: Option<&str>, form: &Form) -> Result<(), OAuthError> {
    let token = form.get("token").filter(|token| !token.is_empty()).ok_or(refusal("invalid_request"))?;
    count(ctx, RateCategory::UserToken)?;
    let (pool_id, client) = authenticated(ctx, authorization, form)?;
    revoke_refresh_token(ctx, &pool_id, &client, token).map_err(|error| refusal(in_oauth(&error)))
}

/// How the endpoint calls what RevokeToken says (for another client's token that is unsure).
fn in_oauth(error: &ApiError) -> &'static str {
    if *error == ApiError::unsupported_token_type() {
        "unsupported_token_type"
    } else if *error == ApiError::unauthorized_revocation() {
        "unauthorized_client"
    } else {
        "invalid_request"
    }
}

/// A refresh token is encrypted, and so has five parts; others are signed, and have three.
const REFRESH_TOKEN_PARTS: usize = 5;
