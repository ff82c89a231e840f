//! What is asked of every sign-in before the password: may this user sign in now at all?

use std::sync::Arc;

use poolhouse_emulator_model::shapes::UserStatusType;

use super::auth_events::log_wrong_password;
use super::auth_session::SignIn;
use super::triggers::{Moment, pre_authentication};
use crate::context::Context;
use crate::domain::User;
use crate::error::ApiError;
use crate::store::Pool;

/// Refuses who is locked out or disabled. Who is not there is let through, to fail like a wrong
/// password, and is locked out like a user (unsure), so that nobody can be told from users by that.
pub(super) fn check_locks(ctx: &Context, sign_in: &SignIn) -> Result<(), ApiError> {
    if sign_in.progress.sub.is_none() {
        return ctx.pool(&sign_in.pool_id)?.lockout(&nobody(sign_in)).check(ctx.now());
    }
    let user = sign_in.user(ctx)?;
    ctx.pool(&sign_in.pool_id)?.lockout(&user.username).check(ctx.now())?;
    check_enabled(&user)
}

/// Refuses who is disabled.
pub(super) fn check_enabled(user: &User) -> Result<(), ApiError> {
    if user.enabled { Ok(()) } else { Err(ApiError::user_is_disabled()) }
}

/// Asks the pool's PreAuthentication function, then looks at the user's status.
pub(super) async fn admit(ctx: &Context, sign_in: &SignIn) -> Result<Arc<User>, ApiError> {
    pre_authentication(ctx, &moment(ctx, sign_in)?, &sign_in.progress.validation).await?;
    if sign_in.progress.sub.is_none() {
        ctx.pool(&sign_in.pool_id)?.count_failure(&nobody(sign_in), ctx.now());
        return Err(ApiError::incorrect_username_or_password());
    }
    let user = sign_in.user(ctx)?;
    check_status(sign_in, &user)?;
    Ok(user)
}

/// The same where the flow goes on for who is not there as it does for a user.
pub(super) async fn admit_whoever(ctx: &Context, sign_in: &SignIn) -> Result<(), ApiError> {
    if sign_in.progress.sub.is_some() {
        return admit(ctx, sign_in).await.map(drop);
    }
    pre_authentication(ctx, &moment(ctx, sign_in)?, &sign_in.progress.validation).await
}

/// What the pool's functions are told of the user, or of who is not there as of one.
pub(super) fn moment(ctx: &Context, sign_in: &SignIn) -> Result<Moment, ApiError> {
    let user = match sign_in.progress.sub.is_none() {
        true => Arc::new(User::new(sign_in.progress.username.clone(), String::new(), ctx.now())),
        false => sign_in.user(ctx)?,
    };
    sign_in.moment(ctx, user)
}

/// What follows once a password was held against the user's: a wrong one counts, a right one makes
/// those before it forgotten, and is refused if it was temporary and is too old.
pub(super) fn settle_password(
    ctx: &Context,
    pool: &mut Pool,
    user: &User,
    right: bool,
) -> Result<(), ApiError> {
    pool.lockout(&user.username).check(ctx.now())?;
    if !right {
        pool.count_failure(&user.username, ctx.now());
        log_wrong_password(ctx, pool, user);
        return Err(ApiError::incorrect_username_or_password());
    }
    pool.forgive(&user.username);
    match user.temporary_password_expires {
        Some(expires) if expires <= ctx.now() => Err(ApiError::temporary_password_expired()),
        _ => Ok(()),
    }
}

/// The name under which wrong passwords of nobody are counted: no username, for a user may come to
/// have the name that was given.
fn nobody(sign_in: &SignIn) -> String {
    format!("\0{}", sign_in.progress.username)
}

/// Who has no password yet was imported; that is hidden from clients that must not learn of users.
fn check_status(sign_in: &SignIn, user: &User) -> Result<(), ApiError> {
    match user.status {
        UserStatusType::Unconfirmed => Err(ApiError::user_not_confirmed()),
        UserStatusType::ResetRequired if sign_in.client.hides_users() && user.password.is_none() => {
            Err(ApiError::incorrect_username_or_password())
        }
        UserStatusType::ResetRequired => Err(ApiError::password_reset_required()),
        // Who belongs to an identity provider signs in there, and not by any flow of the pool.
        UserStatusType::ExternalProvider => Err(ApiError::incorrect_username_or_password()),
        _ => Ok(()),
    }
}
