//! Issuing the tokens of a user who has signed in.

use std::collections::BTreeMap;
use std::sync::Arc;

use poolhouse_emulator_model::Timestamp;
use poolhouse_emulator_model::shapes::AuthenticationResultType;

use super::claims::{Issuing, TokenClaims};
use super::keys::pool_keys;
use super::refresh_token::{self, new_refresh_token};
use super::triggers::TokenOccasion;
use super::{jwt, pre_token};
use crate::context::Context;
use crate::domain::{Assurance, Client, TokenSession, User};
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
    /// What the user has proved, where the tokens are to tell it.
    pub(crate) assurance: Option<&'a Assurance>,
}

/// Opens a token session and issues its first tokens.
pub(crate) async fn issue(ctx: &Context, grant: &Grant<'_>) -> Result<AuthenticationResultType, ApiError> {
    let session = open_session(ctx, grant);
    let tokens = sign_tokens(ctx, grant, &session, session.created).await?;
    let keys = pool_keys(ctx, grant.pool_id)?;
    let refresh = refresh_token::write(&keys.seal, ctx.random(), &session);
    let mut pool = ctx.pool(grant.pool_id)?;
    let user = pool.resolve_user(grant.username)?;
    if !user.enabled {
        return Err(ApiError::user_is_disabled());
    }
    pool.put_token_session(session, ctx.now());
    Ok(AuthenticationResultType { refresh_token: Some(refresh.into()), ..tokens })
}

/// Access and ID token of a session, from the user's present profile, as issued at `now`.
pub(super) async fn sign_tokens(
    ctx: &Context,
    grant: &Grant<'_>,
    session: &TokenSession,
    now: Timestamp,
) -> Result<AuthenticationResultType, ApiError> {
    let keys = pool_keys(ctx, grant.pool_id)?;
    let (claims, user) = claims(ctx, grant, session, now)?;
    let claims = pre_token::customize(ctx, grant, user, claims).await?;
    Ok(AuthenticationResultType {
        access_token: Some(jwt::sign(&keys.access, &claims.access)?.into()),
        id_token: Some(jwt::sign(&keys.id, &claims.id)?.into()),
        expires_in: i32::try_from(grant.client.options.access_token_seconds()).ok(),
        token_type: Some("Bearer".into()),
        ..Default::default()
    })
}

fn claims(
    ctx: &Context,
    grant: &Grant<'_>,
    session: &TokenSession,
    now: Timestamp,
) -> Result<(TokenClaims, Arc<User>), ApiError> {
    let pool = ctx.pool(grant.pool_id)?;
    let user = pool.resolve_user(grant.username)?;
    let issuer = ctx.issuer(pool.settings());
    let issuing = Issuing { issuer: &issuer, now, random: ctx.random() };
    Ok((issuing.claims(&pool, user, grant.client, session), Arc::clone(user)))
}

fn open_session(ctx: &Context, grant: &Grant<'_>) -> TokenSession {
    let (now, random) = (ctx.now(), ctx.random());
    let lasts = 1000 * grant.client.options.refresh_token_seconds();
    TokenSession {
        id: format!("tkn{}", random.text(LOWERCASE_AND_DIGITS, 25)),
        username: grant.username.to_owned(),
        client: grant.client.id.clone(),
        event_id: random.uuid(),
        origin_jti: grant.client.revokes_tokens().then(|| random.uuid()),
        created: now,
        active: now,
        expires: Timestamp::from_millis(now.millis() + lasts),
        scopes: vec![SELF_SERVICE_SCOPE.to_owned()],
        device_key: grant.device_key.clone(),
        oauth: false,
        refresh: new_refresh_token(random),
        rotated: None,
        assurance: grant.assurance.cloned(),
    }
}

/// The scope that lets a token's bearer see and change the own profile.
pub(super) const SELF_SERVICE_SCOPE: &str = "aws.cognito.signin.user.admin";

