//! USER_AUTH: the user chooses how to sign in, among what the pool allows and the user has.

use poolhouse_emulator_model::shapes::ChallengeNameType::{
    self, EmailOtp, Password, PasswordSrp, SelectChallenge, SmsOtp, WebAuthn,
};
use poolhouse_emulator_model::shapes::{AuthFactorType, UserPoolMfaType, UserStatusType};

use super::admission::{admit, admit_whoever, check_locks};
use super::auth_session::{Pending, SignIn, open_session};
use super::complete::finish;
use super::outcome::{Challenge, Outcome};
use super::respond::Answer;
use super::sign_in::Start;
use super::{one_time_password, passkey, password, srp, step_up};
use crate::context::Context;
use crate::domain::{DueFactor, ONE_TIME_PASSWORD_LENGTH, PoolSettings, User, check_choice};
use crate::error::ApiError;

/// What a choice may bring along.
#[derive(Clone, Copy, Default)]
struct Proofs<'a> {
    password: Option<&'a str>,
    a_public: Option<&'a str>,
}

/// The first step.
pub(super) async fn start(ctx: &Context, start: Start) -> Result<Outcome, ApiError> {
    let username = start.required("USERNAME")?;
    start.check_secret_hash(username)?;
    check_choice(&ctx.pool(&start.pool_id)?.settings().options)?;
    let preferred = start.parameter("PREFERRED_CHALLENGE").map(read_choice).transpose()?;
    let assurance = step_up::asked(ctx, &start, username)?;
    let mut sign_in = start.sign_in(ctx, username)?;
    sign_in.progress.assurance = assurance;
    if let Some(session) = start.session.as_deref() {
        return go_on(ctx, &start, session, sign_in).await;
    }
    check_locks(ctx, &sign_in)?;
    let available = available(ctx, &sign_in)?;
    if available.is_empty() {
        // Nothing to choose would tell nobody that the sign-up is still to be confirmed (unsure).
        admit(ctx, &sign_in).await?;
    }
    let proofs = Proofs { password: start.parameter("PASSWORD"), a_public: start.parameter("SRP_A") };
    let chosen = preferred.filter(|name| available.contains(name)).or(only(&available));
    let outcome = match chosen {
        Some(chosen) => choose(ctx, sign_in, chosen, proofs).await?,
        None => select(ctx, &sign_in)?,
    };
    Ok(offering(outcome, available))
}

/// The answer to SELECT_CHALLENGE.
pub(super) async fn answer(ctx: &Context, answer: &Answer) -> Result<Outcome, ApiError> {
    let chosen = read_choice(answer.required("ANSWER")?)?;
    let (opened, sign_in) = answer.opened(ctx, |pending| matches!(pending, Pending::SelectChallenge))?;
    if !available(ctx, &sign_in)?.contains(&chosen) {
        return Err(ApiError::invalid_challenge_choice(chosen.as_str()));
    }
    opened.use_up(ctx, &answer.pool_id)?;
    let proofs = Proofs { password: answer.response("PASSWORD"), a_public: answer.response("SRP_A") };
    choose(ctx, sign_in, chosen, proofs).await
}

/// Begins the chosen challenge, and ends it where its proof is at hand.
async fn choose(
    ctx: &Context,
    sign_in: SignIn,
    chosen: ChallengeNameType,
    proofs: Proofs<'_>,
) -> Result<Outcome, ApiError> {
    match (chosen, proofs) {
        (Password, Proofs { password: Some(password), .. }) => password::answer(ctx, sign_in, password).await,
        (PasswordSrp, Proofs { a_public: Some(a_public), .. }) => {
            srp::challenge(ctx, &sign_in, a_public).map(Outcome::Challenge)
        }
        (Password, _) => {
            Challenge::new(ctx, &sign_in, &Pending::Password(Password), Password, []).map(Outcome::Challenge)
        }
        (PasswordSrp, _) => {
            Challenge::new(ctx, &sign_in, &Pending::PasswordSrp, PasswordSrp, []).map(Outcome::Challenge)
        }
        (EmailOtp | SmsOtp, _) => {
            admit_whoever(ctx, &sign_in).await?;
            one_time_password::ask(ctx, &sign_in, chosen, ONE_TIME_PASSWORD_LENGTH)
                .await
                .map(Outcome::Challenge)
        }
        (WebAuthn, _) => {
            admit(ctx, &sign_in).await?;
            passkey::challenge(ctx, &sign_in).map(Outcome::Challenge)
        }
        _ => Err(ApiError::invalid_challenge_choice(chosen.as_str())),
    }
}

