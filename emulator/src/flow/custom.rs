//! CUSTOM_AUTH: a sign-in whose challenges the pool's own functions make up.

use poolhouse_emulator_model::shapes::{ChallengeNameType, LambdaConfigType};

use super::admission::{admit_whoever, check_locks, moment};
use super::auth_session::{Pending, SignIn};
use super::complete::finish;
use super::outcome::{Challenge, Outcome};
use super::respond::Answer;
use super::sign_in::Start;
use super::srp;
use super::triggers::{
    ChallengeStep, Moment, create_auth_challenge, define_auth_challenge, verify_auth_challenge_response,
};
use crate::context::Context;
use crate::error::ApiError;

/// The first step.
pub(super) async fn start(ctx: &Context, start: Start) -> Result<Outcome, ApiError> {
    let username = start.required("USERNAME")?;
    start.check_secret_hash(username)?;
    check_functions(ctx, &start.pool_id)?;
    let mut sign_in = start.sign_in(ctx, username)?;
    sign_in.progress.custom = true;
    check_locks(ctx, &sign_in)?;
    admit_whoever(ctx, &sign_in).await?;
    let a_public = match start.parameter("CHALLENGE_NAME") {
        Some("SRP_A") => Some(start.required("SRP_A")?),
        _ => None,
    };
    sign_in.progress.challenges.extend(a_public.map(|_| taken("SRP_A", true)));
    step(ctx, sign_in, a_public).await
}

/// The answer to a challenge of the pool's functions: they say whether it is right.
pub(super) async fn answer(ctx: &Context, answer: &Answer) -> Result<Outcome, ApiError> {
    let given = answer.required("ANSWER")?;
    let (opened, mut sign_in) = answer.used(ctx, |pending| matches!(pending, Pending::Custom(_)))?;
    let Pending::Custom(private) = &opened.pending else { return Err(ApiError::invalid_session()) };
    let moment = moment(ctx, &sign_in)?;
    let right = verify_auth_challenge_response(ctx, &moment, private, given).await?;
    if let Some(last) = sign_in.progress.challenges.last_mut() {
        last.challenge_result = right;
    }
    next(ctx, sign_in).await
}

/// Asks the pool's functions what comes next.
pub(super) async fn next(ctx: &Context, sign_in: SignIn) -> Result<Outcome, ApiError> {
    step(ctx, sign_in, None).await
}

/// Adds a challenge that was met to those that the pool's functions are told of, if they have a say.
/// Those of the service itself, a new password or a second factor, come right after the password
/// (unsure), and the functions are asked again after them.
pub(super) fn note(sign_in: &mut SignIn, name: ChallengeNameType) {
    if sign_in.progress.custom {
        sign_in.progress.challenges.push(taken(name.as_str(), true));
    }
}

fn taken(name: &str, result: bool) -> ChallengeStep {
    ChallengeStep { challenge_name: name.to_owned(), challenge_result: result, challenge_metadata: None }
}

async fn step(ctx: &Context, sign_in: SignIn, a_public: Option<&str>) -> Result<Outcome, ApiError> {
    let moment = moment(ctx, &sign_in)?;
    let unknown = sign_in.progress.sub.is_none();
    let defined = define_auth_challenge(ctx, &moment, &sign_in.progress.challenges).await?;
    match (defined.challenge_name.as_deref(), a_public) {
        _ if defined.fail_authentication => Err(ApiError::incorrect_username_or_password()),
        _ if defined.issue_tokens && unknown => Err(ApiError::incorrect_username_or_password()),
        _ if defined.issue_tokens => finish(ctx, sign_in).await,
        (Some("PASSWORD_VERIFIER"), Some(a_public)) => {
            srp::challenge(ctx, &sign_in, a_public).map(Outcome::Challenge)
        }
        (Some("CUSTOM_CHALLENGE"), _) => create(ctx, sign_in, &moment).await,
        _ => Err(ApiError::function_answer_unrecognizable()),
    }
}

async fn create(ctx: &Context, mut sign_in: SignIn, moment: &Moment) -> Result<Outcome, ApiError> {
    let name = ChallengeNameType::CustomChallenge;
    let steps = &sign_in.progress.challenges;
    let created = create_auth_challenge(ctx, moment, name.as_str(), steps).await?;
    let step = taken(name.as_str(), false);
    sign_in
        .progress
        .challenges
        .push(ChallengeStep { challenge_metadata: created.challenge_metadata, ..step });
    let pending = Pending::Custom(created.private_challenge_parameters);
    let username = [("USERNAME", sign_in.told_username(ctx)?)];
    let mut challenge = Challenge::new(ctx, &sign_in, &pending, name, username)?;
    challenge.parameters.extend(created.public_challenge_parameters);
    Ok(Outcome::Challenge(challenge))
}

/// All three functions must be there from the beginning.
fn check_functions(ctx: &Context, pool_id: &str) -> Result<(), ApiError> {
    let pool = ctx.pool(pool_id)?;
    let functions: [fn(&LambdaConfigType) -> Option<&String>; 3] = [
        |config| config.define_auth_challenge.as_ref(),
        |config| config.create_auth_challenge.as_ref(),
        |config| config.verify_auth_challenge_response.as_ref(),
    ];
    let complete = functions.into_iter().all(|of| ctx.function(pool.settings(), of).is_some());
    if complete { Ok(()) } else { Err(ApiError::custom_auth_not_configured()) }
}