const LOWERCASE_AND_DIGITS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::atomic::{AtomicI64, Ordering};

    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::{Value, json};

    use super::*;
    use crate::clock::Clock;
    use crate::durable::RedbData;
    use crate::emulator::Emulator;

    fn open(path: &Path) -> Emulator {
        let data = RedbData::open(path).expect("opens");
        Emulator::builder().data(Arc::new(data)).build().expect("loads")
    }

    async fn call(emulator: &Emulator, name: &str, input: Value) -> Result<Value, ApiError> {
        emulator.handle(name, input, &emulator.caller()).await.map(Option::unwrap_or_default)
    }

    /// A pool with a client, and a user who can sign in.
    async fn prepare(emulator: &Emulator) -> (String, String) {
        let made = async |name, input| call(emulator, name, input).await.expect(name);
        let pool = made("CreateUserPool", json!({"PoolName": "people"})).await["UserPool"]["Id"].clone();
        let flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
        let client = json!({"UserPoolId": pool, "ClientName": "app", "ExplicitAuthFlows": flows});
        let client = made("CreateUserPoolClient", client).await["UserPoolClient"]["ClientId"].clone();
        made("AdminCreateUser", json!({"UserPoolId": pool, "Username": "ann"})).await;
        let password =
            json!({"UserPoolId": pool, "Username": "ann", "Password": "Secret-1", "Permanent": true});
        made("AdminSetUserPassword", password).await;
        let text = |value: Value| value.as_str().expect("a text").to_owned();
        (text(pool), text(client))
    }

    async fn sign_in(emulator: &Emulator, client: &str) -> Result<Value, ApiError> {
        let parameters = json!({"USERNAME": "ann", "PASSWORD": "Secret-1"});
        let input =
            json!({"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
        Ok(call(emulator, "InitiateAuth", input).await?["AuthenticationResult"].take())
    }

    async fn get_user(emulator: &Emulator, tokens: &Value) -> Result<Value, ApiError> {
        call(emulator, "GetUser", json!({"AccessToken": tokens["AccessToken"]})).await
    }

    #[tokio::test]
    async fn tokens_outlive_the_process() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("emulator.redb");
        let emulator = open(&path);
        let (_, client) = prepare(&emulator).await;
        let tokens = sign_in(&emulator, &client).await.expect("signed in");
        let ended = sign_in(&emulator, &client).await.expect("signed in");
        let end = json!({"ClientId": client, "Token": ended["RefreshToken"]});
        call(&emulator, "RevokeToken", end).await.expect("revoked");
        drop(emulator);

        let emulator = open(&path);
        assert!(get_user(&emulator, &tokens).await.is_ok());
        assert_eq!(get_user(&emulator, &ended).await, Err(ApiError::access_token_revoked()));
        let refresh = json!({"ClientId": client, "RefreshToken": tokens["RefreshToken"]});
        assert!(call(&emulator, "GetTokensFromRefreshToken", refresh).await.is_ok());
    }

    #[tokio::test]
    async fn a_fork_knows_the_sessions_of_its_origin_and_ends_its_own() {
        let emulator = Emulator::new();
        let (pool, client) = prepare(&emulator).await;
        let tokens = sign_in(&emulator, &client).await.expect("signed in");
        let fork = emulator.fork();
        assert!(get_user(&fork, &tokens).await.is_ok());
        let user = json!({"UserPoolId": pool, "Username": "ann"});
        call(&fork, "AdminUserGlobalSignOut", user).await.expect("signed out");
        assert_eq!(get_user(&fork, &tokens).await, Err(ApiError::access_token_revoked()));
        assert!(get_user(&emulator, &tokens).await.is_ok());
        assert!(sign_in(&fork, &client).await.is_ok());
    }

    #[tokio::test]
    async fn a_client_leads_to_its_pool_as_long_as_both_are_there() {
        let emulator = Emulator::new();
        let (pool, client) = prepare(&emulator).await;
        let fork = emulator.fork();
        call(&emulator, "DeleteUserPool", json!({"UserPoolId": pool})).await.expect("deleted");
        let gone = Some(ApiError::client_not_found(&client));
        assert_eq!(sign_in(&emulator, &client).await.err(), gone);
        let delete = json!({"UserPoolId": pool, "ClientId": client});
        call(&fork, "DeleteUserPoolClient", delete).await.expect("deleted");
        assert_eq!(sign_in(&fork, &client).await.err(), gone);
    }

    /// A second goes by whenever somebody looks.
    struct Hurried(AtomicI64);

    impl Clock for Hurried {
        fn now(&self) -> Timestamp {
            Timestamp::from_millis(1000 * self.0.fetch_add(1, Ordering::Relaxed))
        }
    }

    #[tokio::test]
    async fn the_first_tokens_of_a_session_tell_one_moment() {
        let hurried = Hurried(AtomicI64::new(1_700_000_000));
        let emulator = Emulator::builder().clock(Arc::new(hurried)).build().expect("nothing to load");
        let (_, client) = prepare(&emulator).await;
        let tokens = sign_in(&emulator, &client).await.expect("signed in");
        let moments = ["AccessToken", "IdToken"].map(|name| {
            let payload = tokens[name].as_str().and_then(|token| token.split('.').nth(1)).expect("a token");
            let claims = URL_SAFE_NO_PAD.decode(payload).expect("base64");
            let claims: Value = serde_json::from_slice(&claims).expect("JSON");
            [claims["auth_time"].clone(), claims["iat"].clone()]
        });
        let first = &moments[0][0];
        assert!(moments.iter().flatten().all(|moment| moment == first), "{moments:?}");
    }
}
