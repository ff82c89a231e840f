//! The messages that a pool would have sent.

use std::fmt;

use poolhouse_emulator_model::Timestamp;
use poolhouse_emulator_model::shapes::{
    CodeDeliveryDetailsType, DefaultEmailOptionType, DeliveryMediumType, VerifiedAttributeType,
};
use serde::{Deserialize, Serialize};

use super::mfa_config::MfaConfig;
use super::pool_options::PoolOptions;

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MessageKind {
    /// A code that confirms a new user.
    SignUp,
    /// Another one, because the first was lost.
    ResendCode,
    /// The temporary password of a user whom an administrator made.
    Invitation,
    /// A code to choose a new password.
    ForgotPassword,
    /// A code that verifies an address which was just changed.
    UpdateAttribute,
    /// A code that verifies an address, because the user asked for it.
    VerifyAttribute,
    /// A code that is a factor of a sign-in.
    Authentication,
}

/// A message that the service would have sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// What it is about.
    pub kind: MessageKind,
    /// How it would have been sent.
    pub medium: DeliveryMediumType,
    /// The e-mail address or phone number.
    pub destination: String,
    /// The user whom it is for.
    pub username: String,
    /// The code, or the temporary password.
    pub code: Option<String>,
    /// The subject; an SMS has none.
    pub subject: Option<String>,
    /// The text, with everything filled in.
    pub body: String,
    /// When.
    pub sent_at: Timestamp,
}

/// Messages carry codes and personal data, so one prints no more than what it is.
impl fmt::Debug for Message {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Message")
            .field("kind", &self.kind)
            .field("sent_at", &self.sent_at)
            .finish_non_exhaustive()
    }
}

/// A text before it is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Template {
    /// An SMS has none.
    pub(crate) subject: Option<String>,
    pub(crate) body: String,
}

/// What is filled into a text.
#[derive(Clone, Copy)]
pub(crate) struct Fillings<'a> {
    pub(crate) code: &'a str,
    pub(crate) username: &'a str,
    /// Where a link leads.
    pub(crate) link: &'a str,
}

impl Template {
    /// The pool's text for a message, or the service's own (its wording is unsure).
    pub(crate) fn of(
        options: &PoolOptions,
        mfa: &MfaConfig,
        kind: MessageKind,
        medium: DeliveryMediumType,
    ) -> Self {
        match medium {
            DeliveryMediumType::Sms => Self { subject: None, body: sms(options, kind) },
            DeliveryMediumType::Email => email(options, mfa, kind),
        }
    }

    /// The text with everything filled in.
    pub(crate) fn fill(self, fillings: Fillings<'_>) -> Self {
        let fill = |text: String| {
            let text = text.replace(CODE, fillings.code).replace(USERNAME, fillings.username);
            with_link(&text, fillings.link)
        };
        Self { subject: self.subject.map(fill), body: fill(self.body) }
    }
}

/// Whether the text leads its reader to the code: by itself, or by a link.
pub(crate) fn tells_code(text: &str) -> bool {
    text.contains(CODE) || link_bounds(text).is_some()
}

fn email(options: &PoolOptions, mfa: &MfaConfig, kind: MessageKind) -> Template {
    let (subject, body) = match kind {
        MessageKind::Invitation => invitation_email(options),
        MessageKind::Authentication => {
            let own = mfa.email.as_ref();
            own.map(|own| (own.subject.clone(), own.message.clone())).unwrap_or_default()
        }
        _ if sends_link(options, kind) => link_email(options),
        _ => (options.email_verification_subject.clone(), options.email_verification_message.clone()),
    };
    let (default_subject, default_body) = match kind {
        MessageKind::Invitation => ("Your temporary password", INVITATION),
        MessageKind::Authentication => ("Your authentication code", "Your authentication code is {####}"),
        MessageKind::ForgotPassword => ("Your verification code", "Your password reset code is {####}"),
        _ if sends_link(options, kind) => ("Your verification link", LINK),
        _ => ("Your verification code", CONFIRMATION),
    };
    let subject = Some(subject.unwrap_or_else(|| default_subject.to_owned()));
    Template { subject, body: body.unwrap_or_else(|| default_body.to_owned()) }
}

