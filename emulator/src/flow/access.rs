//! What an access token allows.

use serde_json::Value;

use super::issue::SELF_SERVICE_SCOPE;
use super::jwt::{self, Claims};
use super::keys::pool_keys;
use crate::context::Context;
use crate::error::ApiError;

/// Who bears an access token.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    pub(crate) pool_id: String,
    /// The user's own name, by which the pool finds the user.
    pub(crate) username: String,
    pub(crate) sub: String,
    pub(crate) client_id: String,
    pub(crate) scopes: Vec<String>,
    /// When the user signed in, in seconds.
    pub(crate) auth_time: i64,
    /// Parts the token's session from others of the user: see `Pool::token_session`.
    pub(crate) event_id: String,
}

/// Which of a pool's two keys signs a token, and what the token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenUse {
    Access,
    Id,
}

/// The bearer of an access token that lets its bearer manage the own profile. The token is
/// verified, not too old, not revoked; its user is there and enabled, its client is there.
pub(crate) fn authorized(ctx: &Context, token: &str) -> Result<Access, ApiError> {
    let access = verified(ctx, token, TokenUse::Access)?;
    if !access.scopes.iter().any(|scope| scope == SELF_SERVICE_SCOPE) {
        return Err(ApiError::access_token_lacks_scopes());
    }
    check_standing(ctx, &access)?;
    Ok(access)
}

/// The user of a token of either kind, whatever it allows, if the token still works.
pub(super) fn bearer(ctx: &Context, token: &str, token_use: TokenUse) -> Result<Access, ApiError> {
    let access = verified(ctx, token, token_use)?;
    check_standing(ctx, &access)?;
    Ok(access)
}

/// What a token of some pool here says, if the pool has signed it for this use and it is not too old.
fn verified(ctx: &Context, token: &str, token_use: TokenUse) -> Result<Access, ApiError> {
    let invalid = ApiError::invalid_access_token;
    let claims = jwt::read(token).ok_or_else(invalid)?;
    let pool_id = pool_of(&claims).ok_or_else(invalid)?;
    let keys = pool_keys(ctx, pool_id).map_err(|_| invalid())?;
    let key = if token_use == TokenUse::Access { &keys.access } else { &keys.id };
    if !jwt::is_signed(key, token) {
        return Err(invalid());
    }
    let access = read(&claims, pool_id, token_use).ok_or_else(invalid)?;
    let expired = number(&claims, "exp").is_none_or(|exp| exp <= ctx.now().millis().div_euclid(1000));
    if expired { Err(ApiError::access_token_expired()) } else { Ok(access) }
}

/// Whether user, client and session are still there.
fn check_standing(ctx: &Context, access: &Access) -> Result<(), ApiError> {
    let pool = ctx.pool(&access.pool_id).map_err(|_| ApiError::invalid_access_token())?;
    pool.client(&access.client_id)?;
    let user = pool.resolve_user(&access.username)?;
    if user.sub != access.sub {
        return Err(ApiError::user_not_found());
    }
    if !user.enabled {
        return Err(ApiError::user_is_disabled());
    }
    pool.token_session(&access.username, access.auth_time, &access.event_id)
        .map(drop)
        .ok_or_else(ApiError::access_token_revoked)
}

/// Tokens of programs have no user; they allow nothing that is asked here, and say so by their
/// scopes.
fn read(claims: &Claims, pool_id: &str, token_use: TokenUse) -> Option<Access> {
    let (username, client) = match token_use {
        TokenUse::Access => ("username", "client_id"),
        TokenUse::Id => ("cognito:username", "aud"),
    };
    let optional = |name| text(claims, name).unwrap_or_default().to_owned();
    Some(Access {
        pool_id: pool_id.to_owned(),
        username: optional(username),
        sub: text(claims, "sub")?.to_owned(),
        client_id: text(claims, client)?.to_owned(),
        scopes: optional("scope").split_whitespace().map(str::to_owned).collect(),
        auth_time: number(claims, "auth_time")?,
        event_id: optional("event_id"),
    })
}

/// The pool that calls itself the issuer, whatever URL it was served at then.
fn pool_of(claims: &Claims) -> Option<&str> {
    text(claims, "iss")?.rsplit('/').next()
}

fn text<'a>(claims: &'a Claims, name: &str) -> Option<&'a str> {
    claims.get(name).and_then(Value::as_str)
}

fn number(claims: &Claims, name: &str) -> Option<i64> {
    claims.get(name).and_then(Value::as_i64)
}
