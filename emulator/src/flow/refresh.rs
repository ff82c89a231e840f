//! New tokens for a refresh token.

use std::collections::BTreeMap;
use std::sync::Arc;

use poolhouse_emulator_model::Timestamp;
use poolhouse_emulator_model::shapes::AuthenticationResultType;

use super::devices;
use super::issue::{Grant, sign_tokens};
use super::keys::pool_keys;
use super::refresh_token::{self, RefreshContent, new_refresh_token};
use super::secret_hash::{HashedCall, check_secret_hash, require_secret_hash};
use super::sign_in::Start;
use super::triggers::TokenOccasion;
use crate::context::Context;
use crate::domain::{Client, RotatedToken, TokenSession};
use crate::error::ApiError;
use crate::store::Pool;

/// A refresh token and who uses it.
pub(crate) struct Refresh<'a> {
    pub(crate) pool_id: &'a str,
    pub(crate) client: &'a Client,
    pub(crate) token: &'a str,
    pub(crate) device_key: Option<&'a str>,
    pub(crate) metadata: Option<&'a BTreeMap<String, String>>,
}

/// REFRESH_TOKEN_AUTH. The secret hash is made with the user's own name.
pub(super) async fn start(ctx: &Context, start: Start) -> Result<AuthenticationResultType, ApiError> {
    let token = start.required("REFRESH_TOKEN")?;
    let hash = start.parameters.get("SECRET_HASH").map(String::as_str);
    require_secret_hash(&start.client, hash)?;
    let session = find(ctx, &start.pool_id, &start.client, token)?;
    check_secret_hash(&start.client, &session.username, hash, HashedCall::Refresh)?;
    let refresh = Refresh {
        pool_id: &start.pool_id,
        client: &start.client,
        token,
        device_key: start.parameter("DEVICE_KEY"),
        // What comes with InitiateAuth is not for PreTokenGeneration.
        metadata: None,
    };
    refresh_tokens(ctx, &refresh).await
}

/// New access and ID tokens; a new refresh token too, where the client's rotate.
pub(crate) async fn refresh_tokens(
    ctx: &Context,
    refresh: &Refresh<'_>,
) -> Result<AuthenticationResultType, ApiError> {
    let session = find(ctx, refresh.pool_id, refresh.client, refresh.token)?;
    devices::check_refresh(
        ctx.pool(refresh.pool_id)?.resolve_user(&session.username)?,
        &session,
        refresh.device_key,
    )?;
    let grant = Grant {
        pool_id: refresh.pool_id,
        username: &session.username,
        client: refresh.client,
        trigger: TokenOccasion::RefreshTokens,
        metadata: refresh.metadata,
        device_key: None,
        assurance: None,
    };
    let tokens = sign_tokens(ctx, &grant, &session, ctx.now()).await?;
    let rotated = settle(ctx, refresh)?;
    Ok(AuthenticationResultType { refresh_token: rotated.map(Into::into), ..tokens })
}

/// Notes that tokens were issued, and replaces the refresh token where they rotate. Looks again
/// first, for another request may have replaced it meanwhile.
fn settle(ctx: &Context, refresh: &Refresh<'_>) -> Result<Option<String>, ApiError> {
    let keys = pool_keys(ctx, refresh.pool_id)?;
    let session = find(ctx, refresh.pool_id, refresh.client, refresh.token)?;
    let mut session = TokenSession { active: ctx.now(), ..TokenSession::clone(&session) };
    let grace = refresh.client.rotation_grace();
    let content =
        refresh_token::read(&keys.seal, refresh.token).ok_or_else(ApiError::invalid_refresh_token)?;
    // Within the grace the token that has replaced this one is given once more.
    if let Some(seconds) = grace.filter(|_| content.token == session.refresh) {
        let grace = Timestamp::from_millis(ctx.now().millis() + 1000 * seconds);
        let token = std::mem::replace(&mut session.refresh, new_refresh_token(ctx.random()));
        session.rotated = Some(RotatedToken { token, grace });
    }
    let written = grace.map(|_| refresh_token::write(&keys.seal, ctx.random(), &session));
    ctx.pool(refresh.pool_id)?.put_token_session(session, ctx.now());
    Ok(written)
}

/// The session of a refresh token, if the token still works for this client.
pub(crate) fn find(
    ctx: &Context,
    pool_id: &str,
    client: &Client,
    token: &str,
) -> Result<Arc<TokenSession>, ApiError> {
    let keys = pool_keys(ctx, pool_id)?;
    let content = refresh_token::read(&keys.seal, token)
        .filter(|content| content.client == client.id)
        .ok_or_else(ApiError::invalid_refresh_token)?;
    if content.expires <= ctx.now().millis() {
        return Err(ApiError::refresh_token_expired());
    }
    let mut pool = ctx.pool(pool_id)?;
    let user = pool.resolve_user(&content.username)?;
    if !user.enabled {
        return Err(ApiError::user_is_disabled());
    }
    let session = session_of(&pool, &content).ok_or_else(ApiError::refresh_token_revoked)?;
    if session.refresh == content.token || is_in_grace(&session, &content, ctx.now()) {
        return Ok(session);
    }
    // Someone holds a token that was replaced: the whole family goes (unsure).
    pool.end_token_session(&session);
    Err(ApiError::refresh_token_reused())
}

/// The session of a refresh token of this client, working or not. Err says that it is no refresh
/// token of this pool and client.
pub(super) fn session_to_revoke(
    ctx: &Context,
    pool_id: &str,
    client: &Client,
    token: &str,
) -> Result<Option<Arc<TokenSession>>, ApiError> {
    let keys = pool_keys(ctx, pool_id)?;
    let Some(content) = refresh_token::read(&keys.seal, token) else { return Ok(None) };
    if content.client != client.id {
        return Err(ApiError::unauthorized_revocation());
    }
    Ok(session_of(&*ctx.pool(pool_id)?, &content))
}

fn session_of(pool: &Pool, content: &RefreshContent) -> Option<Arc<TokenSession>> {
    pool.token_session(&content.username, content.auth_time, &content.event_id).cloned()
}

fn is_in_grace(session: &TokenSession, content: &RefreshContent, now: Timestamp) -> bool {
    session.rotated.as_ref().is_some_and(|rotated| rotated.token == content.token && now < rotated.grace)
}
