//! `POST /oauth2/token`: tokens by the grants of OAuth.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use poolhouse_emulator_model::shapes::OAuthFlowType;
use serde_json::{Value, json};

use super::client_token::{ClientTokenRefusal, client_token};
use super::refresh::{Refresh, refresh_tokens};
use super::secret_hash::check_client_secret;
use crate::context::Context;
use crate::domain::{Client, RateCategory};

/// A refusal, as OAuth words it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct OAuthError {
    pub(crate) error: &'static str,
    pub(crate) description: Option<&'static str>,
}

/// The form of a request, by name.
pub(crate) type Form = std::collections::BTreeMap<String, String>;

/// Answers a request for tokens. `authorization` is the header of that name.
pub(crate) async fn tokens(
    ctx: &Context,
    authorization: Option<&str>,
    form: &Form,
) -> Result<Value, OAuthError> {
    let grant = form.get("grant_type").ok_or(refusal("invalid_request"))?;
    if !GRANTS.contains(&grant.as_str()) {
        return Err(refusal("unsupported_grant_type"));
    }
    count(ctx, category(grant))?;
    let (pool_id, client) = authenticated(ctx, authorization, form)?;
    match grant.as_str() {
        "client_credentials" => by_credentials(ctx, &pool_id, &client, form).await,
        "refresh_token" => by_refresh_token(ctx, &pool_id, &client, form).await,
        _ => by_code(&client, form),
    }
}

/// What a grant counts as. That renewed tokens count like those of GetTokensFromRefreshToken is unsure.
fn category(grant: &str) -> RateCategory {
    match grant {
        "client_credentials" => RateCategory::ClientAuthentication,
        "refresh_token" => RateCategory::UserToken,
        _ => RateCategory::UserAuthentication,
    }
}

/// Counts a request, and refuses it where that exceeds a quota (wording unsure).
pub(super) fn count(ctx: &Context, category: RateCategory) -> Result<(), OAuthError> {
    let description = Some("Rate exceeded");
    ctx.count_endpoint(category).map_err(|_| OAuthError { error: TOO_MANY_REQUESTS, description })
}

/// The client that a request comes from, by header or by form.
pub(super) fn authenticated(
    ctx: &Context,
    authorization: Option<&str>,
    form: &Form,
) -> Result<(String, Arc<Client>), OAuthError> {
    let (id, secret) = match authorization.and_then(|header| credentials(header, "Basic")) {
        Some(credentials) => credentials_of(credentials).ok_or(refusal("invalid_client"))?,
        None => {
            let id = form.get("client_id").ok_or(refusal("invalid_request"))?;
            (id.clone(), form.get("client_secret").cloned())
        }
    };
    let (pool, client) = ctx.client(&id).map_err(|_| refusal("invalid_client"))?;
    if !check_client_secret(&client, secret.as_deref()) {
        let description = Some("invalid_client_secret");
        return Err(OAuthError { error: "invalid_client", description });
    }
    Ok((pool.id().to_owned(), client))
}

fn credentials_of(credentials: &str) -> Option<(String, Option<String>)> {
    let text = String::from_utf8(STANDARD.decode(credentials).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((id.to_owned(), Some(secret.to_owned()).filter(|secret| !secret.is_empty())))
}

/// No page gives codes out yet, so none is right.
fn by_code(client: &Client, form: &Form) -> Result<Value, OAuthError> {
    let has = |name| form.get(name).is_some_and(|value| !value.is_empty());
    if !has("code") || !has("redirect_uri") {
        return Err(refusal("invalid_request"));
    }
    let grant = client.grants(OAuthFlowType::Code);
    Err(refusal(if grant { "invalid_grant" } else { "unauthorized_client" }))
}

async fn by_credentials(
    ctx: &Context,
    pool_id: &str,
    client: &Arc<Client>,
    form: &Form,
) -> Result<Value, OAuthError> {
    let scopes = form.get("scope").filter(|scopes| !scopes.trim().is_empty());
    let scopes = scopes.map(|scopes| scopes.split_whitespace().map(str::to_owned).collect());
    let token = client_token(ctx, pool_id, client, scopes, None).await.map_err(|refused| match refused {
        ClientTokenRefusal::Grant => refusal("unauthorized_client"),
        ClientTokenRefusal::Scope => refusal("invalid_scope"),
        ClientTokenRefusal::Other(_) => refusal("invalid_request"),
    })?;
    Ok(json!({
        "access_token": token.access_token,
        "expires_in": token.expires_in,
        "token_type": "Bearer",
    }))
}

async fn by_refresh_token(
    ctx: &Context,
    pool_id: &str,
    client: &Arc<Client>,
    form: &Form,
) -> Result<Value, OAuthError> {
    let token = form.get("refresh_token").ok_or(refusal("invalid_request"))?;
    let refresh = Refresh { pool_id, client, token, device_key: None, metadata: None };
    let tokens = refresh_tokens(ctx, &refresh).await.map_err(|_| refusal("invalid_grant"))?;
    let exposed = |text: Option<poolhouse_emulator_model::Sensitive>| text.map(|text| text.into_exposed());
    let mut answer = json!({
        "id_token": exposed(tokens.id_token),
        "access_token": exposed(tokens.access_token),
        "expires_in": tokens.expires_in,
        "token_type": "Bearer",
    });
    if let Some(rotated) = exposed(tokens.refresh_token) {
        answer["refresh_token"] = rotated.into();
    }
    Ok(answer)
}

/// The credentials of a header, if they are of this scheme. Its case does not matter.
pub(super) fn credentials<'a>(header: &'a str, scheme: &str) -> Option<&'a str> {
    let (given, credentials) = header.split_once(' ')?;
    given.eq_ignore_ascii_case(scheme).then(|| credentials.trim())
}

/// A refusal without more words.
pub(super) fn refusal(error: &'static str) -> OAuthError {
    OAuthError { error, description: None }
}

/// The error of a request that exceeds a quota.
pub(crate) const TOO_MANY_REQUESTS: &str = "too_many_requests";

const GRANTS: [&str; 3] = ["authorization_code", "refresh_token", "client_credentials"];

#[cfg(test)]
mod tests {
    use super::credentials;

    #[test]
    fn the_name_of_a_scheme_is_told_in_any_case_and_for_no_other() {
        for header in ["Basic abc", "basic abc", "BASIC  abc "] {
            assert_eq!(credentials(header, "Basic"), Some("abc"), "{header}");
        }
        for header in ["Bearer abc", "Basicabc", "Basic"] {
            assert_eq!(credentials(header, "Basic"), None, "{header}");
        }
    }
}
