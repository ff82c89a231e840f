//! The message that tells a new user the temporary password.

use poolhouse_emulator_model::shapes::MessageTemplateType;

use crate::error::ApiError;

/// An invitation without name or password is of no use, and refused.
pub(super) fn check_invitation(template: &MessageTemplateType) -> Result<(), ApiError> {
    let texts = [("SMSMessage", &template.sms_message), ("EmailMessage", &template.email_message)];
    for (member, text) in texts {
        if text.as_ref().is_some_and(|text| !is_complete(text)) {
            return Err(ApiError::incomplete_invitation(member));
        }
    }
    Ok(())
}

fn is_complete(text: &str) -> bool {
    text.contains("{username}") && text.contains("{####}")
}
