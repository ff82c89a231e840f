//! The messages that carry codes. Each has a legacy member of the pool and one in the template;
//! both show the same text.

use poolhouse_emulator_model::shapes::{DefaultEmailOptionType, VerificationMessageTemplateType};

use super::pool_options::PoolOptions;
use crate::error::ApiError;

/// Fills each spelling of a message from the other, and says how e-mails verify.
pub(super) fn complete_messages(options: &mut PoolOptions) -> Result<(), ApiError> {
    let template = options.verification_message_template.get_or_insert_default();
    template.default_email_option.get_or_insert(DefaultEmailOptionType::ConfirmWithCode);
    let VerificationMessageTemplateType { sms_message, email_message, email_subject, .. } = template;
    mirror("SmsVerificationMessage", &mut options.sms_verification_message, sms_message)?;
    mirror("EmailVerificationMessage", &mut options.email_verification_message, email_message)?;
    mirror("EmailVerificationSubject", &mut options.email_verification_subject, email_subject)
}

fn mirror(member: &'static str, one: &mut Option<String>, two: &mut Option<String>) -> Result<(), ApiError> {
    if one.is_some() && two.is_some() && one != two {
        return Err(ApiError::conflicting_message(member));
    }
    *one = one.take().or_else(|| two.clone());
    two.clone_from(one);
    Ok(())
}
