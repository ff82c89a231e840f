//! What a pool's own code makes of the claims: the answer of the PreTokenGeneration function.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::claims::TokenClaims;
use super::issue::Grant;
use super::jwt::Claims;
use super::triggers::{Moment, TokenOccasion, pre_token_generation};
use crate::context::Context;
use crate::domain::{Client, User};
use crate::error::ApiError;

/// The claims after the pool's function has seen them; as they are where there is none.
pub(super) async fn customize(
    ctx: &Context,
    grant: &Grant<'_>,
    user: Arc<User>,
    claims: TokenClaims,
) -> Result<TokenClaims, ApiError> {
    let moment = {
        let pool = ctx.pool(grant.pool_id)?;
        Moment::new(&pool, user, Some(&grant.client.id), grant.metadata.cloned())
    };
    let (groups, scopes) = (group_configuration(&claims.id), scopes(&claims.access));
    let details = pre_token_generation(ctx, &moment, grant.trigger, groups, &scopes).await?;
    details.map_or(Ok(claims.clone()), |details| overridden(claims, details))
}

/// The claims of a program's token after the pool's function has seen them. Only functions of the
/// third version are asked.
pub(super) async fn customize_client(
    ctx: &Context,
    pool_id: &str,
    client: &Client,
    metadata: Option<BTreeMap<String, String>>,
    access: Claims,
) -> Result<Claims, ApiError> {
    let nobody = Arc::new(User::new(client.id.clone(), String::new(), ctx.now()));
    let moment = {
        let pool = ctx.pool(pool_id)?;
        Moment::new(&pool, nobody, Some(&client.id), metadata)
    };
    let claims = TokenClaims { id: Claims::new(), access };
    let (groups, scopes) = (group_configuration(&claims.id), scopes(&claims.access));
    let occasion = TokenOccasion::ClientCredentials;
    match pre_token_generation(ctx, &moment, occasion, groups, &scopes).await? {
        Some(details) => Ok(overridden(claims, details)?.access),
        None => Ok(claims.access),
    }
}

/// Both shapes of the answer: that of the first version speaks of the ID token alone, and gives
/// texts only.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Overrides {
    claims_to_add_or_override: Option<Map<String, Value>>,
    claims_to_suppress: Option<Vec<String>>,
    id_token_generation: Option<TokenOverrides>,
    access_token_generation: Option<TokenOverrides>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct TokenOverrides {
    claims_to_add_or_override: Option<Map<String, Value>>,
    claims_to_suppress: Option<Vec<String>>,
    scopes_to_add: Option<Vec<String>>,
    scopes_to_suppress: Option<Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct GroupOverrides {
    groups_to_override: Option<Vec<String>>,
    iam_roles_to_override: Option<Vec<String>>,
    preferred_role: Option<String>,
}

fn overridden(mut claims: TokenClaims, details: Value) -> Result<TokenClaims, ApiError> {
    let unrecognizable = |_| ApiError::function_answer_unrecognizable();
    let groups = details.get("groupOverrideDetails").cloned();
    let overrides: Overrides = serde_json::from_value(details).map_err(unrecognizable)?;
    let first = TokenOverrides {
        claims_to_add_or_override: overrides.claims_to_add_or_override,
        claims_to_suppress: overrides.claims_to_suppress,
        ..TokenOverrides::default()
    };
    if first.claims_to_add_or_override.iter().flatten().any(|(_, value)| !value.is_string()) {
        return Err(ApiError::function_answer_unrecognizable());
    }
    first.apply(&mut claims.id);
    overrides.id_token_generation.unwrap_or_default().apply(&mut claims.id);
    let access = overrides.access_token_generation.unwrap_or_default();
    access.apply(&mut claims.access);
    access.apply_scopes(&mut claims.access)?;
    if let Some(groups) = groups {
        let groups: Option<GroupOverrides> = serde_json::from_value(groups).map_err(unrecognizable)?;
        groups.unwrap_or_default().apply(&mut claims);
    }
    Ok(claims)
}

impl TokenOverrides {
    /// What is both added and suppressed is suppressed.
    fn apply(&self, claims: &mut Claims) {
        let client = claims.get("client_id").cloned();
        for (name, value) in self.claims_to_add_or_override.iter().flatten() {
            // In access tokens, an audience can be nothing but the client.
            let changeable = if name == "aud" { client.as_ref() == Some(value) } else { !is_fixed(name) };
            if changeable {
                claims.insert(name.clone(), value.clone());
            }
        }
        for name in self.claims_to_suppress.iter().flatten().filter(|name| !is_fixed(name) && *name != "aud") {
            claims.remove(name);
        }
    }

    fn apply_scopes(&self, claims: &mut Claims) -> Result<(), ApiError> {
        if self.scopes_to_add.iter().flatten().any(|scope| scope.contains(' ')) {
            return Err(ApiError::function_answer_unrecognizable());
        }
        let mut scopes = scopes(claims);
        for scope in self.scopes_to_add.iter().flatten() {
            if !scopes.contains(scope) {
                scopes.push(scope.clone());
            }
        }
        let suppressed = self.scopes_to_suppress.as_deref().unwrap_or_default();
        scopes.retain(|scope| !suppressed.contains(scope));
        claims.insert("scope".into(), scopes.join(" ").into());
        Ok(())
    }
}

impl GroupOverrides {
    /// What is not given is removed.
    fn apply(self, claims: &mut TokenClaims) {
        let list = |items: Option<Vec<String>>| items.filter(|items| !items.is_empty()).map(|items| json!(items));
        let groups = list(self.groups_to_override);
        set(&mut claims.access, "cognito:groups", groups.clone());
        set(&mut claims.id, "cognito:groups", groups);
        set(&mut claims.id, "cognito:roles", list(self.iam_roles_to_override));
        let preferred = self.preferred_role.filter(|role| !role.is_empty()).map(Value::from);
        set(&mut claims.id, "cognito:preferred_role", preferred);
    }
}

fn set(claims: &mut Claims, name: &str, value: Option<Value>) {
    match value {
        Some(value) => drop(claims.insert(name.to_owned(), value)),
        None => drop(claims.remove(name)),
    }
}

fn group_configuration(id: &Claims) -> Value {
    json!({
        "groupsToOverride": id.get("cognito:groups").cloned().unwrap_or_else(|| json!([])),
        "iamRolesToOverride": id.get("cognito:roles").cloned().unwrap_or_else(|| json!([])),
        "preferredRole": id.get("cognito:preferred_role"),
    })
}

fn scopes(access: &Claims) -> Vec<String> {
    let text = access.get("scope").and_then(Value::as_str).unwrap_or_default();
    text.split_whitespace().map(str::to_owned).collect()
}

/// What no function may change. Groups and roles have a way of their own.
fn is_fixed(name: &str) -> bool {
    name.starts_with("cognito:") || FIXED.contains(&name)
}

const FIXED: [&str; 18] = [
    "acr", "amr", "at_hash", "auth_time", "azp", "exp", "iat", "iss", "jti", "nbf", "nonce", "origin_jti",
    "sub", "token_use", "version", "client_id", "device_key", "event_id",
];
