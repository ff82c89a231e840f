//! AdminCreateUser: makes a user who is invited to sign in, or invites one again.

use std::collections::BTreeMap;

use poolhouse_emulator_model::Sensitive;
use poolhouse_emulator_model::shapes::{
    AdminCreateUserRequest, AdminCreateUserResponse, AliasAttributeType, AttributeType, DeliveryMediumType,
    MessageActionType, UserStatusType, VerifiedAttributeType,
};

use crate::context::Context;
use crate::domain::{AttributeChanges, MessageKind, PasswordRecord, SignInName, User, medium_of};
use crate::error::ApiError;
use crate::flow::triggers::{Moment, PreSignUp, pre_sign_up, validation_data};
use crate::flow::{Letter, deliver_all, take_aliases};
use crate::store::Pool;

/// `ValidationData` and `ClientMetadata` are for triggers alone, and are not kept. What the pool's
/// function answers decides nothing here, unless it fails.
pub(crate) async fn admin_create_user(
    ctx: &Context,
    input: AdminCreateUserRequest,
) -> Result<AdminCreateUserResponse, ApiError> {
    let (moment, letters) = match input.message_action {
        Some(MessageActionType::Resend) => invite_again(ctx, input)?,
        _ => {
            let (moment, given, data) = candidate(ctx, &input)?;
            pre_sign_up(ctx, &moment, PreSignUp::AdminCreateUser, &data).await?;
            create(ctx, input, moment, given)?
        }
    };
    let delivered = deliver_all(ctx, &moment, &letters).await;
    // A user is not kept without the invitation, and is kept if that fails.
    drop(ctx.pool(&moment.settings.id));
    delivered?;
    Ok(AdminCreateUserResponse { user: Some(moment.user.describe()) })
}

type ValidationData = BTreeMap<String, String>;

/// The user whom the request describes, with the attributes as they are given, and these as a list.
fn candidate(
    ctx: &Context,
    input: &AdminCreateUserRequest,
) -> Result<(Moment, Vec<AttributeType>, ValidationData), ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let mut given = input.user_attributes.clone().unwrap_or_default();
    let sub = ctx.random().sub();
    let username = pool.settings().names.name_new_user(input.username.clone(), &sub, &mut given)?;
    let user = User::candidate(username, sub, &given, ctx.now());
    let moment = Moment::new(&pool, user.into(), None, input.client_metadata.clone());
    Ok((moment, given, validation_data(input.validation_data.clone())))
}

/// Makes the user, unless something is wrong with it, and the invitations.
fn create(
    ctx: &Context,
    input: AdminCreateUserRequest,
    moment: Moment,
    given: Vec<AttributeType>,
) -> Result<(Moment, Vec<Letter>), ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let silent = input.message_action == Some(MessageActionType::Suppress);
    let mediums = input.desired_delivery_mediums.filter(|_| !silent).unwrap_or_default();
    let mut letters = Vec::new();

    let mut user = User::new(moment.user.username.clone(), moment.user.sub.clone(), ctx.now());
    user.set_attributes(AttributeChanges::at_creation(&pool.settings().schema, given)?)?;
    let first_factors = pool.settings().options.first_factors();
    let mut password = None;
    if input.temporary_password.is_some() || !user.can_do_without_password(first_factors) {
        password = Some(set_temporary_password(ctx, &pool, &mut user, input.temporary_password)?);
    }
    refuse_taken_names(&pool, &user, input.force_alias_creation == Some(true))?;
    refuse_unreachable(&user, &mediums)?;

    if let Some(password) = password.filter(|_| !silent) {
        letters = invite(&mut user, &mediums, &password);
    }
    take_aliases(ctx, &mut pool, &user);
    pool.put_user(user.clone());
    pool.goes_on();
    Ok((Moment { user: user.into(), ..moment }, letters))
}

/// Sets the password that the request gives, or one made up by the pool's policy, and gives it.
fn set_temporary_password(
    ctx: &Context,
    pool: &Pool,
    user: &mut User,
    given: Option<Sensitive>,
) -> Result<Sensitive, ApiError> {
    let policy = pool.settings().options.password_policy();
    let password = match given {
        Some(given) => given,
        None => policy.generate(|alphabet, length| ctx.random().text(alphabet, length)).into(),
    };
    policy.check(password.expose()).map_err(ApiError::temporary_password_refused)?;
    let record =
        PasswordRecord::new(ctx.random().bytes(), pool.short_id(), &user.username, password.expose());
    user.set_temporary_password(record, &policy, ctx.now());
    Ok(password)
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

/// The invitations of a user, who is noted to be invited: by each medium that the request wants and
/// the user has an address for. Where the default, SMS, finds none, an e-mail address will do (unsure).
fn invite(user: &mut User, mediums: &[DeliveryMediumType], password: &Sensitive) -> Vec<Letter> {
    let order = [VerifiedAttributeType::PhoneNumber, VerifiedAttributeType::Email];
    let has = |address: &VerifiedAttributeType| user.attribute(address.as_str()).is_some();
    let wanted = |address: &VerifiedAttributeType| mediums.contains(&medium_of(*address));
    let mut addresses: Vec<_> = order.into_iter().filter(wanted).filter(has).collect();
    if addresses.is_empty() {
        addresses.extend(order.into_iter().find(has));
    }
    let letter = |address: VerifiedAttributeType| Letter {
        kind: MessageKind::Invitation,
        address,
        destination: user.attribute(address.as_str()).unwrap_or_default().to_owned(),
        code: password.clone(),
    };
    let letters: Vec<Letter> = addresses.into_iter().map(letter).collect();
    user.invited_at = letters.iter().map(|letter| (letter.address, letter.destination.clone())).collect();
    letters
}

/// A new temporary password for a user who has not used the last one. Attributes that the request
/// gives are not looked at (unsure).
fn invite_again(ctx: &Context, input: AdminCreateUserRequest) -> Result<(Moment, Vec<Letter>), ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let mut user = User::clone(pool.resolve_user(input.username.expose())?);
    if user.status != UserStatusType::ForceChangePassword {
        return Err(ApiError::resend_not_possible(&user.username));
    }
    let password = set_temporary_password(ctx, &pool, &mut user, input.temporary_password)?;
    let mediums = input.desired_delivery_mediums.unwrap_or_default();
    refuse_unreachable(&user, &mediums)?;
    let letters = invite(&mut user, &mediums, &password);
    user.modified = ctx.now();
    pool.put_user(user.clone());
    pool.goes_on();
    Ok((Moment::new(&pool, user.into(), None, input.client_metadata), letters))
}

#[cfg(test)]
mod tests;
