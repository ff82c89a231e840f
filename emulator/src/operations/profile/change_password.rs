//! ChangePassword: gives the bearer another password.

use poolhouse_emulator_model::Sensitive;
use poolhouse_emulator_model::shapes::{
    ChangePasswordRequest, ChangePasswordResponse, EventType, UserStatusType,
};

use super::bearer::Bearer;
use crate::context::Context;
use crate::domain::{Attempt, PasswordRecord, User};
use crate::error::ApiError;
use crate::flow::log_auth_event;

/// Nobody is signed out by it. Users who have no password yet get their first one.
pub(crate) async fn change_password(
    ctx: &Context,
    input: ChangePasswordRequest,
) -> Result<ChangePasswordResponse, ApiError> {
    let imported = Bearer::of(ctx, &input.access_token)?.user.imported_password;
    // Outside of the lock, for it takes a while.
    let is_imported = |given: &Sensitive| imported.is_some_and(|imported| imported.is_of(given.expose()));
    let knows_imported = input.previous_password.as_ref().is_some_and(is_imported);
    let mut bearer = Bearer::of(ctx, &input.access_token)?;
    bearer.user.codes.attempt(Attempt::ChangePassword, ctx.now())?;
    bearer.pool.put_user(bearer.user.clone());

    let (pool, user) = (bearer.pool.short_id(), &bearer.user);
    if !knows_password(pool, user, input.previous_password.as_ref(), knows_imported) {
        return Err(ApiError::incorrect_username_or_password());
    }
    let (policy, password) =
        (bearer.pool.settings().options.password_policy(), input.proposed_password.expose());
    policy.check(password).map_err(ApiError::password_refused)?;
    if user.has_used(password, &policy, pool) {
        return Err(ApiError::password_used_before());
    }
    let record = PasswordRecord::new(ctx.random().bytes(), pool, &user.username, password);
    let status = bearer.user.status;
    bearer.user.set_permanent_password(record, &policy);
    if status == UserStatusType::ForceChangePassword {
        // Whoever has to change a temporary password does it where all that is missing is asked for.
        bearer.user.status = status;
    }
    log_auth_event(ctx, &mut bearer.pool, &bearer.user, EventType::PasswordChange);
    bearer.keep(ctx, None);
    Ok(ChangePasswordResponse {})
}

/// That who has a password and omits it is told that it is wrong is unsure. An imported one counts
/// before its first use too.
fn knows_password(pool: &str, user: &User, given: Option<&Sensitive>, knows_imported: bool) -> bool {
    match &user.password {
        Some(record) => given.is_some_and(|given| record.is_of(pool, &user.username, given.expose())),
        None => user.imported_password.is_none() || knows_imported,
    }
}

#[cfg(test)]
mod tests;
