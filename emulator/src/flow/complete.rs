//! From the first factor to tokens: a new password, a second factor, and the pool's functions.

use poolhouse_emulator_model::shapes::{AuthenticationResultType, ChallengeNameType, UserStatusType};

use super::auth_events::log_sign_in;
use super::auth_session::SignIn;
use super::devices::SignInDevice;
use super::issue::{Grant, issue};
use super::outcome::Outcome;
use super::triggers::post_authentication;
use super::{custom, mfa, new_password};
use crate::context::Context;
use crate::error::ApiError;

/// Goes on after the password, which may have to be replaced.
pub(super) async fn after_password(
    ctx: &Context,
    mut sign_in: SignIn,
    challenge: ChallengeNameType,
) -> Result<Outcome, ApiError> {
    let user = sign_in.user(ctx)?;
    if user.status != UserStatusType::ForceChangePassword {
        return after_first_factor(ctx, sign_in, challenge).await;
    }
    note(&mut sign_in, challenge);
    new_password::ask(ctx, &sign_in, &user).map(Outcome::Challenge)
}

/// Goes on once the user has a password that stays.
pub(super) async fn after_first_factor(
    ctx: &Context,
    mut sign_in: SignIn,
    challenge: ChallengeNameType,
) -> Result<Outcome, ApiError> {
    note(&mut sign_in, challenge);
    match mfa::challenge(ctx, &sign_in).await? {
        Some(challenge) => Ok(Outcome::Challenge(challenge)),
        None => after_all_factors(ctx, sign_in).await,
    }
}

/// Goes on after the second factor.
pub(super) async fn after_second_factor(
    ctx: &Context,
    mut sign_in: SignIn,
    challenge: ChallengeNameType,
) -> Result<Outcome, ApiError> {
    note(&mut sign_in, challenge);
    after_all_factors(ctx, sign_in).await
}

/// Goes on after a passkey, beside which nothing else is due.
pub(super) async fn after_passkey(ctx: &Context, mut sign_in: SignIn) -> Result<Outcome, ApiError> {
    note(&mut sign_in, ChallengeNameType::WebAuthn);
    finish(ctx, sign_in).await
}

/// Remembers a challenge that was met.
fn note(sign_in: &mut SignIn, challenge: ChallengeNameType) {
    custom::note(sign_in, challenge);
    if let Some(assurance) = &mut sign_in.progress.assurance {
        assurance.note(challenge);
    }
}

/// In CUSTOM_AUTH the pool's functions say what comes next.
async fn after_all_factors(ctx: &Context, sign_in: SignIn) -> Result<Outcome, ApiError> {
    if sign_in.progress.custom { custom::next(ctx, sign_in).await } else { finish(ctx, sign_in).await }
}

/// Tells the pool's functions, and issues tokens.
pub(super) async fn finish(ctx: &Context, sign_in: SignIn) -> Result<Outcome, ApiError> {
    let user = sign_in.user(ctx)?;
    if !user.enabled {
        return Err(ApiError::user_is_disabled());
    }
    let device = SignInDevice::of(ctx, &sign_in, &user)?;
    let moment = sign_in.moment(ctx, user)?;
    post_authentication(ctx, &moment, device.is_new).await?;
    let grant = Grant {
        pool_id: &sign_in.pool_id,
        username: &sign_in.progress.username,
        client: &sign_in.client,
        trigger: sign_in.progress.trigger,
        metadata: sign_in.metadata.as_ref(),
        device_key: device.key(),
        assurance: sign_in.progress.assurance.as_ref(),
    };
    let tokens = issue(ctx, &grant).await?;
    log_sign_in(ctx, &sign_in)?;
    let new_device_metadata = device.note(ctx, &sign_in)?;
    Ok(Outcome::Tokens(AuthenticationResultType { new_device_metadata, ..tokens }))
}
