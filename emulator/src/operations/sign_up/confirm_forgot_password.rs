//! ConfirmForgotPassword: chooses a new password with a code.

use poolhouse_emulator_model::shapes::{
    ConfirmForgotPasswordRequest, ConfirmForgotPasswordResponse, UserStatusType,
};

use super::app_client::AppClient;
use crate::context::Context;
use crate::domain::{Attempt, CodePurpose, PasswordRecord, User};
use crate::error::ApiError;
use crate::flow::triggers::{Moment, PostConfirmation, post_confirmation};
use crate::store::Pool;

/// The code is looked at before the password (unsure).
pub(crate) async fn confirm_forgot_password(
    ctx: &Context,
    input: ConfirmForgotPasswordRequest,
) -> Result<ConfirmForgotPasswordResponse, ApiError> {
    let moment = confirm(ctx, input)?;
    post_confirmation(ctx, &moment, PostConfirmation::ForgotPassword).await?;
    Ok(ConfirmForgotPasswordResponse {})
}

fn confirm(ctx: &Context, input: ConfirmForgotPasswordRequest) -> Result<Moment, ApiError> {
    let app = AppClient::of(ctx, &input.client_id, &input.username, input.secret_hash.as_ref())?;
    let mut pool = ctx.pool(&app.pool_id)?;
    let mut user = app.user_of_code(&pool, &input.username)?;
    refuse_standing(&app, &user)?;
    user.codes.attempt(Attempt::ConfirmForgotPassword, ctx.now())?;
    pool.put_user(user.clone());

    user.codes.check(CodePurpose::ForgotPassword, &input.confirmation_code, ctx.now())?;
    set_password(ctx, &pool, &mut user, input.password.expose())?;
    user.codes.use_up(CodePurpose::ForgotPassword);
    user.modified = ctx.now();
    pool.put_user(user.clone());
    // Whoever knew the old password is signed out (unsure).
    pool.end_token_sessions(&user.username);
    Ok(app.moment(&pool, user, input.client_metadata))
}

fn refuse_standing(app: &AppClient, user: &User) -> Result<(), ApiError> {
    if !user.enabled {
        let hidden = app.hides_users();
        return Err(if hidden {
            ApiError::code_mismatch()
        } else {
            ApiError::disabled_user_cannot_recover()
        });
    }
    if matches!(user.status, UserStatusType::ForceChangePassword | UserStatusType::ExternalProvider) {
        return Err(ApiError::password_reset_not_possible());
    }
    Ok(())
}

fn set_password(ctx: &Context, pool: &Pool, user: &mut User, password: &str) -> Result<(), ApiError> {
    let policy = pool.settings().options.password_policy();
    policy.check(password).map_err(ApiError::password_refused)?;
    if user.has_used(password, &policy, pool.short_id()) {
        return Err(ApiError::password_used_before());
    }
    let record = PasswordRecord::new(ctx.random().bytes(), pool.short_id(), &user.username, password);
    user.set_permanent_password(record, &policy);
    Ok(())
}

#[cfg(test)]
mod tests;
