//! The device of a sign-in: DEVICE_SRP_AUTH for one that the user trusts, a key for one that is new.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use poolhouse_emulator_model::shapes::{ChallengeNameType, NewDeviceMetadataType};

use super::auth_session::{Opened, Pending, SignIn};
use super::complete::after_second_factor;
use super::outcome::{Challenge, Outcome};
use super::respond::Answer;
use super::srp::check_timestamp;
use super::triggers::TokenOccasion;
use crate::context::Context;
use crate::domain::srp::{SrpServer, read_hex, write_hex};
use crate::domain::{Device, DueFactor, PoolSettings, TokenSession, User};
use crate::error::ApiError;

/// Asks for the password of the device instead of a second factor, where the user trusts the device
/// that the client names. Where the pool does not let devices stand in, a factor that is due comes
/// all the same, and the device is taken at its word then (unsure).
pub(super) fn stand_in(
    ctx: &Context,
    sign_in: &SignIn,
    user: &User,
    due: &DueFactor,
) -> Result<Option<Challenge>, ApiError> {
    let settings = ctx.pool(&sign_in.pool_id)?.shared_settings();
    let Some(device) = named(&settings, sign_in, user)? else { return Ok(None) };
    let config = settings.options.device_configuration.as_ref();
    let replaces = config.and_then(|config| config.challenge_required_on_new_device).unwrap_or(false);
    if device.trusted().is_none() || !(replaces || *due == DueFactor::Nothing) {
        return Ok(None);
    }
    let parameters = [("USERNAME", sign_in.progress.username.clone()), ("DEVICE_KEY", device.key.clone())];
    let name = ChallengeNameType::DeviceSrpAuth;
    let challenge = Challenge::new(ctx, sign_in, &Pending::Device, name, parameters)?;
    if let Some(session) = &challenge.session {
        let end = sign_in.session_end(ctx);
        ctx.pool(&sign_in.pool_id)?.ask_device(&device.key, session, end, ctx.now());
    }
    Ok(Some(challenge))
}

/// Answers the device's public number. Some clients do not send the session back, and are known to
/// get by without: theirs is the one in which the device was asked last.
pub(super) async fn answer(ctx: &Context, answer: &Answer) -> Result<Outcome, ApiError> {
    let a_public = read_hex(answer.required("SRP_A")?).ok_or_else(ApiError::invalid_srp_number)?;
    let key = answer.required("DEVICE_KEY")?;
    let asked = ctx.pool(&answer.pool_id)?.session_of_device(key);
    let session = answer.session.as_deref().or(asked.as_deref());
    let session = session.ok_or_else(|| ApiError::missing_parameter("Session"))?;
    let (opened, sign_in) = answer.opened_by(ctx, session, |pending| matches!(pending, Pending::Device))?;
    let device = trusted(ctx, &sign_in)?;
    let known = device.trusted().ok_or_else(ApiError::device_not_found)?;
    let (server, b_public) = SrpServer::answer(&a_public, &known.verifier(), ctx.random().bytes())
        .ok_or_else(ApiError::invalid_srp_number)?;
    opened.use_up(ctx, &answer.pool_id)?;
    let parts = server.to_parts().map(|part| STANDARD.encode(part));
    let block = sign_in.seal(ctx, &Pending::DeviceVerifier(parts))?;
    let parameters = BTreeMap::from([
        ("SALT".to_owned(), write_hex(&known.salt())),
        ("SECRET_BLOCK".to_owned(), block.clone()),
        ("SRP_B".to_owned(), write_hex(&b_public)),
        ("USERNAME".to_owned(), sign_in.progress.username.clone()),
        ("DEVICE_KEY".to_owned(), device.key.clone()),
    ]);
    let name = ChallengeNameType::DevicePasswordVerifier;
    Ok(Outcome::Challenge(Challenge { name, parameters, session: Some(block), available: None }))
}

/// The device proves that it knows its password.
pub(super) async fn verify(ctx: &Context, answer: &Answer) -> Result<Outcome, ApiError> {
    let block = answer.required("PASSWORD_CLAIM_SECRET_BLOCK")?;
    let timestamp = answer.required("TIMESTAMP")?;
    let signature = answer.required("PASSWORD_CLAIM_SIGNATURE")?;
    check_timestamp(timestamp)?;
    let opened = answer.open(ctx, block).map_err(|_| ApiError::incorrect_username_or_password())?;
    opened.use_up(ctx, &answer.pool_id).map_err(|_| ApiError::incorrect_username_or_password())?;
    let mut sign_in = answer.resumed(&opened);
    answer.check_user(ctx, &sign_in).map_err(|_| ApiError::incorrect_username_or_password())?;
    let device = trusted(ctx, &sign_in)?;
    if !has_signed(&opened, &device, [block, timestamp, signature]) {
        return Err(ApiError::incorrect_username_or_password());
    }
    sign_in.progress.trigger = TokenOccasion::AuthenticateDevice;
    after_second_factor(ctx, sign_in, ChallengeNameType::DevicePasswordVerifier).await
}

