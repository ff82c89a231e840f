//! The second factor of a sign-in.

use poolhouse_emulator_model::shapes::ChallengeNameType;
use serde_json::json;

use super::auth_session::{Pending, PendingFactor, SignIn};
use super::complete::after_second_factor;
use super::outcome::{Challenge, Outcome};
use super::respond::Answer;
use super::{devices, one_time_password};
use crate::context::Context;
use crate::domain::{CODE_LENGTH, DueFactor, SecondFactor, TokenCheck, User};
use crate::error::ApiError;

/// The challenge that comes after the password; none where none is due. A device that the user
/// trusts takes the place of the factor.
pub(super) async fn challenge(ctx: &Context, sign_in: &SignIn) -> Result<Option<Challenge>, ApiError> {
    let user = sign_in.user(ctx)?;
    let settings = ctx.pool(&sign_in.pool_id)?.shared_settings();
    let due = settings.due_factor(&user);
    if let Some(challenge) = devices::stand_in(ctx, sign_in, &user, &due)? {
        return Ok(Some(challenge));
    }
    match due {
        DueFactor::Nothing => Ok(None),
        DueFactor::One(factor) => ask(ctx, sign_in, factor).await.map(Some),
        DueFactor::Choice(factors) => ask_to_choose(ctx, sign_in, factors).map(Some),
        DueFactor::SetUp(factors) => ask_to_set_up(ctx, sign_in, factors).map(Some),
    }
}

/// Takes the code of an authenticator. A wrong one leaves the session usable.
pub(super) async fn answer_token(ctx: &Context, answer: &Answer) -> Result<Outcome, ApiError> {
    let code = answer.required("SOFTWARE_TOKEN_MFA_CODE")?;
    let is_pending =
        |pending: &Pending| matches!(pending, Pending::SecondFactor(PendingFactor::SoftwareToken));
    let (opened, sign_in) = answer.opened(ctx, is_pending)?;
    {
        let mut pool = ctx.pool(&answer.pool_id)?;
        let mut user = User::clone(&*sign_in.user_in(&pool)?);
        let token = user.second_factors.token.as_mut().ok_or_else(ApiError::invalid_session)?;
        match token.check(code, ctx.now()) {
            TokenCheck::Right => {}
            TokenCheck::Wrong => return Err(ApiError::invalid_software_token_code()),
            TokenCheck::Used => return Err(ApiError::software_token_code_used()),
        }
        opened.use_up_in(&mut pool, ctx.now())?;
        pool.put_user(user);
    }
    after_second_factor(ctx, sign_in, ChallengeNameType::SoftwareTokenMfa).await
}

/// Takes the user's choice among several factors, and asks for that one.
pub(super) async fn answer_choice(ctx: &Context, answer: &Answer) -> Result<Outcome, ApiError> {
    let name = answer.required("ANSWER")?;
    let is_pending = |pending: &Pending| matches!(pending, Pending::SecondFactor(PendingFactor::Select(_)));
    let (opened, sign_in) = answer.opened(ctx, is_pending)?;
    let Pending::SecondFactor(PendingFactor::Select(factors)) = &opened.pending else {
        return Err(ApiError::invalid_session());
    };
    let chosen = SecondFactor::of_name(name).filter(|factor| factors.contains(factor));
    let chosen = chosen.ok_or_else(|| ApiError::invalid_challenge_choice(name))?;
    opened.use_up(ctx, &answer.pool_id)?;
    ask(ctx, &sign_in, chosen).await.map(Outcome::Challenge)
}

async fn ask(ctx: &Context, sign_in: &SignIn, factor: SecondFactor) -> Result<Challenge, ApiError> {
    match factor {
        SecondFactor::SoftwareToken => ask_for_token(ctx, sign_in),
        SecondFactor::Sms => {
            one_time_password::ask(ctx, sign_in, ChallengeNameType::SmsMfa, CODE_LENGTH).await
        }
        SecondFactor::Email => {
            one_time_password::ask(ctx, sign_in, ChallengeNameType::EmailOtp, CODE_LENGTH).await
        }
    }
}

fn ask_for_token(ctx: &Context, sign_in: &SignIn) -> Result<Challenge, ApiError> {
    let token = sign_in.user(ctx)?.second_factors.token.clone();
    let pending = Pending::SecondFactor(PendingFactor::SoftwareToken);
    let name = ChallengeNameType::SoftwareTokenMfa;
    let mut challenge = Challenge::new(ctx, sign_in, &pending, name, [user_id(sign_in)])?;
    let device_name = token.and_then(|token| token.device_name);
    challenge.parameters.extend(device_name.map(|name| ("FRIENDLY_DEVICE_NAME".to_owned(), name)));
    Ok(challenge)
}

fn ask_to_choose(ctx: &Context, sign_in: &SignIn, factors: Vec<SecondFactor>) -> Result<Challenge, ApiError> {
    let parameters = [("MFAS_CAN_CHOOSE", names(&factors))];
    let pending = Pending::SecondFactor(PendingFactor::Select(factors));
    Challenge::new(ctx, sign_in, &pending, ChallengeNameType::SelectMfaType, parameters)
}

fn ask_to_set_up(ctx: &Context, sign_in: &SignIn, factors: Vec<SecondFactor>) -> Result<Challenge, ApiError> {
    let parameters = [("MFAS_CAN_SETUP", names(&factors)), user_id(sign_in)];
    let pending = Pending::SecondFactor(PendingFactor::SetUp(factors));
    Challenge::new(ctx, sign_in, &pending, ChallengeNameType::MfaSetup, parameters)
}

fn user_id(sign_in: &SignIn) -> (&'static str, String) {
    ("USER_ID_FOR_SRP", sign_in.progress.username.clone())
}

fn names(factors: &[SecondFactor]) -> String {
    let names: Vec<&str> = factors.iter().map(|factor| factor.as_str()).collect();
    json!(names).to_string()
}

#[cfg(test)]
mod tests;
