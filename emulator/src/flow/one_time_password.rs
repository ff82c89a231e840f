//! EMAIL_OTP, SMS_OTP and SMS_MFA: a code is sent, and is the password or second factor for once.

use poolhouse_emulator_model::shapes::{ChallengeNameType, DeliveryMediumType, VerifiedAttributeType};
use sha2::{Digest, Sha256};

use super::auth_session::{Pending, SignIn};
use super::complete::after_second_factor;
use super::delivery::{Letter, deliver};
use super::factor_set_up;
use super::outcome::{Challenge, Outcome};
use super::respond::Answer;
use crate::context::Context;
use crate::domain::{DIGITS, MessageKind, masked, simulated_destination};
use crate::error::ApiError;

/// Sends a code of so many digits and asks for it. To nobody, nothing is sent.
pub(super) async fn ask(
    ctx: &Context,
    sign_in: &SignIn,
    name: ChallengeNameType,
    length: usize,
) -> Result<Challenge, ApiError> {
    let code = ctx.random().text(DIGITS, length);
    let (address, medium) = way(name);
    let destination = match sign_in.progress.sub {
        None => simulated_destination(&sign_in.pool_id, &sign_in.progress.username, address),
        Some(_) => {
            let user = sign_in.user(ctx)?;
            let own = || user.attribute(address.as_str()).unwrap_or_default().to_owned();
            let destination = sign_in.progress.set_up_email.clone().unwrap_or_else(own);
            let letter = Letter {
                kind: MessageKind::Authentication,
                address,
                destination: destination.clone(),
                code: code.as_str().into(),
            };
            deliver(ctx, &sign_in.moment(ctx, user)?, &letter).await?;
            destination
        }
    };
    let parameters = [
        ("CODE_DELIVERY_DELIVERY_MEDIUM", medium.to_string()),
        ("CODE_DELIVERY_DESTINATION", masked(address, &destination)),
        ("USER_ID_FOR_SRP", sign_in.told_username(ctx)?),
    ];
    Challenge::new(ctx, sign_in, &Pending::OneTimePassword(name, digest(&code)), name, parameters)
}

/// Takes the code. A wrong one leaves the session usable.
pub(super) async fn answer(ctx: &Context, answer: &Answer) -> Result<Outcome, ApiError> {
    let name = answer.challenge;
    let code = answer.required(&format!("{name}_CODE"))?;
    let (opened, sign_in) = answer
        .opened(ctx, |pending| matches!(pending, Pending::OneTimePassword(pending, _) if *pending == name))?;
    let right = matches!(&opened.pending, Pending::OneTimePassword(_, sent) if *sent == digest(code));
    if !right || sign_in.progress.sub.is_none() {
        return Err(ApiError::sign_in_code_mismatch());
    }
    factor_set_up::adopt_email(ctx, &sign_in)?;
    opened.use_up(ctx, &answer.pool_id)?;
    after_second_factor(ctx, sign_in, name).await
}

fn way(name: ChallengeNameType) -> (VerifiedAttributeType, DeliveryMediumType) {
    match name {
        ChallengeNameType::EmailOtp => (VerifiedAttributeType::Email, DeliveryMediumType::Email),
        _ => (VerifiedAttributeType::PhoneNumber, DeliveryMediumType::Sms),
    }
}

/// Digests are compared, so the time that it takes tells nothing of the code.
fn digest(code: &str) -> [u8; 32] {
    Sha256::digest(code).into()
}