fn sms(options: &PoolOptions, kind: MessageKind) -> String {
    let (own, default) = match kind {
        MessageKind::Invitation => {
            let config = options.admin_create_user_config.as_ref();
            let template = config.and_then(|config| config.invite_message_template.as_ref());
            (template.and_then(|template| template.sms_message.clone()), INVITATION)
        }
        MessageKind::Authentication => {
            (options.sms_authentication_message.clone(), "Your authentication code is {####}. ")
        }
        _ => (options.sms_verification_message.clone(), CONFIRMATION),
    };
    own.unwrap_or_else(|| default.to_owned())
}

fn invitation_email(options: &PoolOptions) -> (Option<String>, Option<String>) {
    let config = options.admin_create_user_config.as_ref();
    let template = config.and_then(|config| config.invite_message_template.as_ref());
    template.map(|own| (own.email_subject.clone(), own.email_message.clone())).unwrap_or_default()
}

fn link_email(options: &PoolOptions) -> (Option<String>, Option<String>) {
    let template = options.verification_message_template.as_ref();
    template
        .map(|own| (own.email_subject_by_link.clone(), own.email_message_by_link.clone()))
        .unwrap_or_default()
}

/// Links confirm who signs up; everything else is verified by codes.
fn sends_link(options: &PoolOptions, kind: MessageKind) -> bool {
    let template = options.verification_message_template.as_ref();
    let by_link = template.and_then(|template| template.default_email_option)
        == Some(DefaultEmailOptionType::ConfirmWithLink);
    by_link && matches!(kind, MessageKind::SignUp | MessageKind::ResendCode)
}

fn with_link(text: &str, link: &str) -> String {
    let Some((start, end)) = link_bounds(text) else { return text.to_owned() };
    let label = &text[start + LINK_START.len()..end];
    let after = &text[end + LINK_END.len()..];
    format!("{}<a href=\"{link}\">{label}</a>{after}", &text[..start])
}

/// Where `{##` and `##}` stand.
fn link_bounds(text: &str) -> Option<(usize, usize)> {
    let start = text.find(LINK_START)?;
    let inner = start + LINK_START.len();
    let end = inner + text[inner..].find(LINK_END)?;
    Some((start, end))
}

/// How an address is reached.
pub(crate) fn medium_of(address: VerifiedAttributeType) -> DeliveryMediumType {
    match address {
        VerifiedAttributeType::Email => DeliveryMediumType::Email,
        VerifiedAttributeType::PhoneNumber => DeliveryMediumType::Sms,
    }
}

/// Where a code went, as operations tell it: with the address masked.
pub(crate) fn delivery_details(address: VerifiedAttributeType, destination: &str) -> CodeDeliveryDetailsType {
    CodeDeliveryDetailsType {
        attribute_name: Some(address.to_string()),
        delivery_medium: Some(medium_of(address)),
        destination: Some(masked(address, destination)),
    }
}

/// `a***@e***` and `+*******9934`.
pub(crate) fn masked(address: VerifiedAttributeType, destination: &str) -> String {
    match address {
        VerifiedAttributeType::Email => {
            let (local, domain) = destination.split_once('@').unwrap_or((destination, ""));
            let first = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
            format!("{}***@{}***", first(local), first(domain))
        }
        VerifiedAttributeType::PhoneNumber => {
            let digits = destination.trim_start_matches('+');
            let shown = digits.len().saturating_sub(4);
            let last = digits.get(shown..).unwrap_or_default();
            format!("+{}{last}", "*".repeat(MASKED_DIGITS))
        }
    }
}

/// What stands for the code in a text.
pub(crate) const CODE: &str = "{####}";
/// What stands for the username in an invitation.
pub(crate) const USERNAME: &str = "{username}";
const LINK_START: &str = "{##";
const LINK_END: &str = "##}";
const INVITATION: &str = "Your username is {username} and temporary password is {####}.";
const CONFIRMATION: &str = "Your confirmation code is {####}";
const LINK: &str = "Please click the link below to verify your email address. {##Verify Email##}";
/// Stars before the last digits of a number, however long it is.
const MASKED_DIGITS: usize = 7;

#[cfg(test)]
mod tests {
    use poolhouse_emulator_model::shapes::{EmailMfaConfigType, VerificationMessageTemplateType};

    use super::*;

