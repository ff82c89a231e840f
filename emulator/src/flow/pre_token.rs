//! What a pool's own code makes of the claims: the answer of the PreTokenGeneration function.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::claims::TokenClaims;
use super::issue::Grant;
use super::jwt::Claims;
use super::triggers::{ClaimOverrides, Moment, TokenOccasion, pre_token_generation};
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

/// The first version speaks of the ID token alone, and gives texts only.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct FirstOverrides {
    claims_to_add_or_override: Option<BTreeMap<String, String>>,
    claims_to_suppress: Option<Vec<String>>,
}

/// Later versions speak of each token.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct LaterOverrides {
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

fn overridden(mut claims: TokenClaims, overrides: ClaimOverrides) -> Result<TokenClaims, ApiError> {
    let (ClaimOverrides::First(details) | ClaimOverrides::Later(details)) = &overrides;
    let groups = details.get("groupOverrideDetails").cloned();
    let (id, access) = per_token(overrides).map_err(|_| ApiError::function_answer_unrecognizable())?;
    if id.count() + access.count() > MOST_OVERRIDES {
        return Err(ApiError::function_answer_unrecognizable());
    }
    id.apply(&mut claims.id);
    access.apply(&mut claims.access);
    access.apply_scopes(&mut claims.access)?;
    if let Some(groups) = groups {
        let groups: Option<GroupOverrides> =
            serde_json::from_value(groups).map_err(|_| ApiError::function_answer_unrecognizable())?;
        groups.unwrap_or_default().apply(&mut claims);
    }
    Ok(claims)
}

/// What is to be changed in the ID token, and what in the access token.
fn per_token(overrides: ClaimOverrides) -> Result<(TokenOverrides, TokenOverrides), serde_json::Error> {
    match overrides {
        ClaimOverrides::First(details) => {
            let FirstOverrides { claims_to_add_or_override, claims_to_suppress } =
                serde_json::from_value(details)?;
            let texts = |claims: BTreeMap<_, String>| {
                claims.into_iter().map(|(name, value)| (name, value.into())).collect()
            };
            let claims_to_add_or_override = claims_to_add_or_override.map(texts);
            let id = TokenOverrides { claims_to_add_or_override, claims_to_suppress, ..Default::default() };
            Ok((id, TokenOverrides::default()))
        }
        ClaimOverrides::Later(details) => {
            let LaterOverrides { id_token_generation, access_token_generation } =
                serde_json::from_value(details)?;
            Ok((id_token_generation.unwrap_or_default(), access_token_generation.unwrap_or_default()))
        }
    }
}

impl TokenOverrides {
    /// How many claims and scopes are spoken of.
    fn count(&self) -> usize {
        let lists = [&self.claims_to_suppress, &self.scopes_to_add, &self.scopes_to_suppress];
        let listed: usize = lists.into_iter().flatten().map(Vec::len).sum();
        listed + self.claims_to_add_or_override.as_ref().map_or(0, Map::len)
    }

