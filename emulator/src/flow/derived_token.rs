//! Token exchange: a token of a user becomes one for another service.

use std::sync::Arc;

use poolhouse_emulator_model::shapes::{IssuedTokenTypeIdentifierType, TokenTypeIdentifierType};
use serde_json::json;

use super::access::{TokenUse, bearer};
use super::claims::{Issuing, TokenClaims};
use super::jwt;
use super::keys::pool_keys;
use crate::context::Context;
use crate::domain::{Client, TokenSession};
use crate::error::ApiError;

/// What a client asks to be exchanged.
pub(crate) struct Exchange<'a> {
    pub(crate) pool_id: &'a str,
    pub(crate) client: &'a Arc<Client>,
    /// The token of the user, and its kind.
    pub(crate) subject: (&'a str, TokenTypeIdentifierType),
    /// The token of who acts for the user.
    pub(crate) actor: Option<(&'a str, TokenTypeIdentifierType)>,
    pub(crate) scopes: Option<&'a [String]>,
    /// The services that the new token is for.
    pub(crate) audiences: &'a [String],
    pub(crate) issued: IssuedTokenTypeIdentifierType,
}

/// What the exchange gives.
pub(crate) struct Derived {
    pub(crate) token: String,
    pub(crate) expires_in: i64,
    pub(crate) scopes: Vec<String>,
}

/// Exchanges a token. The new one belongs to the session of the old: when that ends, both do
/// (unsure).
pub(crate) fn derive_token(ctx: &Context, exchange: &Exchange<'_>) -> Result<Derived, ApiError> {
    let keys = pool_keys(ctx, exchange.pool_id)?;
    let subject = bearer(ctx, exchange.subject.0, token_use(exchange.subject.1)?)?;
    if subject.pool_id != exchange.pool_id {
        return Err(ApiError::invalid_subject_token());
    }
    let scopes = granted(exchange, &subject.scopes);
    let mut claims = {
        let pool = ctx.pool(exchange.pool_id)?;
        let user = pool.resolve_user(&subject.username)?;
        let session = pool.token_session(&user.username, subject.auth_time, &subject.event_id);
        let session = session.ok_or_else(ApiError::access_token_revoked)?;
        let session = TokenSession { scopes: scopes.clone(), ..TokenSession::clone(session) };
        let issuer = ctx.issuer(pool.settings());
        let issuing = Issuing { issuer: &issuer, now: ctx.now(), random: ctx.random() };
        issuing.claims(&pool, user, exchange.client, &session)
    };
    add_audience(&mut claims, exchange.audiences);
    if let Some((token, kind)) = exchange.actor {
        let actor = bearer(ctx, token, token_use(kind)?)?;
        let act = json!({"sub": actor.sub, "client_id": actor.client_id});
        claims.access.insert("act".into(), act.clone());
        claims.id.insert("act".into(), act);
    }
    let options = &exchange.client.options;
    let (token, expires_in) = match exchange.issued {
        IssuedTokenTypeIdentifierType::AccessToken => {
            (jwt::sign(&keys.access, &claims.access)?, options.access_token_seconds())
        }
        IssuedTokenTypeIdentifierType::IdToken => {
            (jwt::sign(&keys.id, &claims.id)?, options.id_token_seconds())
        }
    };
    Ok(Derived { token, expires_in, scopes })
}

/// Tokens of identity providers would have to be verified by these, whom nobody asks here.
fn token_use(kind: TokenTypeIdentifierType) -> Result<TokenUse, ApiError> {
    match kind {
        TokenTypeIdentifierType::AccessToken => Ok(TokenUse::Access),
        TokenTypeIdentifierType::IdToken => Ok(TokenUse::Id),
        TokenTypeIdentifierType::Saml2 => Err(ApiError::invalid_subject_token()),
    }
}

/// What is asked for, the old token has, and the client may have. A client without a list of scopes
/// may have any (unsure).
fn granted(exchange: &Exchange<'_>, subject: &[String]) -> Vec<String> {
    let allowed = exchange.client.options.allowed_oauth_scopes.as_deref();
    let may = |scope: &&String| allowed.is_none_or(|allowed| allowed.contains(scope));
    let wants = |scope: &&String| exchange.scopes.is_none_or(|wanted| wanted.contains(scope));
    subject.iter().filter(|scope| may(scope) && wants(scope)).cloned().collect()
}

fn add_audience(claims: &mut TokenClaims, audiences: &[String]) {
    let audience = match audiences {
        [] => return,
        [one] => json!(one),
        more => json!(more),
    };
    claims.access.insert("aud".into(), audience.clone());
    claims.id.insert("aud".into(), audience);
}
