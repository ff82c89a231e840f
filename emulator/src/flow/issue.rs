//! Issuing the tokens of a user who has signed in.

use std::collections::BTreeMap;
use std::sync::Arc;

use poolhouse_emulator_model::Timestamp;
use poolhouse_emulator_model::shapes::AuthenticationResultType;

use super::claims::{Issuing, TokenClaims, uuid};
use super::keys::pool_keys;
use super::refresh_token::{self, new_refresh_token};
use super::triggers::TokenOccasion;
use super::{jwt, pre_token};
use crate::context::Context;
use crate::domain::{Client, TokenSession, User};
use crate::error::ApiError;

/// What tokens are issued for.
pub(crate) struct Grant<'a> {
    pub(crate) pool_id: &'a str,
    /// The user's own name.
    pub(crate) username: &'a str,
    pub(crate) client: &'a Client,
    pub(crate) trigger: TokenOccasion,
    /// Goes to the PreTokenGeneration function.
    pub(crate) metadata: Option<&'a BTreeMap<String, String>>,
    /// The device that the user signed in on, where devices are tracked.
    pub(crate) device_key: Option<String>,
}

/// Opens a token session and issues its first tokens.
pub(crate) async fn issue(ctx: &Context, grant: &Grant<'_>) -> Result<AuthenticationResultType, ApiError> {
    let session = open_session(ctx, grant);
    let tokens = sign_tokens(ctx, grant, &session).await?;
    let keys = pool_keys(ctx, grant.pool_id)?;
    let refresh = refresh_token::write(&keys.seal, ctx.random(), &session);
    let mut pool = ctx.pool(grant.pool_id)?;
    let user = pool.resolve_user(grant.username)?;
    if !user.enabled {
        return Err(ApiError::user_is_disabled());
    }
    pool.make_room_for_session(grant.username, ctx.now());
    pool.put_token_session(session, ctx.now());
    Ok(AuthenticationResultType { refresh_token: Some(refresh.into()), ..tokens })
}

/// Access and ID token of a session, from the user's present profile.
pub(super) async fn sign_tokens(
    ctx: &Context,
    grant: &Grant<'_>,
    session: &TokenSession,
) -> Result<AuthenticationResultType, ApiError> {
    let keys = pool_keys(ctx, grant.pool_id)?;
    let (claims, user) = claims(ctx, grant, session)?;
    let claims = pre_token::customize(ctx, grant, user, claims).await?;
    Ok(AuthenticationResultType {
        access_token: Some(jwt::sign(&keys.access, &claims.access)?.into()),
        id_token: Some(jwt::sign(&keys.id, &claims.id)?.into()),
        expires_in: i32::try_from(grant.client.options.access_token_seconds()).ok(),
        token_type: Some("Bearer".into()),
        ..Default::default()
    })
}

fn claims(ctx: &Context, grant: &Grant<'_>, session: &TokenSession) -> Result<(TokenClaims, Arc<User>), ApiError> {
    let pool = ctx.pool(grant.pool_id)?;
    let user = pool.resolve_user(grant.username)?;
    let issuer = ctx.issuer(pool.settings());
    let issuing = Issuing { issuer: &issuer, now: ctx.now(), random: ctx.random() };
    Ok((issuing.claims(&pool, user, grant.client, session), Arc::clone(user)))
}

fn open_session(ctx: &Context, grant: &Grant<'_>) -> TokenSession {
    let (now, random) = (ctx.now(), ctx.random());
    let lasts = 1000 * grant.client.options.refresh_token_seconds();
    TokenSession {
        id: format!("tkn{}", random.text(LOWERCASE_AND_DIGITS, 25)),
        username: grant.username.to_owned(),
        client: grant.client.id.clone(),
        event_id: uuid(random),
        origin_jti: grant.client.revokes_tokens().then(|| uuid(random)),
        created: now,
        active: now,
        expires: Timestamp::from_millis(now.millis() + lasts),
        scopes: vec![SELF_SERVICE_SCOPE.to_owned()],
        device_key: grant.device_key.clone(),
        oauth: false,
        refresh: new_refresh_token(random),
        rotated: None,
    }
}

/// The scope that lets a token's bearer see and change the own profile.
pub(super) const SELF_SERVICE_SCOPE: &str = "aws.cognito.signin.user.admin";

const LOWERCASE_AND_DIGITS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
