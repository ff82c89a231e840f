//! Pools that are given to an emulator instead of being created by a call.

use std::collections::BTreeSet;

use poolhouse_emulator_model::rules::USER_POOL_TYPE;
use poolhouse_emulator_model::shapes::{AttributeType, GroupType, UserPoolType, UserType};
use poolhouse_emulator_model::{Sensitive, UnknownMember};
use serde_json::{Value, json};

use crate::domain::{Group, NewPool, PoolOptions, PoolSettings, Schema, SignInNames, User, pool_options};
use crate::emulator::Emulator;
use crate::error::ApiError;

/// A member of a fixture of a pool that DescribeUserPool answers nowhere: misspelt, it would do nothing.
pub fn unknown_member(describe_user_pool_answer: &Value) -> Option<UnknownMember> {
    let pool = describe_user_pool_answer.get("UserPool").unwrap_or(describe_user_pool_answer);
    poolhouse_emulator_model::unknown_member(&USER_POOL_TYPE, pool)
}

/// What became of a pool's fixture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FixtureOutcome {
    /// The pool was added.
    Added,
    /// A pool of that id is there, and is what the fixture says.
    Same,
    /// A pool of that id is there and stays as it is, though the fixture says otherwise.
    Differs,
}

/// Why a fixture cannot become a pool.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FixtureError {
    /// It is not of the form that DescribeUserPool answers.
    #[error("the fixture is not in the form of DescribeUserPool's answer: {0}")]
    Form(#[from] serde_json::Error),
    /// It has no `Id`, or one that is no pool's.
    #[error("the fixture needs an Id such as us-east-1_examplepool")]
    Id,
    /// It belongs to a pool that is not there.
    #[error("{0}")]
    Pool(ApiError),
    /// It has no name.
    #[error("the fixture has no {0}")]
    Name(&'static str),
    /// CreateUserPool would have refused its settings.
    #[error("the fixture of {id} is no possible user pool: {source}")]
    Settings {
        /// The pool's id.
        id: String,
        /// The refusal.
        source: ApiError,
    },
}

impl Emulator {
    /// Adds a pool in the form of DescribeUserPool's answer, with or without the `UserPool` around
    /// it. Only `Id` is needed; the rest is as CreateUserPool would have it. A pool that exists
    /// already stays as it is.
    ///
    /// Where data is kept, the pool is kept no later than the next change that is answered.
    ///
    /// # Errors
    ///
    /// When the fixture is of another form, or no pool could be as it says.
    pub fn add_pool(&self, describe_user_pool_answer: Value) -> Result<FixtureOutcome, FixtureError> {
        let pool = read(describe_user_pool_answer)?;
        let id = pool.id.clone().filter(|id| is_pool_id(id)).ok_or(FixtureError::Id)?;
        let ctx = self.context(self.caller());
        let new = NewPool { id: id.clone(), account: &ctx.caller().account, now: ctx.now() };
        let settings = settings(new, pool);
        let settings = settings.map_err(|source| FixtureError::Settings { id: id.clone(), source })?;
        if let Ok(there) = ctx.pool(&id) {
            let same = said(there.settings()) == said(&settings);
            return Ok(if same { FixtureOutcome::Same } else { FixtureOutcome::Differs });
        }
        drop(ctx.add_pool(settings));
        Ok(FixtureOutcome::Added)
    }
}

impl Emulator {
    /// Adds a group to a pool, or replaces the one of its name, in the form in which ListGroups answers it. Only
    /// `GroupName` is needed.
    ///
    /// # Errors
    ///
    /// When there is no such pool, or the fixture is of another form.
    pub fn add_group(&self, pool: &str, list_groups_item: Value) -> Result<(), FixtureError> {
        let group: GroupType = serde_json::from_value(list_groups_item)?;
        let ctx = self.context(self.caller());
        let (created, modified) = (group.creation_date, group.last_modified_date);
        let created = created.unwrap_or_else(|| ctx.now());
        ctx.pool(pool).map_err(FixtureError::Pool)?.put_group(Group {
            name: group.group_name.ok_or(FixtureError::Name("GroupName"))?,
            description: group.description,
            role_arn: group.role_arn,
            precedence: group.precedence,
            created,
            modified: modified.unwrap_or(created),
        });
        Ok(())
    }

    /// Adds a user to a pool, or replaces the one of that username, in the form in which ListUsers answers it, and puts
    /// it into groups. Only `Username` is needed. The user has no password until one is set, and keeps the status.
    ///
    /// # Errors
    ///
    /// When there is no such pool, or the fixture is of another form.
    pub fn add_user(
        &self,
        pool: &str,
        list_users_item: Value,
        groups: BTreeSet<String>,
    ) -> Result<(), FixtureError> {
        let described: UserType = serde_json::from_value(list_users_item)?;
        let ctx = self.context(self.caller());
        let username = described.username.ok_or(FixtureError::Name("Username"))?.into_exposed();
        let created = described.user_create_date.unwrap_or_else(|| ctx.now());
        let mut user = User::new(username, ctx.random().sub(), created);
        for AttributeType { name, value } in described.attributes.unwrap_or_default() {
            let value = value.map(Sensitive::into_exposed).unwrap_or_default();
            match name.as_str() {
                "sub" => user.sub = value,
                // Who signs in from elsewhere is told by links, and those are not part of a list.
                "identities" => {}
                _ => drop(user.attributes.insert(name, value)),
            }
        }
        user.modified = described.user_last_modified_date.unwrap_or(created);
        user.enabled = described.enabled.unwrap_or(true);
        user.status = described.user_status.unwrap_or(user.status);
        user.groups = groups;
        ctx.pool(pool).map_err(FixtureError::Pool)?.put_user(user);
        Ok(())
    }
}

fn read(answer: Value) -> Result<UserPoolType, FixtureError> {
    let pool = match answer {
        Value::Object(mut members) if members.contains_key("UserPool") => {
            members.remove("UserPool").unwrap_or_default()
        }
        other => other,
    };
    Ok(serde_json::from_value(pool)?)
}

fn settings(new: NewPool<'_>, pool: UserPoolType) -> Result<PoolSettings, ApiError> {
    let names =
        SignInNames::new(pool.alias_attributes, pool.username_attributes, pool.username_configuration)?;
    let schema = Schema::described(pool.schema_attributes.unwrap_or_default())?;
    let name = pool.name.unwrap_or_else(|| new.id.clone());
    let (created, modified) = (pool.creation_date, pool.last_modified_date);
    let options = pool_options!(PoolOptions from pool);
    let settings = PoolSettings::assemble(new, name, names, schema, options)?;
    let created = created.unwrap_or(settings.created);
    Ok(PoolSettings { created, modified: modified.unwrap_or(created), ..settings })
}

/// What a fixture says of a pool.
fn said(settings: &PoolSettings) -> Value {
    let PoolSettings { name, names, schema, options, .. } = settings;
    json!({"name": name, "names": names, "schema": schema, "options": options})
}

/// `<region>_<letters and digits>`.
fn is_pool_id(id: &str) -> bool {
    let is_word = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_region = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    id.rsplit_once('_').is_some_and(|(region, rest)| is_region(region) && is_word(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn describe(emulator: &Emulator, id: &str) -> Value {
        let answer = emulator.handle("DescribeUserPool", json!({"UserPoolId": id}), &emulator.caller()).await;
        answer.expect("described").expect("a body")["UserPool"].clone()
    }

    #[tokio::test]
    async fn an_id_is_enough() {
        let emulator = Emulator::new();
        emulator.add_pool(json!({"Id": "us-east-1_examplepool"})).expect("added");
        let pool = describe(&emulator, "us-east-1_examplepool").await;
        assert_eq!(pool["Name"], "us-east-1_examplepool");
        assert_eq!(pool["Policies"]["PasswordPolicy"]["MinimumLength"], 8);
        assert_eq!(pool["SchemaAttributes"].as_array().map(Vec::len), Some(20));
    }

    #[tokio::test]
    async fn a_described_pool_comes_back_as_it_was() {
        let origin = Emulator::new();
        let request = json!({"PoolName": "people", "AliasAttributes": ["preferred_username"], "Schema": [
            {"Name": "email", "Required": true, "Mutable": false},
            {"Name": "role", "AttributeDataType": "String", "Mutable": true,
             "StringAttributeConstraints": {"MaxLength": "10"}},
            {"Name": "note", "AttributeDataType": "String", "DeveloperOnlyAttribute": true},
        ]});
        let created = origin.handle("CreateUserPool", request, &origin.caller()).await;
        let id =
            created.expect("created").expect("a body")["UserPool"]["Id"].as_str().expect("an id").to_owned();
        let described = describe(&origin, &id).await;

        let copy = Emulator::new();
        copy.add_pool(json!({"UserPool": described})).expect("added");
        assert_eq!(describe(&copy, &id).await, described);
    }

    #[tokio::test]
    async fn a_described_pool_with_mfa_and_without_sms_has_authenticators() {
        let emulator = Emulator::new();
        emulator.add_pool(json!({"Id": "us-east-1_a", "MfaConfiguration": "ON"})).expect("added");
        let input = json!({"UserPoolId": "us-east-1_a"});
        let config = emulator.handle("GetUserPoolMfaConfig", input, &emulator.caller()).await;
        let expected = json!({"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}});
        assert_eq!(config, Ok(Some(expected)));
    }

    #[tokio::test]
    async fn a_pool_that_exists_stays_as_it_is() {
        let emulator = Emulator::new();
        emulator.add_pool(json!({"Id": "us-east-1_a", "Name": "first"})).expect("added");
        emulator.add_pool(json!({"Id": "us-east-1_a", "Name": "second"})).expect("left alone");
        assert_eq!(describe(&emulator, "us-east-1_a").await["Name"], "first");
    }

    #[test]
    fn a_fixture_without_a_pool_id_is_refused() {
        for fixture in [json!({"Name": "people"}), json!({"Id": "people"}), json!({"Id": "a b_c"})] {
            assert!(matches!(Emulator::new().add_pool(fixture), Err(FixtureError::Id)));
        }
    }

    #[test]
    fn a_fixture_of_another_form_is_refused() {
        let fixture = json!({"Id": "us-east-1_a", "Policies": "strict"});
        assert!(matches!(Emulator::new().add_pool(fixture), Err(FixtureError::Form(_))));
    }

    #[test]
    fn a_fixture_that_could_not_have_been_created_is_refused() {
        let fixture =
            json!({"Id": "us-east-1_a", "AliasAttributes": ["email"], "UsernameAttributes": ["email"]});
        let refusal = Emulator::new().add_pool(fixture).expect_err("refused").to_string();
        assert!(refusal.starts_with("the fixture of us-east-1_a is no possible user pool: "), "{refusal}");
    }
}
