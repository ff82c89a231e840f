//! ConfirmSignUp: confirms a new user with a code.

use poolhouse_emulator_model::shapes::{ConfirmSignUpRequest, ConfirmSignUpResponse};

use super::app_client::AppClient;
use crate::context::Context;
use crate::error::ApiError;
use crate::flow::{Confirmation, confirm};

/// Whoever hands in a session gets another one; that its content is not looked at is unsure.
pub(crate) async fn confirm_sign_up(
    ctx: &Context,
    input: ConfirmSignUpRequest,
) -> Result<ConfirmSignUpResponse, ApiError> {
    let app = AppClient::of(ctx, &input.client_id, &input.username, input.secret_hash.as_ref())?;
    let who = Confirmation {
        pool_id: &app.pool_id,
        client: &app.client,
        username: input.username.expose(),
        code: &input.confirmation_code,
        force: input.force_alias_creation == Some(true),
        client_metadata: input.client_metadata,
    };
    let moment = confirm(ctx, who).await?;
    let session = if input.session.is_some() { app.session(ctx, &moment)? } else { None };
    Ok(ConfirmSignUpResponse { session })
}

#[cfg(test)]
mod tests;
