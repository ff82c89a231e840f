//! What tokens say of a user.

use std::sync::Arc;

use poolhouse_emulator_model::Timestamp;
use serde_json::{Value, json};

use super::jwt::Claims;
use crate::domain::{Client, Group, Identity, TokenSession, User};
use crate::random::Random;
use crate::store::Pool;

/// The claims of both tokens, before they are signed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TokenClaims {
    pub(crate) id: Claims,
    pub(crate) access: Claims,
}

/// Where and when tokens are issued.
pub(super) struct Issuing<'a> {
    pub(super) issuer: &'a str,
    pub(super) now: Timestamp,
    pub(super) random: &'a Random,
}

impl Issuing<'_> {
    /// The claims of a user's tokens, read from the user's present profile.
    pub(super) fn claims(
        &self,
        pool: &Pool,
        user: &User,
        client: &Client,
        session: &TokenSession,
    ) -> TokenClaims {
        let shared = self.shared(pool, user, session);
        let mut access = shared.clone();
        add_groups(&mut access, &pool.groups_of(user), false);
        access.extend(self.own_of_access(client, session));
        let mut id = shared;
        add_groups(&mut id, &pool.groups_of(user), true);
        id.extend(self.own_of_id(client, user));
        let schema = &pool.settings().schema;
        let readable = user.attributes.iter().filter(|(name, _)| client.options.may_read(schema, name));
        id.extend(readable.map(|(name, value)| (name.clone(), attribute(name, value))));
        if !user.identities.is_empty() && client.options.may_read(schema, "identities") {
            id.insert("identities".into(), user.identities.iter().map(identity).collect());
        }
        TokenClaims { id, access }
    }

    fn shared(&self, pool: &Pool, user: &User, session: &TokenSession) -> Claims {
        let mut claims = object(json!({
            "sub": user.sub,
            "iss": self.issuer,
            "event_id": session.event_id,
            "auth_time": session.auth_time(),
            "iat": seconds(self.now),
        }));
        if let Some(origin) = &session.origin_jti {
            claims.insert("origin_jti".into(), origin.as_str().into());
        }
        if let Some(assurance) = &session.assurance {
            claims.insert("acr".into(), pool.settings().options.acr_of(assurance.level()).into());
            claims.insert("amr".into(), json!(assurance.words()));
        }
        claims
    }

    fn own_of_access(&self, client: &Client, session: &TokenSession) -> Claims {
        let mut claims = object(json!({
            "client_id": client.id,
            "token_use": "access",
            "scope": session.scopes.join(" "),
            "exp": seconds(self.now) + client.options.access_token_seconds(),
            "jti": self.random.uuid(),
            "username": session.username,
        }));
        if let Some(device) = &session.device_key {
            claims.insert("device_key".into(), device.as_str().into());
        }
        if session.oauth {
            claims.insert("version".into(), 2.into());
        }
        claims
    }

    fn own_of_id(&self, client: &Client, user: &User) -> Claims {
        object(json!({
            "aud": client.id,
            "token_use": "id",
            "cognito:username": user.username,
            "exp": seconds(self.now) + client.options.id_token_seconds(),
            "jti": self.random.uuid(),
        }))
    }

    /// The claims of a token for a program that acts for itself.
    pub(super) fn client_claims(&self, client: &Client, scopes: &[String]) -> Claims {
        object(json!({
            "sub": client.id,
            "token_use": "access",
            "scope": scopes.join(" "),
            "auth_time": seconds(self.now),
            "iss": self.issuer,
            "exp": seconds(self.now) + client.options.access_token_seconds(),
            "iat": seconds(self.now),
            "version": 2,
            "jti": self.random.uuid(),
            "client_id": client.id,
        }))
    }
}

/// Whole seconds, as tokens tell time.
pub(super) fn seconds(time: Timestamp) -> i64 {
    time.millis().div_euclid(1000)
}

/// Groups are in both tokens; roles, and the role of the group that goes first unless another one
/// is as important, in ID tokens alone.
fn add_groups(claims: &mut Claims, groups: &[&Arc<Group>], roles: bool) {
    if groups.is_empty() {
        return;
    }
    let names: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
    claims.insert("cognito:groups".into(), json!(names));
    let with_role: Vec<&Arc<Group>> =
        groups.iter().copied().filter(|group| group.role_arn.is_some()).collect();
    if !roles || with_role.is_empty() {
        return;
    }
    let mut arns: Vec<&str> = Vec::new();
    for arn in with_role.iter().filter_map(|group| group.role_arn.as_deref()) {
        if !arns.contains(&arn) {
            arns.push(arn);
        }
    }
    claims.insert("cognito:roles".into(), json!(arns));
    if let Some(preferred) = preferred_role(&with_role) {
        claims.insert("cognito:preferred_role".into(), preferred.into());
    }
}

/// The role of the first group. Two groups of one precedence with different roles prefer neither.
fn preferred_role<'a>(groups: &[&'a Arc<Group>]) -> Option<&'a str> {
    let first = groups.first()?;
    let rivals = groups.iter().filter(|group| group.precedence == first.precedence);
    let agree = rivals.into_iter().all(|rival| rival.role_arn == first.role_arn);
    first.role_arn.as_deref().filter(|_| agree)
}

/// An attribute as ID tokens have it: texts, but for what OpenID Connect gives another type.
fn attribute(name: &str, value: &str) -> Value {
    match name {
        "email_verified" | "phone_number_verified" => Value::Bool(value.eq_ignore_ascii_case("true")),
        "address" => json!({"formatted": value}),
        // That this is a number is unsure.
        "updated_at" => value.parse::<i64>().map_or_else(|_| value.into(), Value::from),
        _ => value.into(),
    }
}

/// An identity as ID tokens have it: other than in the attribute, every value is a text.
fn identity(identity: &Identity) -> Value {
    json!({
        "userId": identity.id.value,
        "providerName": identity.id.provider,
        "providerType": identity.kind.as_str(),
        "issuer": null,
        "primary": identity.primary.to_string(),
        "dateCreated": identity.created.millis().to_string(),
    })
}

fn object(value: Value) -> Claims {
    match value {
        Value::Object(claims) => claims,
        _ => Claims::new(),
    }
}
