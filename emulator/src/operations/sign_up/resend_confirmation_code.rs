//! ResendConfirmationCode: another code for someone who signed up.

use poolhouse_emulator_model::shapes::{
    EventType, ResendConfirmationCodeRequest, ResendConfirmationCodeResponse, UserStatusType,
};

use super::app_client::AppClient;
use crate::context::Context;
use crate::domain::{Attempt, CodePurpose, MessageKind, simulated_delivery};
use crate::error::ApiError;
use crate::flow::triggers::Moment;
use crate::flow::{Letter, deliver, log_auth_event};

/// That users of any status but UNCONFIRMED are told that they are confirmed is unsure.
pub(crate) async fn resend_confirmation_code(
    ctx: &Context,
    input: ResendConfirmationCodeRequest,
) -> Result<ResendConfirmationCodeResponse, ApiError> {
    let app = AppClient::of(ctx, &input.client_id, &input.username, input.secret_hash.as_ref())?;
    let details = match prepare(ctx, &app, &input)? {
        Some((moment, letter)) => deliver(ctx, &moment, &letter).await?,
        None => {
            let usual = ctx.pool(&app.pool_id)?.settings().options.usual_confirmation();
            simulated_delivery(&app.pool_id, input.username.expose(), usual)
        }
    };
    Ok(ResendConfirmationCodeResponse { code_delivery_details: Some(details) })
}

/// The letter that is due; none for nobody, where that shall not be noticed.
fn prepare(
    ctx: &Context,
    app: &AppClient,
    input: &ResendConfirmationCodeRequest,
) -> Result<Option<(Moment, Letter)>, ApiError> {
    let mut pool = ctx.pool(&app.pool_id)?;
    let mut user = match app.user(&pool, &input.username) {
        Err(_) if app.hides_users() => return Ok(None),
        found => found?,
    };
    if user.status != UserStatusType::Unconfirmed {
        return Err(ApiError::user_already_confirmed());
    }
    let to = pool.settings().options.confirmation_address(&user);
    let to = to.ok_or_else(ApiError::auto_verification_off)?;
    user.codes.attempt(Attempt::ResendConfirmationCode, ctx.now())?;
    let letter = Letter::with_code(ctx, &mut user, MessageKind::ResendCode, CodePurpose::SignUp, to);
    pool.put_user(user.clone());
    log_auth_event(ctx, &mut pool, &user, EventType::ResendCode);
    Ok(Some((app.moment(&pool, user, input.client_metadata.clone()), letter)))
}

#[cfg(test)]
mod tests;