    /// What is both added and suppressed is suppressed.
    fn apply(&self, claims: &mut Claims) {
        let client = claims.get("client_id").cloned();
        for (name, value) in self.claims_to_add_or_override.iter().flatten() {
            // In access tokens, an audience can be nothing but the client.
            let changeable = if name == "aud" { client.as_ref() == Some(value) } else { !is_fixed(name) };
            // Clients of a value that a standard defines would choke on another shape of it.
            let complex = value.is_object() || value.is_array();
            if changeable && !(complex && SIMPLE.contains(&name.as_str())) {
                claims.insert(name.clone(), value.clone());
            }
        }
        for name in self.claims_to_suppress.iter().flatten().filter(|name| !is_fixed(name) && *name != "aud")
        {
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
        let list =
            |items: Option<Vec<String>>| items.filter(|items| !items.is_empty()).map(|items| json!(items));
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

const FIXED: [&str; 19] = [
    "acr",
    "amr",
    "at_hash",
    "auth_time",
    "azp",
    "exp",
    "iat",
    "iss",
    "jti",
    "nbf",
    "nonce",
    "origin_jti",
    "sub",
    "token_use",
    "version",
    "client_id",
    "device_key",
    "event_id",
    "identities",
];

/// Claims that take no lists and objects in ID tokens. That those are ignored, and that they are so in
/// access tokens too, which do not have these claims of their own, is unsure.
const SIMPLE: [&str; 4] = ["phone_number_verified", "email_verified", "updated_at", "address"];

/// Claims and scopes that a function may speak of; that more are an error is unsure.
const MOST_OVERRIDES: usize = 5_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(value: Value) -> Claims {
        value.as_object().cloned().expect("an object")
    }

    fn both() -> TokenClaims {
        let id = json!({
            "sub": "s", "email": "a@b.de", "cognito:groups": ["staff"],
            "cognito:roles": ["arn"], "cognito:preferred_role": "arn",
        });
        let access = json!({"sub": "s", "client_id": "app", "scope": "one two", "cognito:groups": ["staff"]});
        TokenClaims { id: claims(id), access: claims(access) }
    }

    fn after(details: Value) -> TokenClaims {
        overridden(both(), ClaimOverrides::Later(details)).expect("recognized")
    }

    fn first(details: Value) -> Result<TokenClaims, ApiError> {
        overridden(both(), ClaimOverrides::First(details))
    }

    #[test]
    fn the_first_version_speaks_of_the_id_token_alone() {
        let after = first(json!({
            "claimsToAddOrOverride": {"team": "red", "email": "x@y.de", "sub": "other", "cognito:team": "red"},
            "claimsToSuppress": ["email", "sub"],
            "accessTokenGeneration": {"scopesToAdd": ["three"]},
        }))
        .expect("recognized");
        assert_eq!(after.access, both().access);
        assert_eq!((after.id["team"].as_str(), after.id["sub"].as_str()), (Some("red"), Some("s")));
        assert!(!after.id.contains_key("email") && !after.id.contains_key("cognito:team"));
    }

    #[test]
    fn values_of_the_first_version_are_texts() {
        let refusal = first(json!({"claimsToAddOrOverride": {"team": ["red"]}}));
        assert_eq!(refusal, Err(ApiError::function_answer_unrecognizable()));
    }

    #[test]
    fn later_versions_change_access_tokens_and_scopes() {
        let after = after(json!({
            "idTokenGeneration": {"claimsToAddOrOverride": {"teams": ["red", "blue"]}},
            "accessTokenGeneration": {
                "claimsToAddOrOverride": {"plan": {"name": "free"}, "aud": "app", "client_id": "other"},
                "scopesToAdd": ["three", "one"], "scopesToSuppress": ["two"],
            },
        }));
        assert_eq!(after.id["teams"], json!(["red", "blue"]));
        assert_eq!(after.access["plan"], json!({"name": "free"}));
        assert_eq!((&after.access["aud"], &after.access["client_id"]), (&json!("app"), &json!("app")));
        assert_eq!(after.access["scope"], "one three");
    }

    #[test]
    fn an_audience_other_than_the_client_is_ignored() {
        let access = json!({"claimsToAddOrOverride": {"aud": "elsewhere"}});
        assert!(!after(json!({"accessTokenGeneration": access})).access.contains_key("aud"));
        let spaces = json!({"accessTokenGeneration": {"scopesToAdd": ["one two"]}});
        assert_eq!(
            overridden(both(), ClaimOverrides::Later(spaces)),
            Err(ApiError::function_answer_unrecognizable())
        );
    }

    #[test]
    fn groups_are_replaced_or_removed_but_stay_if_nothing_is_said() {
        assert_eq!(after(json!({})), both());
        for nothing in [json!({"groupOverrideDetails": {}}), json!({"groupOverrideDetails": null})] {
            let after = after(nothing);
            assert!(!after.access.contains_key("cognito:groups") && !after.id.contains_key("cognito:roles"));
        }
        let replaced = after(json!({"groupOverrideDetails": {"groupsToOverride": ["boss"]}}));
        assert_eq!(
            (&replaced.id["cognito:groups"], &replaced.access["cognito:groups"]),
            (&json!(["boss"]), &json!(["boss"]))
        );
        assert!(!replaced.id.contains_key("cognito:preferred_role"));
    }
    #[test]
    fn claims_that_a_standard_defines_keep_their_shape() {
        let claims = json!({"address": {"formatted": "here"}, "email_verified": [true], "updated_at": 5});
        let after = after(json!({"idTokenGeneration": {"claimsToAddOrOverride": claims}}));
        assert!(!after.id.contains_key("address") && !after.id.contains_key("email_verified"));
        assert_eq!(after.id["updated_at"], 5);
    }

    #[test]
    fn five_thousand_claims_and_scopes_are_enough() {
        let scopes = |count: usize| -> Vec<String> { (0..count).map(|at| format!("s/{at}")).collect() };
        let with = |count| {
            let access = json!({"claimsToSuppress": ["email"], "scopesToAdd": scopes(count)});
            overridden(both(), ClaimOverrides::Later(json!({"accessTokenGeneration": access})))
        };
        assert!(with(4_999).is_ok());
        assert_eq!(with(5_000), Err(ApiError::function_answer_unrecognizable()));
    }
}
