//! CustomMessage, which words a message, and the custom senders, which send it in the pool's place.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use poolhouse_emulator_model::shapes::DeliveryMediumType;
use serde::Deserialize;
use serde_json::{Value, json};

use super::confirmation::Anything;
use super::moment::{Moment, Trigger, with};
use crate::context::Context;
use crate::domain::{CODE, MessageKind, USERNAME, tells_code};
use crate::error::ApiError;

/// Texts in place of the pool's; none where the pool's own is used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct CustomText {
    pub(crate) sms_message: Option<String>,
    pub(crate) email_message: Option<String>,
    pub(crate) email_subject: Option<String>,
}

/// Asks for the wording of a message that goes by this medium.
pub(crate) async fn custom_message(
    ctx: &Context,
    moment: &Moment,
    kind: MessageKind,
    medium: DeliveryMediumType,
) -> Result<CustomText, ApiError> {
    let Some(arn) = moment.function(ctx, |config| config.custom_message.as_ref()) else {
        return Ok(CustomText::default());
    };
    let invitation = kind == MessageKind::Invitation;
    let request = json!({
        "userAttributes": moment.user_attributes(),
        "codeParameter": CODE,
        "linkParameter": "{##Click Here##}",
        "usernameParameter": if invitation { json!(USERNAME) } else { Value::Null },
    });
    let request = with(request, "clientMetadata", &moment.client_metadata);
    let response = json!({"smsMessage": null, "emailMessage": null, "emailSubject": null});
    let trigger = Trigger::new("CustomMessage", occasion(kind));
    let text: CustomText = moment.call(ctx, &arn, trigger, request, response).await?;
    let body = match medium {
        DeliveryMediumType::Sms => &text.sms_message,
        DeliveryMediumType::Email => &text.email_message,
    };
    if let Some(body) = body {
        check(body, medium, invitation)?;
    }
    Ok(text)
}

/// Has a function send a code, if the pool has one for this medium, and tells whether it has. The
/// service does not look at what the function answers, so its failure is nobody's (unsure). The code
/// is not encrypted here, as it would be by the service, for there is no key: it is in Base64 and no
/// more.
pub(crate) async fn custom_sender(
    ctx: &Context,
    moment: &Moment,
    kind: MessageKind,
    medium: DeliveryMediumType,
    code: &str,
) -> bool {
    let (name, form, arn) = match medium {
        DeliveryMediumType::Email => (
            "CustomEmailSender",
            "customEmailSenderRequestV1",
            moment
                .function(ctx, |config| config.custom_email_sender.as_ref().map(|sender| &sender.lambda_arn)),
        ),
        DeliveryMediumType::Sms => (
            "CustomSMSSender",
            "customSMSSenderRequestV1",
            moment.function(ctx, |config| config.custom_sms_sender.as_ref().map(|sender| &sender.lambda_arn)),
        ),
    };
    let Some(arn) = arn else { return false };
    let request =
        json!({"type": form, "code": STANDARD.encode(code), "userAttributes": moment.user_attributes()});
    let request = with(request, "clientMetadata", &moment.client_metadata);
    let trigger = Trigger::new(name, occasion(kind));
    let _: Result<Anything, ApiError> = moment.call(ctx, &arn, trigger, request, json!({})).await;
    true
}

/// A message that hides what it is sent for is of no use, nor one that is too long to be sent.
fn check(body: &str, medium: DeliveryMediumType, invitation: bool) -> Result<(), ApiError> {
    let limit = match medium {
        DeliveryMediumType::Sms => LONGEST_SMS,
        DeliveryMediumType::Email => LONGEST_EMAIL,
    };
    if body.chars().count() > limit {
        return Err(ApiError::message_too_long(limit));
    }
    if !tells_code(body) {
        return Err(ApiError::message_without_placeholder(CODE));
    }
    if invitation && !body.contains(USERNAME) {
        return Err(ApiError::message_without_placeholder(USERNAME));
    }
    Ok(())
}

fn occasion(kind: MessageKind) -> &'static str {
    match kind {
        MessageKind::SignUp => "SignUp",
        MessageKind::ResendCode => "ResendCode",
        MessageKind::Invitation => "AdminCreateUser",
        MessageKind::ForgotPassword => "ForgotPassword",
        MessageKind::UpdateAttribute => "UpdateUserAttribute",
        MessageKind::VerifyAttribute => "VerifyUserAttribute",
        MessageKind::Authentication => "Authentication",
    }
}

/// In characters, with the placeholders as they are.
const LONGEST_SMS: usize = 140;
const LONGEST_EMAIL: usize = 20_000;
