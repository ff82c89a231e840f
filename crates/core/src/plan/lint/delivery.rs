//! What is sent to a user who is made, and what is given along.

use std::collections::BTreeSet;

use super::Lint;
use crate::pool::{Alias, Pool};
use crate::user::{Medium, MessageAction, User, UserSpec};

/// How an invitation reaches a user: by the mediums that were asked for, as far as there is an address. Unasked, the
/// service takes SMS; that e-mail takes over where there is no phone number is unsure.
pub(in crate::plan) fn invitation_mediums(
    pool: &Pool,
    spec: &UserSpec,
    user: Option<&User>,
) -> BTreeSet<Medium> {
    let declared = |attribute: &str| {
        spec.attributes.contains_key(attribute)
            || user.is_some_and(|user| user.attributes.contains_key(attribute))
    };
    let by_name = |alias, fits: bool| fits && pool.username_attributes.contains(&alias);
    let is_mail = spec.username.as_str().contains('@');
    let mail = declared("email") || by_name(Alias::Email, is_mail);
    let phone = declared("phone_number") || by_name(Alias::PhoneNumber, !is_mail);
    let (mail, phone) = (mail.then_some(Medium::Email), phone.then_some(Medium::Sms));
    if spec.mediums.is_empty() {
        return phone.or(mail).into_iter().collect();
    }
    [mail, phone].into_iter().flatten().filter(|medium| spec.mediums.contains(medium)).collect()
}

impl Lint<'_> {
    pub(super) fn invitation(&mut self) {
        if self.spec.message_action == Some(MessageAction::Suppress) {
            return;
        }
        let by_mail = self.spec.mediums.contains(&Medium::Email);
        let by_phone = self.spec.mediums.contains(&Medium::Sms) || self.spec.mediums.is_empty();
        if (by_mail && self.has("email")) || (by_phone && self.has("phone_number")) {
            return;
        }
        let message = if by_mail {
            "have no email for the invitation"
        } else if self.spec.mediums.is_empty() && self.has("email") {
            "have no phone_number for SMS, the default medium of an invitation; that e-mail takes its place is not promised"
        } else {
            "have no phone_number for the invitation by SMS"
        };
        let hint = "set desired_delivery_mediums = { \"EMAIL\" } or message_action = \"SUPPRESS\"";
        self.warn("attributes", message, hint);
    }

    /// Attributes among the validation data, which are legal there and never stored.
    pub(super) fn validation_data(&mut self) {
        let custom = self.spec.validation_data.keys().filter(|name| name.starts_with("custom:"));
        for name in custom.cloned().collect::<Vec<_>>() {
            let message = "is never stored: only the pre sign-up trigger sees it";
            let hint = format!("what the user is to have goes to attributes[\"{name}\"]");
            self.warn(&format!("validation_data.{name}"), message, &hint);
        }
    }
}
