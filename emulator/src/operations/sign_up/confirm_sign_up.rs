//! ConfirmSignUp: confirms a new user with a code.

use poolhouse_emulator_model::shapes::{ConfirmSignUpRequest, ConfirmSignUpResponse, UserStatusType};

use super::app_client::AppClient;
use crate::context::Context;
use crate::domain::{Attempt, CodePurpose};
use crate::error::ApiError;
use crate::flow::take_aliases;
use crate::flow::triggers::{Moment, PostConfirmation, post_confirmation};

/// When the pool's function fails afterwards the user stays confirmed. Whoever hands in a session
/// gets another one; that its content is not looked at is unsure.
pub(crate) async fn confirm_sign_up(
    ctx: &Context,
    input: ConfirmSignUpRequest,
) -> Result<ConfirmSignUpResponse, ApiError> {
    let app = AppClient::of(ctx, &input.client_id, &input.username, input.secret_hash.as_ref())?;
    let asked = input.session.is_some();
    let moment = confirm(ctx, &app, input)?;
    post_confirmation(ctx, &moment, PostConfirmation::SignUp).await?;
    let session = if asked { app.session(ctx, &moment)? } else { None };
    Ok(ConfirmSignUpResponse { session })
}

/// A code that is right stays good when the address belongs to someone else, so that the request
/// can be sent again with ForceAliasCreation.
fn confirm(ctx: &Context, app: &AppClient, input: ConfirmSignUpRequest) -> Result<Moment, ApiError> {
    let mut pool = ctx.pool(&app.pool_id)?;
    let mut user = app.user_of_code(&pool, &input.username)?;
    if user.status != UserStatusType::Unconfirmed {
        return Err(ApiError::user_cannot_be_confirmed(user.status));
    }
    user.codes.attempt(Attempt::ConfirmSignUp, ctx.now())?;
    pool.put_user(user.clone());

    let sent = user.codes.check(CodePurpose::SignUp, &input.confirmation_code, ctx.now())?;
    let (address, destination) = (sent.address, sent.destination.clone());
    user.verify(address, &destination);
    user.codes.use_up(CodePurpose::SignUp);
    user.status = UserStatusType::Confirmed;
    user.modified = ctx.now();
    match pool.names_of_others(&user).first() {
        Some(name) if input.force_alias_creation != Some(true) => {
            return Err(ApiError::alias_exists(name.attribute));
        }
        _ => take_aliases(ctx, &mut pool, &user),
    }
    pool.put_user(user.clone());
    Ok(app.moment(&pool, user, input.client_metadata))
}

#[cfg(test)]
mod tests;
