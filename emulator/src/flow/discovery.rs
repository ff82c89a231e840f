//! What verifiers of a pool's tokens ask for: the keys, and where everything is.

use serde_json::{Value, json};

use super::keys::pool_keys;
use crate::context::Context;
use crate::domain::SigningKey;
use crate::error::ApiError;

/// The public keys of a pool.
pub(crate) fn json_web_keys(ctx: &Context, pool_id: &str) -> Result<Value, ApiError> {
    let keys = pool_keys(ctx, pool_id)?;
    Ok(json!({"keys": [json_web_key(&keys.id), json_web_key(&keys.access)]}))
}

/// The discovery document of a pool. The endpoints for sign-in pages stand at the root of the
/// server that the issuer names; where it names the service, on the pool's domain, or below the
/// issuer if there is none.
pub(crate) fn discovery(ctx: &Context, pool_id: &str) -> Result<Value, ApiError> {
    let (issuer, domain) = {
        let pool = ctx.pool(pool_id)?;
        let domain = pool.custom_domain().or_else(|| pool.prefix_domain());
        let domain = domain.map(|domain| format!("https://{}", domain.host(pool.settings().region())));
        (ctx.issuer(pool.settings()), domain)
    };
    let root = match issuer.strip_suffix(pool_id).filter(|_| ctx.is_served()) {
        Some(server) => Some(server.trim_end_matches('/').to_owned()),
        None => domain,
    };
    let server = root.as_ref().map_or_else(|| issuer.clone(), |root| format!("{root}/oauth2"));
    let root = root.unwrap_or_else(|| issuer.clone());
    Ok(json!({
        "authorization_endpoint": format!("{server}/authorize"),
        "end_session_endpoint": format!("{root}/logout"),
        "id_token_signing_alg_values_supported": ["RS256"],
        "issuer": issuer,
        "jwks_uri": format!("{issuer}/.well-known/jwks.json"),
        "response_types_supported": ["code", "token"],
        "revocation_endpoint": format!("{server}/revoke"),
        "scopes_supported": ["openid", "email", "phone", "profile"],
        "subject_types_supported": ["public"],
        "token_endpoint": format!("{server}/token"),
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "userinfo_endpoint": format!("{server}/userInfo"),
    }))
}

fn json_web_key(key: &SigningKey) -> Value {
    let numbers = key.public_numbers();
    json!({
        "alg": "RS256",
        "e": numbers.exponent,
        "kid": key.kid(),
        "kty": "RSA",
        "n": numbers.modulus,
        "use": "sig",
    })
}
