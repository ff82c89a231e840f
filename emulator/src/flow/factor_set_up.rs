//! MFA_SETUP: a user without a second factor sets one up to sign in.

use poolhouse_emulator_model::Sensitive;

use super::auth_session::{Opened, Pending, PendingFactor, SignIn, open_session_alone};
use super::complete::finish;
use super::outcome::Outcome;
use super::respond::Answer;
use crate::context::Context;
use crate::domain::{PoolSettings, SecondFactor, User};
use crate::error::ApiError;

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

/// Ends the set-up: the authenticator is turned on, and preferred. A code that comes along is not
/// looked at once more.
pub(super) async fn answer(ctx: &Context, answer: &Answer) -> Result<Outcome, ApiError> {
    let is_pending = |pending: &Pending| {
        matches!(pending, Pending::SecondFactor(PendingFactor::SetUp(_) | PendingFactor::SetUpDone))
    };
    let (opened, sign_in) = answer.opened(ctx, is_pending)?;
    if !matches!(opened.pending, Pending::SecondFactor(PendingFactor::SetUpDone)) {
        return Err(ApiError::factor_not_yet_set_up());
    }
    change_user(ctx, &opened, &sign_in, |_, user| {
        user.second_factors.prefer(SecondFactor::SoftwareToken);
        Ok(())
    })?;
    finish(ctx, sign_in).await
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
    let changed = change(pool.settings(), &mut user)?;
    opened.use_up_in(&mut pool, ctx.now())?;
    user.modified = ctx.now();
    pool.put_user(user);
    Ok(changed)
}
