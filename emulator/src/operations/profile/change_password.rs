//! ChangePassword: gives the bearer another password.

use poolhouse_emulator_model::Sensitive;
use poolhouse_emulator_model::shapes::{ChangePasswordRequest, ChangePasswordResponse, EventType};

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
    let mut bearer = Bearer::of(ctx, &input.access_token)?;
    bearer.user.codes.attempt(Attempt::ChangePassword, ctx.now())?;
    bearer.pool.put_user(bearer.user.clone());

    let (pool, user) = (bearer.pool.short_id(), &bearer.user);
    if !knows_password(pool, user, input.previous_password.as_ref()) {
        return Err(ApiError::incorrect_username_or_password());
    }
    let (policy, password) =
        (bearer.pool.settings().options.password_policy(), input.proposed_password.expose());
    policy.check(password).map_err(ApiError::password_refused)?;
    if user.has_used(password, &policy, pool) {
        return Err(ApiError::password_used_before());
    }
    let record = PasswordRecord::new(ctx.random().bytes(), pool, &user.username, password);
    bearer.user.set_permanent_password(record, &policy);
    log_auth_event(ctx, &mut bearer.pool, &bearer.user, EventType::PasswordChange);
    bearer.keep(ctx, None);
    Ok(ChangePasswordResponse {})
}

/// That who has a password and omits it is told that it is wrong is unsure.
fn knows_password(pool: &str, user: &User, given: Option<&Sensitive>) -> bool {
    match (&user.password, given) {
        (Some(record), Some(given)) => record.is_of(pool, &user.username, given.expose()),
        (Some(_), None) => false,
        (None, _) => true,
    }
}

#[cfg(test)]
mod tests;
