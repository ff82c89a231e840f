//! Passkeys: the two ceremonies of WebAuthn, by a library that knows its rules.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poolhouse_emulator_model::shapes::{AuthFactorType, ChallengeNameType, UserVerificationType};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;
use webauthn_rs_core::WebauthnCore;
use webauthn_rs_core::error::WebauthnError;
use webauthn_rs_core::proto::{
    AuthenticationState, COSEAlgorithm, Credential, PublicKeyCredential, RegisterPublicKeyCredential,
    RegistrationState, UserVerificationPolicy,
};

use super::auth_session::{Pending, SignIn};
use super::complete::after_passkey;
use super::outcome::{Challenge, Outcome};
use super::respond::Answer;
use crate::context::Context;
use crate::domain::{PASSKEY_TIMEOUT_SECONDS, Passkey, PoolSettings, User};
use crate::error::ApiError;
use crate::store::Pool;

/// A registration that begins: what the browser is given, and what its answer is checked against.
pub(crate) struct Registration {
    pub(crate) options: Value,
    pub(crate) state: String,
}

/// Begins to register a passkey of a user.
pub(crate) fn begin_registration(pool: &Pool, user: &User) -> Result<Registration, ApiError> {
    if !is_first_factor(pool.settings()) {
        return Err(ApiError::passkeys_not_enabled());
    }
    let party = relying_party(pool).ok_or_else(ApiError::relying_party_missing)?;
    let ceremony = ceremony(&party)?;
    let known = keys(user, &party)?.into_iter().map(|key| key.cred_id).collect();
    let builder = ceremony
        .new_challenge_register_builder(user.sub.as_bytes(), &user.username, &user.username)
        .map_err(|_| ApiError::internal())?
        .user_verification_policy(verification(pool.settings()))
        .exclude_credentials(Some(known))
        .require_resident_key(true)
        .credential_algorithms(vec![COSEAlgorithm::ES256, COSEAlgorithm::RS256]);
    let (options, state) = ceremony.generate_challenge_register(builder).map_err(|_| ApiError::internal())?;
    let options = serde_json::to_value(options.public_key).map_err(|_| ApiError::internal())?;
    Ok(Registration { options, state: written(&state)? })
}

/// Checks the authenticator's answer to a registration.
pub(crate) fn register(
    ctx: &Context,
    pool: &Pool,
    state: &str,
    credential: Value,
) -> Result<Passkey, ApiError> {
    let relying_party = relying_party(pool).ok_or_else(ApiError::relying_party_missing)?;
    let state: RegistrationState = read(state)?;
    let attachment = credential["authenticatorAttachment"].as_str().map(str::to_owned);
    // The library keeps what an attestation vouches for; what browsers say of their own is worth telling too.
    let transports = credential["response"]["transports"].as_array().into_iter().flatten();
    let transports = transports.filter_map(Value::as_str).map(str::to_owned).collect();
    let answer: RegisterPublicKeyCredential =
        serde_json::from_value(credential).map_err(|_| ApiError::passkey_not_supported())?;
    let key = ceremony(&relying_party)?.register_credential(&answer, &state, None).map_err(not_registered)?;
    Ok(Passkey {
        id: URL_SAFE_NO_PAD.encode(key.cred_id.as_slice()),
        relying_party,
        attachment,
        transports,
        created: ctx.now(),
        key: written(&key)?,
    })
}

/// Asks for a passkey.
pub(super) fn challenge(ctx: &Context, sign_in: &SignIn) -> Result<Challenge, ApiError> {
    let user = sign_in.user(ctx)?;
    let (options, mut state) = {
        let pool = ctx.pool(&sign_in.pool_id)?;
        let party = relying_party(&pool).ok_or_else(ApiError::relying_party_missing)?;
        let ceremony = ceremony(&party)?;
        let begun = ceremony
            .new_challenge_authenticate_builder(keys(&user, &party)?, Some(verification(pool.settings())))
            .and_then(|builder| ceremony.generate_challenge_authenticate(builder));
        begun.map_err(|_| ApiError::internal())?
    };
    let options = written(&options.public_key)?;
    // The answer is held against the user's keys as they are then, and a session must not grow with them.
    state.set_allowed_credentials(Vec::new());
    let pending = Pending::Passkey(written(&state)?);
    Challenge::new(ctx, sign_in, &pending, WEB_AUTHN, [("CREDENTIAL_REQUEST_OPTIONS", options)])
}

/// Takes the passkey's proof. A wrong one ends the session.
pub(super) async fn answer(ctx: &Context, answer: &Answer) -> Result<Outcome, ApiError> {
    let credential = answer.required("CREDENTIAL")?;
    let (opened, sign_in) = answer.used(ctx, |pending| matches!(pending, Pending::Passkey(_)))?;
    let Pending::Passkey(state) = &opened.pending else { return Err(ApiError::invalid_session()) };
    prove(ctx, &sign_in, state, credential)?;
    after_passkey(ctx, sign_in).await
}

