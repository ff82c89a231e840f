//! What a pool with threat protection remembers of its users.

use poolhouse_emulator_model::shapes::{
    ChallengeName, ChallengeResponse, ChallengeResponseType, EventResponseType, EventType,
};

use super::auth_session::SignIn;
use crate::context::Context;
use crate::domain::{AuthEvent, User};
use crate::error::ApiError;
use crate::store::Pool;

/// Notes what a user did besides signing in, if the pool watches at all.
pub(crate) fn log_auth_event(ctx: &Context, pool: &mut Pool, user: &User, kind: EventType) {
    pool.log_auth_event(user, || event(ctx, kind, EventResponseType::Pass));
}

/// Notes a sign-in that led to tokens.
pub(super) fn log_sign_in(ctx: &Context, sign_in: &SignIn) -> Result<(), ApiError> {
    let user = sign_in.user(ctx)?;
    let mut pool = ctx.pool(&sign_in.pool_id)?;
    let challenges = if sign_in.progress.custom { Vec::new() } else { password(ChallengeResponse::Success) };
    let passed = || event(ctx, EventType::SignIn, EventResponseType::Pass);
    pool.log_auth_event(&user, || AuthEvent { challenges, ..passed() });
    Ok(())
}

/// Notes a sign-in that ended at a wrong password.
pub(super) fn log_wrong_password(ctx: &Context, pool: &mut Pool, user: &User) {
    let failed = || event(ctx, EventType::SignIn, EventResponseType::Fail);
    pool.log_auth_event(user, || AuthEvent { challenges: password(ChallengeResponse::Failure), ..failed() });
}

/// The password among the challenges of an event. Second factors are not told of (unsure).
fn password(response: ChallengeResponse) -> Vec<ChallengeResponseType> {
    let name = Some(ChallengeName::Password);
    vec![ChallengeResponseType { challenge_name: name, challenge_response: Some(response) }]
}

fn event(ctx: &Context, kind: EventType, response: EventResponseType) -> AuthEvent {
    let token = ctx.random().text(TOKEN_ALPHABET, TOKEN_LENGTH).into();
    AuthEvent::new(ctx.random().uuid(), token, kind, response, ctx.now())
}

const TOKEN_ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const TOKEN_LENGTH: usize = 64;
