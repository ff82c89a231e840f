//! MFA_SETUP: a user without a second factor sets one up to sign in.

use poolhouse_emulator_model::Sensitive;
use poolhouse_emulator_model::shapes::{AttributeType, ChallengeNameType};

use super::admission::check_enabled;
use super::auth_session::{Opened, Pending, PendingFactor, SignIn, open_session_alone};
use super::complete::after_second_factor;
use super::one_time_password;
use super::outcome::{Challenge, Outcome};
use super::respond::Answer;
use crate::context::Context;
use crate::domain::{AttributeChanges, CODE_LENGTH, PoolSettings, SecondFactor, User};
use crate::error::ApiError;
use crate::store::Pool;

/// Changes the user of a set-up that is under way, by its session alone. `done` says that this sets
/// up the factor. Gives what the change gives and the session to go on with.
pub(crate) fn change_in_set_up<T>(
    ctx: &Context,
    session: &Sensitive,
    done: bool,
    change: impl FnOnce(&PoolSettings, &mut User) -> Result<T, ApiError>,
) -> Result<(T, Sensitive), ApiError> {
    let (pool_id, client, opened) = open_session_alone(ctx, session.expose())?;
    let next = match &opened.pending {
        Pending::SecondFactor(PendingFactor::SetUp(_)) if done => PendingFactor::SetUpDone,
        Pending::SecondFactor(PendingFactor::SetUp(factors)) => PendingFactor::SetUp(factors.clone()),
        _ => return Err(ApiError::invalid_session()),
    };
    let sign_in = opened.sign_in(&pool_id, &client, None);
    let changed = change_user(ctx, &opened, &sign_in, change)?;
    let session = sign_in.seal(ctx, &Pending::SecondFactor(next))?;
    Ok((changed, session.into()))
}

/// Ends the set-up of an authenticator, which is turned on, and preferred; a code that comes along
/// is not looked at once more. An address is sent a code first (that it is given as EMAIL is unsure).
pub(super) async fn answer(ctx: &Context, answer: &Answer) -> Result<Outcome, ApiError> {
    let is_pending = |pending: &Pending| {
        matches!(pending, Pending::SecondFactor(PendingFactor::SetUp(_) | PendingFactor::SetUpDone))
    };
    let (opened, sign_in) = answer.opened(ctx, is_pending)?;
    match (&opened.pending, answer.response("EMAIL")) {
        (Pending::SecondFactor(PendingFactor::SetUpDone), _) => {
            change_user(ctx, &opened, &sign_in, |_, user| {
                user.second_factors.prefer(SecondFactor::SoftwareToken);
                Ok(())
            })?;
            after_second_factor(ctx, sign_in, ChallengeNameType::MfaSetup).await
        }
        (Pending::SecondFactor(PendingFactor::SetUp(factors)), Some(email))
            if factors.contains(&SecondFactor::Email) =>
        {
            let challenge = send_code(ctx, sign_in, email).await?;
            opened.use_up(ctx, &answer.pool_id)?;
            Ok(Outcome::Challenge(challenge))
        }
        _ => Err(ApiError::factor_not_yet_set_up()),
    }
}

/// The address becomes the user's once the code comes back.
async fn send_code(ctx: &Context, mut sign_in: SignIn, email: &str) -> Result<Challenge, ApiError> {
    with_email(&sign_in, &*ctx.pool(&sign_in.pool_id)?, email)?;
    sign_in.progress.set_up_email = Some(email.to_owned());
    one_time_password::ask(ctx, &sign_in, ChallengeNameType::EmailOtp, CODE_LENGTH).await
}

/// Makes the address that a code has proved the user's, and the factor; nothing where the code was
/// for something else.
pub(super) fn adopt_email(ctx: &Context, sign_in: &SignIn) -> Result<(), ApiError> {
    let Some(email) = &sign_in.progress.set_up_email else { return Ok(()) };
    let mut pool = ctx.pool(&sign_in.pool_id)?;
    let mut user = with_email(sign_in, &pool, email)?;
    user.second_factors.prefer(SecondFactor::Email);
    user.modified = ctx.now();
    pool.put_user(user);
    Ok(())
}

/// The user with an address that is proved, unless it is another's by which that one signs in.
fn with_email(sign_in: &SignIn, pool: &Pool, email: &str) -> Result<User, ApiError> {
    let mut user = User::clone(&*sign_in.user_in(pool)?);
    let [name, flag] = ["email", "email_verified"];
    let attribute =
        |name: &str, value: &str| AttributeType { name: name.to_owned(), value: Some(value.into()) };
    let given = vec![attribute(name, email), attribute(flag, "true")];
    let changes = AttributeChanges::at_creation(&pool.settings().schema, given)?;
    user.change_attributes(changes, &pool.settings().options)?;
    match pool.names_of_others(&user).first() {
        Some(taken) => Err(ApiError::alias_exists(taken.attribute)),
        None => Ok(user),
    }
}

/// Changes the user and uses the session up, both or neither.
fn change_user<T>(
    ctx: &Context,
    opened: &Opened,
    sign_in: &SignIn,
    change: impl FnOnce(&PoolSettings, &mut User) -> Result<T, ApiError>,
) -> Result<T, ApiError> {
    let mut pool = ctx.pool(&sign_in.pool_id)?;
    let mut user = User::clone(&*sign_in.user_in(&pool)?);
    check_enabled(&user)?;
    let changed = change(pool.settings(), &mut user)?;
    opened.use_up_in(&mut pool, ctx.now())?;
    user.modified = ctx.now();
    pool.put_user(user);
    Ok(changed)
}
