//! The first sign-in of a user who was imported with a hash.

use super::auth_session::SignIn;
use crate::context::Context;
use crate::domain::{PasswordRecord, User};
use crate::error::ApiError;

/// If the user's password is known by an imported hash alone, and `password` is it, keeps it as
/// passwords are kept here, so that it can be signed in with in every way from now on.
pub(super) fn adopt_imported_password(
    ctx: &Context,
    sign_in: &SignIn,
    password: &str,
) -> Result<(), ApiError> {
    let imported = sign_in.user(ctx)?.imported_password.clone();
    if !imported.as_ref().is_some_and(|imported| imported.is_of(password)) {
        return Ok(());
    }
    let mut pool = ctx.pool(&sign_in.pool_id)?;
    let mut user = User::clone(pool.resolve_user(&sign_in.progress.username)?);
    // The user may have got another password meanwhile.
    if user.imported_password == imported {
        let record = PasswordRecord::new(ctx.random().bytes(), pool.short_id(), &user.username, password);
        user.set_permanent_password(record, &pool.settings().options.password_policy());
        pool.put_user(user);
    }
    Ok(())
}
