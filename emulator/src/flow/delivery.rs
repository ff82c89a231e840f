//! Sending codes: worded by the pool or its functions, and put into the outbox instead of the mail.

use poolhouse_emulator_model::Sensitive;
use poolhouse_emulator_model::shapes::{CodeDeliveryDetailsType, DeliveryMediumType, VerifiedAttributeType};

use super::triggers::{CustomText, Moment, custom_message, custom_sender};
use crate::context::Context;
use crate::domain::{
    CODE_LENGTH, CodePurpose, DIGITS, Fillings, Message, MessageKind, PoolOptions, Template, User,
    delivery_details, medium_of, verified_flag,
};
use crate::error::ApiError;

/// A code on its way to an address.
pub(crate) struct Letter {
    pub(crate) kind: MessageKind,
    pub(crate) address: VerifiedAttributeType,
    pub(crate) destination: String,
    pub(crate) code: Sensitive,
}

impl Letter {
    /// A letter with a fresh code, which is noted on the user in place of the last one.
    pub(crate) fn with_code(
        ctx: &Context,
        user: &mut User,
        kind: MessageKind,
        purpose: CodePurpose,
        (address, destination): (VerifiedAttributeType, String),
    ) -> Self {
        let code = ctx.random().text(DIGITS, CODE_LENGTH);
        user.codes.send(purpose, &code, address, &destination, ctx.now());
        Self { kind, address, destination, code: code.into() }
    }
}

/// Sends a letter to the user of the moment, and tells where it went. Call it without the pool:
/// functions may be asked.
pub(crate) async fn deliver(
    ctx: &Context,
    moment: &Moment,
    letter: &Letter,
) -> Result<CodeDeliveryDetailsType, ApiError> {
    let medium = medium_of(letter.address);
    if !custom_sender(ctx, moment, letter.kind, medium, letter.code.expose()).await {
        let custom = custom_message(ctx, moment, letter.kind, medium).await?;
        if medium == DeliveryMediumType::Email && !moment.settings.options.has_own_sender() {
            ctx.count_mail()?;
        }
        let message = worded(ctx, moment, letter, custom);
        ctx.pool(&moment.settings.id)?.post(message);
    }
    Ok(delivery_details(letter.address, &letter.destination))
}

/// Sends a code for each address that an update has left to be verified, and tells where they went.
pub(crate) async fn deliver_all(
    ctx: &Context,
    moment: &Moment,
    letters: &[Letter],
) -> Result<Vec<CodeDeliveryDetailsType>, ApiError> {
    let mut details = Vec::new();
    for letter in letters {
        details.push(deliver(ctx, moment, letter).await?);
    }
    Ok(details)
}

/// The letters that follow from an update of the attributes `given`: a code for each new address
/// that the pool verifies by itself.
pub(crate) fn verification_letters(
    ctx: &Context,
    options: &PoolOptions,
    user: &mut User,
    given: &[String],
) -> Vec<Letter> {
    let mut letters = Vec::new();
    for &address in options.auto_verified_attributes.as_deref().unwrap_or_default() {
        if !given.iter().any(|name| name == address.as_str()) {
            continue;
        }
        let pending = user.pending.get(&address).cloned();
        let unverified =
            || user.attribute(address.as_str()).filter(|_| !user.has_verified(verified_flag(address)));
        let Some(destination) = pending.or_else(|| unverified().map(str::to_owned)) else { continue };
        let purpose = CodePurpose::verification(address);
        let to = (address, destination);
        letters.push(Letter::with_code(ctx, user, MessageKind::UpdateAttribute, purpose, to));
    }
    letters
}

fn worded(ctx: &Context, moment: &Moment, letter: &Letter, custom: CustomText) -> Message {
    let (code, medium) = (letter.code.expose(), medium_of(letter.address));
    let settings = &moment.settings;
    let own = Template::of(&settings.options, &settings.mfa, letter.kind, medium);
    let template = chosen(own, medium, custom);
    let link = confirmation_link(ctx, moment, code);
    // Where addresses are usernames, invitations call the user by the address (unsure).
    let by_address = moment.settings.names.by_attributes();
    let username = if by_address { &letter.destination } else { &moment.user.username };
    let Template { subject, body } = template.fill(Fillings { code, username, link: &link });
    Message {
        kind: letter.kind,
        medium,
        destination: letter.destination.clone(),
        username: moment.user.username.clone(),
        code: Some(code.to_owned()),
        subject,
        body,
        sent_at: ctx.now(),
    }
}

/// The pool's text, but for what its function has worded.
fn chosen(own: Template, medium: DeliveryMediumType, custom: CustomText) -> Template {
    match medium {
        DeliveryMediumType::Sms => Template { body: custom.sms_message.unwrap_or(own.body), subject: None },
        DeliveryMediumType::Email => Template {
            body: custom.email_message.unwrap_or(own.body),
            subject: custom.email_subject.or(own.subject),
        },
    }
}

/// Where a link confirms a user. The service has such pages on the pool's domain; here they are
/// where the emulator is.
fn confirmation_link(ctx: &Context, moment: &Moment, code: &str) -> String {
    let client = moment.client.as_deref().unwrap_or_default();
    let issuer = ctx.issuer(&moment.settings);
    let server = issuer.strip_suffix(&moment.settings.id).unwrap_or(&issuer).trim_end_matches('/');
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", client)
        .append_pair("user_name", &moment.user.username)
        .append_pair("confirmation_code", code)
        .finish();
    format!("{server}/confirmUser?{query}")
}
