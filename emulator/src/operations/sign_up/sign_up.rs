//! SignUp: makes a user on the user's own behalf.

use poolhouse_emulator_model::Sensitive;
use poolhouse_emulator_model::shapes::{
    AliasAttributeType, AttributeType, EventType, SignUpRequest, SignUpResponse, UserStatusType,
    VerifiedAttributeType,
};

use super::app_client::AppClient;
use crate::context::Context;
use crate::domain::{AttributeChanges, CodePurpose, MessageKind, PasswordRecord, User, verified_flag};
use crate::error::ApiError;
use crate::flow::triggers::{
    Moment, PostConfirmation, PreSignUp, PreSignUpAnswer, post_confirmation, pre_sign_up, validation_data,
};
use crate::flow::{Letter, deliver, log_auth_event, take_aliases};
use crate::store::Pool;

/// The session is for ConfirmSignUp, which answers another one to sign in with.
pub(crate) async fn sign_up(ctx: &Context, input: SignUpRequest) -> Result<SignUpResponse, ApiError> {
    let app = AppClient::of(ctx, &input.client_id, &input.username, input.secret_hash.as_ref())?;
    let SignUpRequest { username, password, user_attributes, client_metadata, .. } = input;
    let (candidate, given) = candidate(ctx, &app, username, user_attributes.unwrap_or_default())?;
    let moment = app.moment(&*ctx.pool(&app.pool_id)?, candidate, client_metadata);
    let data = validation_data(input.validation_data);
    let answer = pre_sign_up(ctx, &moment, PreSignUp::SignUp, &data).await?;

    let (moment, letter) = create(ctx, moment, given, password, answer)?;
    let code_delivery_details = match &letter {
        Some(letter) => Some(deliver(ctx, &moment, letter).await?),
        None => None,
    };
    if answer.auto_confirm_user {
        post_confirmation(ctx, &moment, PostConfirmation::SignUp).await?;
    }
    Ok(SignUpResponse {
        code_delivery_details,
        session: app.session(ctx, &moment)?,
        user_confirmed: answer.auto_confirm_user,
        user_sub: moment.user.sub.clone(),
    })
}

/// The user whom a request describes, with the attributes as they are given, and these as a list.
fn candidate(
    ctx: &Context,
    app: &AppClient,
    name: Sensitive,
    mut given: Vec<AttributeType>,
) -> Result<(User, Vec<AttributeType>), ApiError> {
    let pool = ctx.pool(&app.pool_id)?;
    let settings = pool.settings();
    if settings.options.is_closed_to_sign_up() {
        return Err(ApiError::sign_up_not_permitted());
    }
    app.client.options.check_writes(given.iter().map(|attribute| attribute.name.as_str()))?;
    let sub = ctx.random().sub();
    let username = settings.names.name_new_user(name, &sub, &mut given)?;
    Ok((User::candidate(username, sub, &given, ctx.now()), given))
}

/// Makes the user, unless something is wrong with it, and the letter that goes to it.
fn create(
    ctx: &Context,
    moment: Moment,
    given: Vec<AttributeType>,
    password: Option<Sensitive>,
    answer: PreSignUpAnswer,
) -> Result<(Moment, Option<Letter>), ApiError> {
    let mut pool = ctx.pool(&moment.settings.id)?;
    let candidate = &moment.user;
    let mut user = User::new(candidate.username.clone(), candidate.sub.clone(), ctx.now());
    user.set_attributes(AttributeChanges::at_sign_up(&pool.settings().schema, given)?)?;
    let preferred = user.attribute("preferred_username").is_some();
    if preferred && pool.settings().names.is_alias(AliasAttributeType::PreferredUsername) {
        return Err(ApiError::preferred_username_before_confirmation());
    }
    set_password(ctx, &pool, &mut user, password)?;
    refuse_taken_names(&pool, &user)?;
    user.status =
        if answer.auto_confirm_user { UserStatusType::Confirmed } else { UserStatusType::Unconfirmed };
    verify(&mut user, VerifiedAttributeType::Email, answer.auto_verify_email)?;
    verify(&mut user, VerifiedAttributeType::PhoneNumber, answer.auto_verify_phone)?;

    let to = pool.settings().options.confirmation_address(&user).filter(|_| !answer.auto_confirm_user);
    let letter = to.map(|to| Letter::with_code(ctx, &mut user, MessageKind::SignUp, CodePurpose::SignUp, to));
    take_aliases(ctx, &mut pool, &user);
    pool.put_user(user.clone());
    log_auth_event(ctx, &mut pool, &user, EventType::SignUp);
    Ok((Moment { user: user.into(), ..moment }, letter))
}

fn set_password(
    ctx: &Context,
    pool: &Pool,
    user: &mut User,
    password: Option<Sensitive>,
) -> Result<(), ApiError> {
    let options = &pool.settings().options;
    let Some(password) = password else {
        let spared = user.can_do_without_password(options.first_factors());
        return if spared { Ok(()) } else { Err(ApiError::sign_up_without_password()) };
    };
    let policy = options.password_policy();
    policy.check(password.expose()).map_err(ApiError::sign_up_password_refused)?;
    let salt = ctx.random().bytes();
    let record = PasswordRecord::new(salt, pool.short_id(), &user.username, password.expose());
    user.set_permanent_password(record, &policy);
    Ok(())
}

/// Addresses that are aliases may be taken: that is told when they are confirmed.
fn refuse_taken_names(pool: &Pool, user: &User) -> Result<(), ApiError> {
    if pool.has_username(&user.username) {
        return Err(ApiError::user_exists());
    }
    match pool.names_of_others(user).first() {
        Some(name) if pool.settings().names.by_attributes() => {
            Err(ApiError::account_with_given_exists(name.attribute))
        }
        _ => Ok(()),
    }
}

/// What the pool's function says of an address.
fn verify(user: &mut User, address: VerifiedAttributeType, verified: bool) -> Result<(), ApiError> {
    if !verified {
        return Ok(());
    }
    if user.attribute(address.as_str()).is_none() {
        return Err(ApiError::verified_by_function_without_value(address.as_str()));
    }
    user.attributes.insert(verified_flag(address).to_owned(), "true".to_owned());
    Ok(())
}

#[cfg(test)]
mod tests;