    const FILLINGS: Fillings<'static> =
        Fillings { code: "123456", username: "ann", link: "https://a.test/confirmUser?x=y" };

    fn body(options: &PoolOptions, kind: MessageKind, medium: DeliveryMediumType) -> String {
        Template::of(options, &MfaConfig::default(), kind, medium).fill(FILLINGS).body
    }

    fn by_link(message: Option<&str>) -> PoolOptions {
        let template = VerificationMessageTemplateType {
            default_email_option: Some(DefaultEmailOptionType::ConfirmWithLink),
            email_message_by_link: message.map(str::to_owned),
            ..Default::default()
        };
        PoolOptions { verification_message_template: Some(template), ..PoolOptions::default() }
    }

    #[test]
    fn a_pool_without_texts_uses_those_of_the_service() {
        use DeliveryMediumType::{Email, Sms};
        let options = PoolOptions::default();
        assert_eq!(body(&options, MessageKind::SignUp, Email), "Your confirmation code is 123456");
        assert_eq!(body(&options, MessageKind::ForgotPassword, Email), "Your password reset code is 123456");
        assert_eq!(
            body(&options, MessageKind::Invitation, Sms),
            "Your username is ann and temporary password is 123456."
        );
        assert_eq!(body(&options, MessageKind::Authentication, Sms), "Your authentication code is 123456. ");
    }

    #[test]
    fn texts_of_the_pool_are_filled_in() {
        let options = PoolOptions {
            email_verification_message: Some("{####} is it, again {####}".into()),
            email_verification_subject: Some("Code {####}".into()),
            ..PoolOptions::default()
        };
        let (kind, medium) = (MessageKind::ForgotPassword, DeliveryMediumType::Email);
        let letter = Template::of(&options, &MfaConfig::default(), kind, medium).fill(FILLINGS);
        assert_eq!(letter.body, "123456 is it, again 123456");
        assert_eq!(letter.subject.as_deref(), Some("Code 123456"));
    }

    #[test]
    fn codes_of_a_second_factor_have_texts_of_their_own() {
        let email = EmailMfaConfigType { message: Some("Sign in: {####}".into()), subject: None };
        let mfa = MfaConfig { email: Some(email), ..MfaConfig::default() };
        let (kind, medium) = (MessageKind::Authentication, DeliveryMediumType::Email);
        let letter = Template::of(&PoolOptions::default(), &mfa, kind, medium).fill(FILLINGS);
        assert_eq!(letter.body, "Sign in: 123456");
        assert_eq!(letter.subject.as_deref(), Some("Your authentication code"));
    }

    #[test]
    fn links_are_for_confirming_alone() {
        let options = by_link(Some("Click {##here##}!"));
        let linked = r#"Click <a href="https://a.test/confirmUser?x=y">here</a>!"#;
        assert_eq!(body(&options, MessageKind::SignUp, DeliveryMediumType::Email), linked);
        let code = body(&options, MessageKind::VerifyAttribute, DeliveryMediumType::Email);
        assert_eq!(code, "Your confirmation code is 123456");
        let default = body(&by_link(None), MessageKind::ResendCode, DeliveryMediumType::Email);
        assert!(default.ends_with(">Verify Email</a>"), "{default}");
    }

    #[test]
    fn addresses_are_masked() {
        let email = |text| masked(VerifiedAttributeType::Email, text);
        assert_eq!(email("foo@example.com"), "f***@e***");
        assert_eq!(email("öde@änder.de"), "ö***@ä***");
        let phone = |text| masked(VerifiedAttributeType::PhoneNumber, text);
        assert_eq!(phone("+14255559934"), "+*******9934");
        assert_eq!(phone("+12"), "+*******12");
    }

    #[test]
    fn a_message_prints_neither_code_nor_address() {
        let message = Message {
            kind: MessageKind::SignUp,
            medium: DeliveryMediumType::Email,
            destination: "ann@example.com".into(),
            username: "ann".into(),
            code: Some("123456".into()),
            subject: None,
            body: "123456".into(),
            sent_at: Timestamp::from_millis(0),
        };
        let printed = format!("{message:?}");
        assert!(printed.starts_with("Message { kind: SignUp, ") && !printed.contains("123456"), "{printed}");
        assert!(!printed.contains("ann"), "{printed}");
    }
}
