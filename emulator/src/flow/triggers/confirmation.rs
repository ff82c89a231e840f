//! PostConfirmation: told when a user was confirmed, or has recovered.

use serde::Deserialize;
use serde_json::json;

use super::moment::{Moment, Trigger, with};
use crate::context::Context;
use crate::error::ApiError;

/// What was confirmed.
#[derive(Clone, Copy)]
pub(crate) enum PostConfirmation {
    SignUp,
    ForgotPassword,
}

/// What the function answers is of no interest, as long as it is an answer.
#[derive(Deserialize)]
pub(super) struct Anything {}

/// Tells that a user was confirmed. When the function fails, so does the request, but the user
/// stays confirmed.
pub(crate) async fn post_confirmation(
    ctx: &Context,
    moment: &Moment,
    of: PostConfirmation,
) -> Result<(), ApiError> {
    let Some(arn) = moment.function(ctx, |config| config.post_confirmation.as_ref()) else { return Ok(()) };
    let occasion = match of {
        PostConfirmation::SignUp => "ConfirmSignUp",
        PostConfirmation::ForgotPassword => "ConfirmForgotPassword",
    };
    let request =
        with(json!({"userAttributes": moment.user_attributes()}), "clientMetadata", &moment.client_metadata);
    let trigger = Trigger::new("PostConfirmation", occasion);
    let Anything {} = moment.call(ctx, &arn, trigger, request, json!({})).await?;
    Ok(())
}
