//! A user out of a row of an import.

use std::collections::BTreeMap;

use poolhouse_emulator_model::rules::USERNAME_TYPE;
use poolhouse_emulator_model::shapes::{
    AttributeType, PasswordHashingAlgorithmType, UserPoolMfaType, UserStatusType, VerifiedAttributeType,
};
use poolhouse_emulator_model::{ShapeKind, Timestamp};

use super::address::verified_flag;
use super::attribute_changes::AttributeChanges;
use super::import_csv::{MFA_ENABLED, PASSWORD_HASH, USERNAME};
use super::imported_password::ImportedPassword;
use super::pool::PoolSettings;
use super::pool_options::PoolOptions;
use super::schema::Schema;
use super::user::User;
use crate::error::ApiError;

/// The user whom a row describes. Rows without a hash make users who must reset their password, or
/// who sign in without one; those with a hash make users who are confirmed (unsure). Those with a
/// second factor get codes by SMS, if they have a number (unsure).
pub(crate) fn imported_user(
    mut row: BTreeMap<&str, String>,
    settings: &PoolSettings,
    hashing: Option<PasswordHashingAlgorithmType>,
    sub: String,
    now: Timestamp,
) -> Result<User, ApiError> {
    let name = row.remove(USERNAME).ok_or_else(ApiError::import_row_without_username)?;
    if name.contains([' ', '\t']) {
        return Err(ApiError::import_username_with_space());
    }
    if !is_username(&name) {
        return Err(ApiError::import_username_of_other_form());
    }
    let has_factor = second_factor(row.remove(MFA_ENABLED).as_deref(), &settings.options)?;
    let password = password(row.remove(PASSWORD_HASH), hashing)?;
    check_verified(&row, &settings.options)?;
    turn_birthdate(&mut row)?;
    let given = row
        .into_iter()
        .map(|(name, value)| AttributeType { name: name.to_owned(), value: Some(value.into()) });
    let mut given: Vec<_> = given.collect();
    let username = settings.names.name_new_user(name.into(), &sub, &mut given)?;
    let mut user = User::new(username, sub, now);
    user.set_attributes(AttributeChanges::at_creation(&settings.schema, given)?)?;
    check_required(&user, &settings.schema)?;
    let can_sign_in = password.is_some() || user.can_do_without_password(settings.options.first_factors());
    user.status = if can_sign_in { UserStatusType::Confirmed } else { UserStatusType::ResetRequired };
    user.imported_password = password;
    user.second_factors.set_legacy_sms(has_factor && user.attribute("phone_number").is_some());
    Ok(user)
}

/// Whether requests could name the user so.
fn is_username(name: &str) -> bool {
    let ShapeKind::String { length, pattern, .. } = &USERNAME_TYPE.kind else { return true };
    let fits = length.max.is_none_or(|max| name.chars().count() <= max);
    fits && pattern.as_ref().is_none_or(|pattern| pattern.matches(name))
}

/// Whether a second factor is on must be said, and not differ from what the pool demands.
fn second_factor(enabled: Option<&str>, options: &PoolOptions) -> Result<bool, ApiError> {
    let enabled = enabled.and_then(flag).ok_or_else(ApiError::import_row_without_mfa)?;
    match options.mfa_configuration {
        Some(UserPoolMfaType::On) if !enabled => Err(ApiError::import_row_of_other_mfa()),
        Some(UserPoolMfaType::Optional | UserPoolMfaType::On) => Ok(enabled),
        _ if enabled => Err(ApiError::import_row_of_other_mfa()),
        _ => Ok(false),
    }
}

fn password(
    hash: Option<String>,
    hashing: Option<PasswordHashingAlgorithmType>,
) -> Result<Option<ImportedPassword>, ApiError> {
    let Some((algorithm, hash)) = hashing.zip(hash) else { return Ok(None) };
    ImportedPassword::read(algorithm, &hash).map(Some).ok_or_else(ApiError::unreadable_password_hash)
}

/// One of the addresses that the pool verifies must be there, and be verified.
fn check_verified(row: &BTreeMap<&str, String>, options: &PoolOptions) -> Result<(), ApiError> {
    let is_true = |name| row.get(name).map(String::as_str).and_then(flag) == Some(true);
    let verified = options.auto_verified_attributes.iter().flatten();
    let mut verified = verified.filter(|address| is_true(verified_flag(**address))).peekable();
    if verified.peek().is_none() {
        return Err(ApiError::import_row_without_verified_attribute());
    }
    let has_value = |address: &VerifiedAttributeType| row.contains_key(address.as_str());
    match verified.find(|address| !has_value(address)) {
        Some(missing) => Err(ApiError::verified_without_value(missing.as_str())),
        None => Ok(()),
    }
}

/// Birthdates are written month first here, and kept year first.
fn turn_birthdate(row: &mut BTreeMap<&str, String>) -> Result<(), ApiError> {
    let Some(date) = row.get_mut("birthdate") else { return Ok(()) };
    let parts: Vec<&str> = date.split('/').collect();
    let is_number =
        |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    match parts[..] {
        [month, day, year] if is_number(month, 2) && is_number(day, 2) && is_number(year, 4) => {
            *date = format!("{year}-{month}-{day}");
            Ok(())
        }
        _ => Err(ApiError::import_birthdate_of_other_form()),
    }
}

fn check_required(user: &User, schema: &Schema) -> Result<(), ApiError> {
    let is_missing = |name: &str| user.attribute(name).is_none();
    let mut required = schema.attributes().iter().filter(|attribute| attribute.required);
    match required.find(|attribute| is_missing(&attribute.name)) {
        Some(missing) => Err(ApiError::import_row_without_required(&missing.name)),
        None => Ok(()),
    }
}

fn flag(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}