/// Whether a user of the pool can sign in with a passkey. Where a second factor is due, a passkey
/// counts for both, if the pool says so and the user has not turned that off.
pub(super) fn is_available(pool: &Pool, user: &User, second_factor_due: bool) -> bool {
    let party = relying_party(pool);
    let has = party.is_some_and(|party| user.passkeys.any_for(&party));
    let mfa = &pool.settings().mfa;
    let counts_for_both = mfa.takes_passkey_for_both() && user.second_factors.takes_passkeys();
    is_first_factor(pool.settings()) && has && (!second_factor_due || counts_for_both)
}

/// Checks a proof against the passkeys that the user has now, and remembers the key's counter.
fn prove(ctx: &Context, sign_in: &SignIn, state: &str, credential: &str) -> Result<(), ApiError> {
    let refused = |_| ApiError::passkey_refused();
    let mut pool = ctx.pool(&sign_in.pool_id)?;
    let mut user = User::clone(&*sign_in.user_in(&pool)?);
    let party = relying_party(&pool).ok_or_else(ApiError::relying_party_missing)?;
    let mut state: AuthenticationState = read(state)?;
    state.set_allowed_credentials(keys(&user, &party)?);
    let proof: PublicKeyCredential =
        serde_json::from_str(credential).map_err(|_| ApiError::passkey_refused())?;
    let proven = ceremony(&party)?.authenticate_credential(&proof, &state).map_err(refused)?;
    let id = URL_SAFE_NO_PAD.encode(proven.cred_id().as_slice());
    let passkey = user.passkeys.get_mut(&id).ok_or_else(ApiError::passkey_refused)?;
    let mut key: Credential = read(&passkey.key)?;
    key.counter = proven.counter();
    passkey.key = written(&key)?;
    pool.put_user(user);
    Ok(())
}

/// The domain that passkeys of a pool are for: as configured, else the pool's own.
fn relying_party(pool: &Pool) -> Option<String> {
    let configured = pool.settings().mfa.web_authn.as_ref();
    let configured = configured.and_then(|config| config.relying_party_id.clone());
    let domain = || pool.custom_domain().or_else(|| pool.prefix_domain());
    configured.or_else(|| Some(domain()?.host(pool.settings().region())))
}

/// The rules of WebAuthn for a domain: its pages are those of the domain and below it, at any port.
/// A page of this machine needs no TLS, as browsers have it.
fn ceremony(relying_party: &str) -> Result<WebauthnCore, ApiError> {
    let scheme = if relying_party == "localhost" { "http" } else { "https" };
    let origin = Url::parse(&format!("{scheme}://{relying_party}"));
    let origin = origin.map_err(|_| ApiError::relying_party_missing())?;
    let timeout = Duration::from_secs(PASSKEY_TIMEOUT_SECONDS);
    Ok(WebauthnCore::new_unsafe_experts_only(
        relying_party,
        relying_party,
        vec![origin],
        timeout,
        Some(true),
        Some(true),
    ))
}

fn is_first_factor(pool: &PoolSettings) -> bool {
    pool.options.first_factors().contains(&AuthFactorType::WebAuthn)
}

/// Whether the authenticator must check who holds it, by finger or number. What counts for two
/// factors always must.
fn verification(pool: &PoolSettings) -> UserVerificationPolicy {
    let required = Some(UserVerificationType::Required);
    let config = pool.mfa.web_authn.as_ref();
    if pool.mfa.takes_passkey_for_both() || config.is_some_and(|config| config.user_verification == required)
    {
        UserVerificationPolicy::Required
    } else {
        UserVerificationPolicy::Preferred
    }
}

/// The user's keys for a domain.
fn keys(user: &User, relying_party: &str) -> Result<Vec<Credential>, ApiError> {
    let own = user.passkeys.registered.iter().filter(|passkey| passkey.relying_party == relying_party);
    own.map(|passkey| read(&passkey.key)).collect()
}

fn not_registered(error: WebauthnError) -> ApiError {
    match error {
        WebauthnError::MismatchedChallenge => ApiError::passkey_challenge_not_found(),
        WebauthnError::InvalidRPOrigin => ApiError::passkey_origin_not_allowed(),
        WebauthnError::InvalidRPIDHash => ApiError::passkey_relying_party_mismatch(),
        _ => ApiError::passkey_not_supported(),
    }
}

fn written(value: &impl Serialize) -> Result<String, ApiError> {
    serde_json::to_string(value).map_err(|_| ApiError::internal())
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, ApiError> {
    serde_json::from_str(text).map_err(|_| ApiError::internal())
}

const WEB_AUTHN: ChallengeNameType = ChallengeNameType::WebAuthn;

#[cfg(test)]
mod tests;
