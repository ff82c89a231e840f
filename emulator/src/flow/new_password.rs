//! NEW_PASSWORD_REQUIRED: the user replaces a temporary password, and fills in what is missing.

use std::collections::BTreeMap;

use poolhouse_emulator_model::shapes::{AttributeType, ChallengeNameType};
use serde_json::json;

use super::auth_session::{Pending, SignIn};
use super::complete::after_first_factor;
use super::outcome::{Challenge, Outcome};
use super::respond::Answer;
use super::triggers::TokenOccasion;
use crate::context::Context;
use crate::domain::{AttributeChanges, Client, PasswordRecord, PoolSettings, User};
use crate::error::{ApiError, AttributeFault};
use crate::store::Pool;

/// Asks for a new password.
pub(super) fn ask(ctx: &Context, sign_in: &SignIn, user: &User) -> Result<Challenge, ApiError> {
    let missing: Vec<String> = {
        let pool = ctx.pool(&sign_in.pool_id)?;
        missing(pool.settings(), user).map(|name| format!("{PREFIX}{name}")).collect()
    };
    let parameters = [
        ("USER_ID_FOR_SRP", user.username.clone()),
        ("requiredAttributes", json!(missing).to_string()),
        ("userAttributes", json!(user.attributes).to_string()),
    ];
    let name = ChallengeNameType::NewPasswordRequired;
    Challenge::new(ctx, sign_in, &Pending::NewPassword, name, parameters)
}

/// Takes the new password. The session stays usable until the answer is accepted.
pub(super) async fn answer(ctx: &Context, answer: &Answer) -> Result<Outcome, ApiError> {
    let (opened, mut sign_in) = answer.opened(ctx, |pending| matches!(pending, Pending::NewPassword))?;
    let password = answer.required("NEW_PASSWORD")?;
    let user = sign_in.user(ctx)?;
    let mut changed = User::clone(&user);
    {
        let mut pool = ctx.pool(&answer.pool_id)?;
        check_attributes(pool.settings(), &answer.client, &user, &given(answer))?;
        take_attributes(&pool, &mut changed, given(answer))?;
        replace_password(ctx, &pool, &mut changed, password)?;
        if let Some(name) = pool.names_of_others(&changed).first() {
            return Err(ApiError::alias_exists(name.attribute));
        }
        opened.use_up_in(&mut pool, ctx.now())?;
        pool.put_user(changed);
    }
    sign_in.progress.trigger = TokenOccasion::NewPasswordChallenge;
    after_first_factor(ctx, sign_in, ChallengeNameType::NewPasswordRequired).await
}

/// The attributes that the answer gives, by name.
fn given(answer: &Answer) -> BTreeMap<String, String> {
    let attribute =
        |(name, value): (&String, &String)| Some((name.strip_prefix(PREFIX)?.to_owned(), value.clone()));
    answer.responses.iter().filter_map(attribute).collect()
}

/// The order of these refusals is unsure.
fn check_attributes(
    pool: &PoolSettings,
    client: &Client,
    user: &User,
    given: &BTreeMap<String, String>,
) -> Result<(), ApiError> {
    if let Some(name) = given.keys().find(|name| name.ends_with("_verified")) {
        return Err(ApiError::non_mutable_attribute(name));
    }
    let provided = |name: &&String| {
        let required = pool.schema.attribute(name).is_some_and(|attribute| attribute.required);
        required && user.attribute(name).is_some_and(|value| value != given[*name])
    };
    if let Some(name) = given.keys().find(provided) {
        return Err(ApiError::attribute_already_provided(name));
    }
    client.options.check_writes(given.keys().map(String::as_str))?;
    let is_given = |name: &&str| given.get(*name).is_some_and(|value| !value.is_empty());
    let still_missing: Vec<&str> = missing(pool, user).filter(|name| !is_given(name)).collect();
    if still_missing.is_empty() { Ok(()) } else { Err(ApiError::attributes_missing(&still_missing)) }
}

/// An immutable attribute that has no value yet is set here for the first and last time.
fn take_attributes(pool: &Pool, user: &mut User, given: BTreeMap<String, String>) -> Result<(), ApiError> {
    let schema = &pool.settings().schema;
    let fixed = |name: &&String| {
        let mutable = schema.attribute(name).is_none_or(|attribute| attribute.mutable);
        !mutable && user.attribute(name).is_some_and(|value| value != given[*name])
    };
    let faults: Vec<_> = given.keys().filter(fixed).map(|name| AttributeFault::immutable(name)).collect();
    if !faults.is_empty() {
        return Err(ApiError::attributes_refused_at_update(&faults));
    }
    let attribute = |(name, value): (String, String)| AttributeType { name, value: Some(value.into()) };
    let changes = AttributeChanges::at_creation(schema, given.into_iter().map(attribute).collect())?;
    user.change_attributes(changes, &pool.settings().options)
}

/// The temporary password itself will do.
fn replace_password(ctx: &Context, pool: &Pool, user: &mut User, password: &str) -> Result<(), ApiError> {
    let policy = pool.settings().options.password_policy();
    policy.check(password).map_err(ApiError::password_refused)?;
    if user.has_used(password, &policy, pool.short_id()) {
        return Err(ApiError::password_used_before());
    }
    let record = PasswordRecord::new(ctx.random().bytes(), pool.short_id(), &user.username, password);
    accept_invitation(pool, user);
    user.set_permanent_password(record, &policy);
    user.modified = ctx.now();
    Ok(())
}

/// Whoever uses an invitation has read it, so where it was sent is verified, unless somebody else
/// signs in by that address (unsure).
fn accept_invitation(pool: &Pool, user: &mut User) {
    let mut accepted = user.clone();
    accepted.accept_invitation();
    if pool.names_of_others(&accepted).is_empty() {
        *user = accepted;
    }
}

/// The names of required attributes without a value.
fn missing<'a>(pool: &'a PoolSettings, user: &'a User) -> impl Iterator<Item = &'a str> {
    pool.schema.required().filter(|name| user.attribute(name).is_none())
}

const PREFIX: &str = "userAttributes.";