fn select(ctx: &Context, sign_in: &SignIn) -> Result<Outcome, ApiError> {
    Challenge::new(ctx, sign_in, &Pending::SelectChallenge, SelectChallenge, []).map(Outcome::Challenge)
}

/// Who has just confirmed the sign-up needs no further proof.
async fn go_on(ctx: &Context, start: &Start, session: &str, sign_in: SignIn) -> Result<Outcome, ApiError> {
    let opened = open_session(ctx, &start.pool_id, &start.client, session)?;
    let same = opened.progress.sub.is_some() && opened.progress.sub == sign_in.progress.sub;
    if !same || !matches!(opened.pending, Pending::Confirmed) {
        return Err(ApiError::invalid_session());
    }
    check_locks(ctx, &sign_in)?;
    admit(ctx, &sign_in).await?;
    opened.use_up(ctx, &start.pool_id)?;
    finish(ctx, sign_in).await
}

/// What may be chosen. Who is not there seems to have a password, and an address for each kind of
/// code that the pool allows.
fn available(ctx: &Context, sign_in: &SignIn) -> Result<Vec<ChallengeNameType>, ApiError> {
    let user = if sign_in.progress.sub.is_some() { Some(sign_in.user(ctx)?) } else { None };
    let pool = ctx.pool(&sign_in.pool_id)?;
    let has = |factor| user.as_deref().is_none_or(|user| has(user, factor));
    let allowed = |factor| allows(pool.settings(), factor) && has(factor);
    let mut available = Vec::new();
    if allowed(AuthFactorType::Password) {
        // A password that is known by an imported hash alone has no numbers for SRP yet.
        let has_numbers = user.as_ref().is_none_or(|user| user.password.is_some());
        available.extend(has_numbers.then_some(PasswordSrp));
        available.push(Password);
    }
    let must_change = user.as_ref().is_some_and(|user| user.status == UserStatusType::ForceChangePassword);
    let second_factor_due = demands_second_factor(pool.settings(), user.as_deref());
    let passkey = user.as_ref().is_some_and(|user| passkey::is_available(&pool, user, second_factor_due));
    available.extend((!must_change && passkey).then_some(WebAuthn));
    if !must_change && !second_factor_due {
        available.extend(allowed(AuthFactorType::EmailOtp).then_some(EmailOtp));
        available.extend(allowed(AuthFactorType::SmsOtp).then_some(SmsOtp));
    }
    Ok(available)
}

/// Codes cannot be the first factor where a second one is due.
fn demands_second_factor(pool: &PoolSettings, user: Option<&User>) -> bool {
    match user {
        Some(user) => pool.due_factor(user) != DueFactor::Nothing,
        None => pool.options.mfa_configuration == Some(UserPoolMfaType::On),
    }
}

/// A password is always allowed where the pool does not say.
fn allows(pool: &PoolSettings, factor: AuthFactorType) -> bool {
    let factors = pool.options.first_factors();
    factors.contains(&factor) || (factors.is_empty() && factor == AuthFactorType::Password)
}

fn has(user: &User, factor: AuthFactorType) -> bool {
    match factor {
        AuthFactorType::Password => user.knows_password(),
        AuthFactorType::EmailOtp => user.has_verified("email_verified"),
        AuthFactorType::SmsOtp => user.has_verified("phone_number_verified"),
        // Passkeys are the domain's too, so they are looked at apart; an app is no first factor.
        AuthFactorType::WebAuthn | AuthFactorType::SoftwareToken => false,
    }
}

/// The one challenge that there is to choose (that it comes without being chosen is unsure).
fn only(available: &[ChallengeNameType]) -> Option<ChallengeNameType> {
    if let [only] = available { Some(*only) } else { None }
}

fn read_choice(name: &str) -> Result<ChallengeNameType, ApiError> {
    let choices = [Password, PasswordSrp, EmailOtp, SmsOtp, WebAuthn];
    let chosen = choices.into_iter().find(|choice| choice.as_str() == name);
    chosen.ok_or_else(|| ApiError::invalid_challenge_choice(name))
}

fn offering(outcome: Outcome, available: Vec<ChallengeNameType>) -> Outcome {
    match outcome {
        Outcome::Challenge(challenge) => {
            Outcome::Challenge(Challenge { available: Some(available), ..challenge })
        }
        tokens => tokens,
    }
}
