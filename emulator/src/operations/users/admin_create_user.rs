//! AdminCreateUser: makes a user who is invited to sign in, or invites one again.

use poolhouse_emulator_model::Sensitive;
use poolhouse_emulator_model::shapes::{
    AdminCreateUserRequest, AdminCreateUserResponse, AliasAttributeType, AttributeType, DeliveryMediumType,
    MessageActionType, UserStatusType, VerifiedAttributeType,
};

use crate::context::Context;
use crate::domain::{AttributeChanges, PasswordRecord, PoolSettings, SignInName, User, verified_flag};
use crate::error::ApiError;
use crate::store::Pool;

/// `ValidationData` and `ClientMetadata` are for triggers alone, and are not kept.
pub(crate) async fn admin_create_user(
    ctx: &Context,
    input: AdminCreateUserRequest,
) -> Result<AdminCreateUserResponse, ApiError> {
    let user = match input.message_action {
        Some(MessageActionType::Resend) => invite_again(ctx, input)?,
        _ => create(ctx, input)?,
    };
    Ok(AdminCreateUserResponse { user: Some(user.describe()) })
}

fn create(ctx: &Context, input: AdminCreateUserRequest) -> Result<User, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let (temporary, force) = (input.temporary_password.clone(), input.force_alias_creation == Some(true));
    let silent = input.message_action == Some(MessageActionType::Suppress);
    let mediums = input.desired_delivery_mediums.clone().filter(|_| !silent).unwrap_or_default();

    let mut user = new_user(ctx, pool.settings(), input)?;
    let options = &pool.settings().options;
    if temporary.is_some() || !user.can_do_without_password(options.first_factors()) {
        set_temporary_password(ctx, &pool, &mut user, temporary.as_ref())?;
    }
    refuse_taken_names(&pool, &user, force)?;
    refuse_unreachable(&user, &mediums)?;

    for alias in pool.names_of_others(&user) {
        take_alias(ctx, &mut pool, &alias);
    }
    pool.put_user(user.clone());
    Ok(user)
}

/// A user with name and attributes, not in the pool yet.
fn new_user(ctx: &Context, settings: &PoolSettings, input: AdminCreateUserRequest) -> Result<User, ApiError> {
    let sub = ctx.random().sub();
    let named = settings.names.new_username(input.username.expose(), &sub)?;
    let mut given = input.user_attributes.unwrap_or_default();
    if let Some(attribute) = named.attribute {
        name_by_attribute(settings, &mut given, attribute.as_str(), input.username)?;
    }
    let mut user = User::new(named.username, sub, ctx.now());
    user.set_attributes(AttributeChanges::at_creation(&settings.schema, given)?)?;
    Ok(user)
}

/// Where an address is given as username, it is the value of the attribute, and no other can be.
fn name_by_attribute(
    settings: &PoolSettings,
    given: &mut Vec<AttributeType>,
    attribute: &'static str,
    name: Sensitive,
) -> Result<(), ApiError> {
    let folded = |value: &Sensitive| settings.names.folded(value.expose()).into_owned();
    let mut values =
        given.iter().filter(|given| given.name == attribute).map(|given| given.value.as_ref().map(folded));
    if values.any(|value| value != Some(folded(&name))) {
        return Err(ApiError::username_and_attribute_differ(attribute));
    }
    given.push(AttributeType { name: attribute.to_owned(), value: Some(name) });
    Ok(())
}

/// Sets the password that the request gives, or one made up by the pool's policy.
fn set_temporary_password(
    ctx: &Context,
    pool: &Pool,
    user: &mut User,
    given: Option<&Sensitive>,
) -> Result<(), ApiError> {
    let policy = pool.settings().options.password_policy();
    let password = match given {
        Some(given) => given.clone(),
        None => policy.generate(|alphabet, length| ctx.random().text(alphabet, length)).into(),
    };
    policy.check(password.expose()).map_err(ApiError::temporary_password_refused)?;
    let record =
        PasswordRecord::new(ctx.random().bytes(), pool.short_id(), &user.username, password.expose());
    user.set_temporary_password(record, &policy, ctx.now());
    Ok(())
}

/// Usernames are never taken from others, nor are addresses that serve as such. Addresses that are
/// aliases are, if the request forces it. That preferred usernames are not is unsure.
fn refuse_taken_names(pool: &Pool, user: &User, force: bool) -> Result<(), ApiError> {
    if pool.has_username(&user.username) {
        return Err(ApiError::user_account_exists());
    }
    for SignInName { attribute, .. } in pool.names_of_others(user) {
        if pool.settings().names.by_attributes() {
            return Err(ApiError::account_with_given_exists(attribute));
        }
        if !force || attribute == AliasAttributeType::PreferredUsername {
            return Err(ApiError::alias_exists(attribute));
        }
    }
    Ok(())
}

/// Refuses an invitation that shall go by e-mail alone to someone who has no address. SMS is the
/// default, and never fails.
fn refuse_unreachable(user: &User, mediums: &[DeliveryMediumType]) -> Result<(), ApiError> {
    let by_email = !mediums.is_empty() && mediums.iter().all(|medium| *medium == DeliveryMediumType::Email);
    if by_email && user.attribute("email").is_none() {
        return Err(ApiError::invitation_without_email());
    }
    Ok(())
}

/// The owner of an address keeps it, but it is verified, and an alias, no more.
fn take_alias(ctx: &Context, pool: &mut Pool, alias: &SignInName) {
    let Some(owner) = pool.owner(alias) else { return };
    let mut owner = User::clone(owner);
    let addresses = VerifiedAttributeType::ALL.iter();
    for &address in addresses.filter(|address| address.as_str() == alias.attribute.as_str()) {
        owner.attributes.insert(verified_flag(address).to_owned(), "false".to_owned());
    }
    owner.modified = ctx.now();
    pool.put_user(owner);
}

/// A new temporary password for a user who has not used the last one. Attributes that the request
/// gives are not looked at (unsure).
fn invite_again(ctx: &Context, input: AdminCreateUserRequest) -> Result<User, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let mut user = User::clone(pool.resolve_user(input.username.expose())?);
    if user.status != UserStatusType::ForceChangePassword {
        return Err(ApiError::resend_not_possible(&user.username));
    }
    set_temporary_password(ctx, &pool, &mut user, input.temporary_password.as_ref())?;
    refuse_unreachable(&user, &input.desired_delivery_mediums.unwrap_or_default())?;
    user.modified = ctx.now();
    pool.put_user(user.clone());
    Ok(user)
}

#[cfg(test)]
mod tests;