fn has_signed(opened: &Opened, device: &Device, [block, timestamp, signature]: [&str; 3]) -> bool {
    let (Pending::DeviceVerifier(parts), Some(known)) = (&opened.pending, device.trusted()) else {
        return false;
    };
    let decoded = |text: &str| STANDARD.decode(text).unwrap_or_default();
    let parts = parts.each_ref().map(|part| decoded(part));
    let server = SrpServer::of_parts(parts.each_ref().map(Vec::as_slice));
    let block = decoded(block);
    let texts: [&[u8]; 4] =
        [device.group_key.as_bytes(), device.key.as_bytes(), &block, timestamp.as_bytes()];
    server.key(&known.verifier()).has_signed(&texts, &decoded(signature))
}

/// The device that the client names, if its user trusts it.
fn trusted(ctx: &Context, sign_in: &SignIn) -> Result<Device, ApiError> {
    let user = sign_in.user(ctx)?;
    let settings = ctx.pool(&sign_in.pool_id)?.shared_settings();
    let device = named(&settings, sign_in, &user)?.filter(|device| device.trusted().is_some());
    device.cloned().ok_or_else(ApiError::device_not_found)
}

/// Whether the device that the client names, if it names one, is the user's, as far as the pool tracks devices.
pub(super) fn knows_named(ctx: &Context, sign_in: &SignIn) -> Result<bool, ApiError> {
    let Ok(user) = sign_in.user(ctx) else { return Ok(true) };
    let settings = ctx.pool(&sign_in.pool_id)?.shared_settings();
    Ok(named(&settings, sign_in, &user).is_ok())
}

/// The device that the client names, where the pool tracks devices. A key that is none of the
/// user's is refused, so that the client forgets it.
fn named<'a>(
    settings: &PoolSettings,
    sign_in: &SignIn,
    user: &'a User,
) -> Result<Option<&'a Device>, ApiError> {
    let tracks = settings.options.device_configuration.is_some();
    let key = sign_in.progress.device_key.as_deref().filter(|_| tracks);
    key.map(|key| user.device(key)).transpose()
}

/// The device of a sign-in that is about to succeed.
pub(super) struct SignInDevice {
    device: Option<Device>,
    pub(super) is_new: bool,
}

impl SignInDevice {
    /// The one that the client names, or a new one, where the pool tracks devices.
    pub(super) fn of(ctx: &Context, sign_in: &SignIn, user: &User) -> Result<Self, ApiError> {
        let settings = ctx.pool(&sign_in.pool_id)?.shared_settings();
        if settings.options.device_configuration.is_none() {
            return Ok(Self { device: None, is_new: false });
        }
        let known = named(&settings, sign_in, user)?.cloned();
        let is_new = known.is_none();
        let device = known.unwrap_or_else(|| fresh(ctx, settings.region()));
        Ok(Self { device: Some(device), is_new })
    }

    /// The device's key, for the tokens.
    pub(super) fn key(&self) -> Option<String> {
        self.device.as_ref().map(|device| device.key.clone())
    }

    /// Notes that the user signed in on the device. What the client is told of one that is new.
    pub(super) fn note(
        self,
        ctx: &Context,
        sign_in: &SignIn,
    ) -> Result<Option<NewDeviceMetadataType>, ApiError> {
        let Some(device) = self.device else { return Ok(None) };
        let mut pool = ctx.pool(&sign_in.pool_id)?;
        let mut user = User::clone(&*sign_in.user_in(&pool)?);
        let metadata = self.is_new.then(|| device.metadata());
        user.devices.entry(device.key.clone()).or_insert(device).note_sign_in(ctx.now());
        pool.put_user(user);
        Ok(metadata)
    }
}

fn fresh(ctx: &Context, region: &str) -> Device {
    let key = format!("{region}_{}", ctx.random().uuid());
    Device::new(key, format!("-{}", ctx.random().text(LETTERS_AND_DIGITS, 8)), ctx.now())
}

/// Whether the tokens of a session can be refreshed on a device: it must be the session's own, and
/// confirmed.
pub(super) fn check_refresh(
    user: &User,
    session: &TokenSession,
    given: Option<&str>,
) -> Result<(), ApiError> {
    let Some(key) = session.device_key.as_deref() else { return Ok(()) };
    let confirmed = user.device(key).is_ok_and(Device::is_confirmed);
    if confirmed && given == Some(key) { Ok(()) } else { Err(ApiError::invalid_refresh_token()) }
}

const LETTERS_AND_DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

#[cfg(test)]
mod tests;
