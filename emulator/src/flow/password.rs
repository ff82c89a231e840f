//! Signing in by a password that is sent as it is: USER_PASSWORD_AUTH, ADMIN_USER_PASSWORD_AUTH, and
//! PASSWORD where it is chosen.

use poolhouse_emulator_model::shapes::ChallengeNameType;

use super::admission::{admit, check_locks, settle_password};
use super::auth_session::{Pending, SignIn};
use super::complete::after_password;
use super::imported_password::adopt_imported_password;
use super::outcome::{Challenge, Outcome};
use super::sign_in::Start;
use crate::context::Context;
use crate::domain::PasswordRecord;
use crate::error::ApiError;

/// The flow's only step, unless an administrator left the password out.
pub(super) async fn start(ctx: &Context, start: Start) -> Result<Outcome, ApiError> {
    let username = start.required("USERNAME")?;
    let password = match start.parameter("PASSWORD") {
        None if start.admin => return ask(ctx, &start, username),
        None => return Err(ApiError::missing_parameter("PASSWORD")),
        Some(password) => password,
    };
    start.check_secret_hash(username)?;
    let sign_in = start.sign_in_or_migrate(ctx, username, password).await?;
    answer(ctx, sign_in, password).await
}

/// Goes on once the password is there.
pub(super) async fn answer(ctx: &Context, sign_in: SignIn, password: &str) -> Result<Outcome, ApiError> {
    check_locks(ctx, &sign_in)?;
    admit(ctx, &sign_in).await?;
    adopt_imported_password(ctx, &sign_in, password)?;
    check_password(ctx, &sign_in, password)?;
    after_password(ctx, sign_in, ChallengeNameType::Password).await
}

fn ask(ctx: &Context, start: &Start, username: &str) -> Result<Outcome, ApiError> {
    start.check_secret_hash(username)?;
    let sign_in = start.sign_in(ctx, username)?;
    let name = ChallengeNameType::AdminNoSrpAuth;
    Challenge::new(ctx, &sign_in, &Pending::Password(name), name, []).map(Outcome::Challenge)
}

/// Compares the password with the user's.
fn check_password(ctx: &Context, sign_in: &SignIn, password: &str) -> Result<(), ApiError> {
    let user = sign_in.user(ctx)?;
    let mut pool = ctx.pool(&sign_in.pool_id)?;
    let short_id = pool.short_id();
    let is_right = |record: &PasswordRecord| record.is_of(short_id, &user.username, password);
    let right = user.password.as_ref().is_some_and(is_right);
    settle_password(ctx, &mut pool, &user, right)
}
