//! What a sign-in carries from one challenge to the answer: sealed, and given to the client.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use poolhouse_emulator_model::Timestamp;
use poolhouse_emulator_model::shapes::ChallengeNameType;
use serde::{Deserialize, Serialize};

use super::keys::pool_keys;
use super::triggers::{ChallengeStep, Moment, TokenOccasion};
use crate::context::Context;
use crate::domain::{Assurance, Client, SEAL_SALT_LENGTH, SealSalt, SecondFactor, User};
use crate::error::ApiError;
use crate::random::sub_of;
use crate::store::Pool;

/// A user on the way to tokens.
#[derive(Clone)]
pub(crate) struct SignIn {
    pub(crate) pool_id: String,
    pub(crate) client: Arc<Client>,
    /// The `ClientMetadata` of the present request.
    pub(crate) metadata: Option<BTreeMap<String, String>>,
    pub(crate) progress: Progress,
}

/// Who signs in, and how far that went. It travels with the client, sealed.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Progress {
    /// The user's own name; the name in the request where there is no such user.
    pub(crate) username: String,
    /// None where a sign-in is only pretended, so that nobody learns which users there are.
    pub(crate) sub: Option<String>,
    /// Whether an administrator's operation began it.
    pub(crate) admin: bool,
    pub(crate) device_key: Option<String>,
    /// What PreAuthentication is told.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) validation: BTreeMap<String, String>,
    /// The challenges of a custom sign-in so far.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) challenges: Vec<ChallengeStep>,
    pub(crate) trigger: TokenOccasion,
    /// The address that a code is to make the user's second factor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) set_up_email: Option<String>,
    /// Whether this is CUSTOM_AUTH, where the pool's functions decide what comes next.
    pub(crate) custom: bool,
    /// What was proved, where the tokens are to tell it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) assurance: Option<Assurance>,
}

/// The challenge that is pending, with what is needed to check the answer.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) enum Pending {
    /// The parts of the server's SRP state, in base64.
    PasswordVerifier([String; 3]),
    NewPassword,
    /// ADMIN_NO_SRP_AUTH, or PASSWORD once it is chosen.
    Password(ChallengeNameType),
    /// PASSWORD_SRP, once it is chosen.
    PasswordSrp,
    /// WEB_AUTHN; what the proof is checked against.
    Passkey(String),
    SelectChallenge,
    /// A code was sent; its hash.
    OneTimePassword(ChallengeNameType, [u8; 32]),
    /// What the pool's functions know of the right answer.
    Custom(BTreeMap<String, String>),
    /// The user has just confirmed the sign-up, and needs no further proof.
    Confirmed,
    SecondFactor(PendingFactor),
    /// DEVICE_SRP_AUTH.
    Device,
    /// The parts of the server's SRP state, in base64, for the password of a device.
    DeviceVerifier([String; 3]),
}

/// What is pending of a second factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PendingFactor {
    SoftwareToken,
    /// The user is to choose among these.
    Select(Vec<SecondFactor>),
    /// The user has none, and is to set up one of these.
    SetUp(Vec<SecondFactor>),
    /// The user has set up an authenticator.
    SetUpDone,
}

/// A session that a client sent back: authentic, not too old, not used up.
pub(crate) struct Opened {
    id: String,
    expires: Timestamp,
    client: String,
    pub(crate) pending: Pending,
    pub(crate) progress: Progress,
}

#[derive(Serialize, Deserialize)]
struct Content<P = Progress, S = Pending> {
    id: String,
    /// Milliseconds.
    expires: i64,
    client: String,
    pending: S,
    progress: P,
}

impl SignIn {
    /// The user, as the pool has it now.
    pub(crate) fn user(&self, ctx: &Context) -> Result<Arc<User>, ApiError> {
        self.user_in(&*ctx.pool(&self.pool_id)?)
    }

    /// The same for who holds the pool.
    pub(super) fn user_in(&self, pool: &Pool) -> Result<Arc<User>, ApiError> {
        let user = pool.resolve_user(&self.progress.username)?;
        let same = self.progress.sub.as_ref() == Some(&user.sub);
        if same { Ok(Arc::clone(user)) } else { Err(ApiError::user_not_found()) }
    }

    /// The name by which challenges call the user. Nobody gets one like those that the service makes
    /// up for users, always the same for the name that was given.
    pub(super) fn told_username(&self, ctx: &Context) -> Result<String, ApiError> {
        if self.progress.sub.is_some() {
            return Ok(self.progress.username.clone());
        }
        let seal = &pool_keys(ctx, &self.pool_id)?.seal;
        let stable = seal.stable("user", &self.progress.username);
        Ok(sub_of(*stable.first_chunk().ok_or_else(ApiError::internal)?))
    }

    /// What the pool's functions are told of the sign-in.
    pub(crate) fn moment(&self, ctx: &Context, user: Arc<User>) -> Result<Moment, ApiError> {
        let pool = ctx.pool(&self.pool_id)?;
        let moment = Moment::new(&pool, user, Some(&self.client.id), self.metadata.clone());
        let user_not_found = self.client.hides_users().then_some(self.progress.sub.is_none());
        Ok(Moment { user_not_found, ..moment })
    }

    /// When a session ends that begins now.
    pub(super) fn session_end(&self, ctx: &Context) -> Timestamp {
        Timestamp::from_millis(ctx.now().millis() + 1000 * self.client.session_seconds())
    }

    /// The session for a challenge: a text that only this pool can read.
    pub(crate) fn seal(&self, ctx: &Context, pending: &Pending) -> Result<String, ApiError> {
        let content = Content {
            id: ctx.random().uuid(),
            expires: self.session_end(ctx).millis(),
            client: self.client.id.clone(),
            pending,
            progress: &self.progress,
        };
        let content = serde_json::to_vec(&content).map_err(|_| ApiError::internal())?;
        let salt: SealSalt = ctx.random().bytes();
        let sealed = pool_keys(ctx, &self.pool_id)?.seal.close(PURPOSE, &salt, content);
        let pool = self.pool_id.as_bytes();
        let length = u8::try_from(pool.len()).map_err(|_| ApiError::internal())?;
        Ok(STANDARD.encode([&[length], pool, &salt[..], &sealed].concat()))
    }
}

/// Opens a session of a pool for a client.
pub(crate) fn open_session(
    ctx: &Context,
    pool_id: &str,
    client: &Client,
    text: &str,
) -> Result<Opened, ApiError> {
    let is_own = |opened: &Opened| opened.client == client.id;
    let (_, opened) = open_any_session(ctx, text, Some(pool_id), is_own)?;
    Ok(opened)
}

/// Opens a session that comes without pool and client, and tells which they are.
pub(super) fn open_session_alone(
    ctx: &Context,
    text: &str,
) -> Result<(String, Arc<Client>, Opened), ApiError> {
    let (pool_id, opened) = open_any_session(ctx, text, None, |_| true)?;
    let client = Arc::clone(ctx.pool(&pool_id)?.client(&opened.client)?);
    Ok((pool_id, client, opened))
}

/// The pool's id stands in front of what it has sealed. `expected` is the pool that it must be.
fn open_any_session(
    ctx: &Context,
    text: &str,
    expected: Option<&str>,
    is_own: impl FnOnce(&Opened) -> bool,
) -> Result<(String, Opened), ApiError> {
    let (pool_id, salt, sealed) = take_apart(text).ok_or_else(ApiError::invalid_session)?;
    if expected.is_some_and(|expected| expected != pool_id) {
        return Err(ApiError::invalid_session());
    }
    let keys = pool_keys(ctx, &pool_id).map_err(|_| ApiError::invalid_session())?;
    let content = keys.seal.open(PURPOSE, &salt, sealed);
    let content = content.and_then(|content| serde_json::from_slice::<Content>(&content).ok());
    let Content { id, expires, client, pending, progress } = content.ok_or_else(ApiError::invalid_session)?;
    let opened = Opened { id, expires: Timestamp::from_millis(expires), client, pending, progress };
    if !is_own(&opened) {
        return Err(ApiError::invalid_session());
    }
    if opened.expires <= ctx.now() {
        return Err(ApiError::session_expired());
    }
    if ctx.pool(&pool_id)?.is_used_up(&opened.id, opened.expires) {
        return Err(ApiError::session_used());
    }
    Ok((pool_id, opened))
}

/// A session's pool, salt and sealed content.
fn take_apart(text: &str) -> Option<(String, SealSalt, Vec<u8>)> {
    let bytes = STANDARD.decode(text).ok()?;
    let (length, rest) = bytes.split_first()?;
    let (pool, rest) = rest.split_at_checked(usize::from(*length))?;
    let (salt, sealed) = rest.split_at_checked(SEAL_SALT_LENGTH)?;
    Some((String::from_utf8(pool.to_vec()).ok()?, salt.try_into().ok()?, sealed.to_vec()))
}

impl Opened {
    /// Uses the session up, once its challenge is answered. Of two answers at once one fails.
    pub(crate) fn use_up(&self, ctx: &Context, pool_id: &str) -> Result<(), ApiError> {
        self.use_up_in(&mut *ctx.pool(pool_id)?, ctx.now())
    }

    /// The same for who holds the pool.
    pub(super) fn use_up_in(&self, pool: &mut Pool, now: Timestamp) -> Result<(), ApiError> {
        let first = pool.use_up_session(&self.id, self.expires, now);
        if first { Ok(()) } else { Err(ApiError::session_used()) }
    }

    /// The sign-in that goes on.
    pub(crate) fn sign_in(
        &self,
        pool_id: &str,
        client: &Arc<Client>,
        metadata: Option<BTreeMap<String, String>>,
    ) -> SignIn {
        debug_assert_eq!(self.client, client.id);
        let (pool_id, client) = (pool_id.to_owned(), Arc::clone(client));
        SignIn { pool_id, client, metadata, progress: self.progress.clone() }
    }
}

/// A session for a user who has just signed up or confirmed that, to go on with USER_AUTH.
pub(crate) fn session_after_sign_up(
    ctx: &Context,
    pool_id: &str,
    client: &Arc<Client>,
    user: &User,
) -> Result<String, ApiError> {
    let progress = Progress::of(user, false);
    let (pool_id, client) = (pool_id.to_owned(), Arc::clone(client));
    SignIn { pool_id, client, metadata: None, progress }.seal(ctx, &Pending::Confirmed)
}

impl Progress {
    /// The beginning of a user's sign-in.
    pub(crate) fn of(user: &User, admin: bool) -> Self {
        Self { sub: Some(user.sub.clone()), ..Self::pretended(&user.username, admin) }
    }

    /// The beginning of a sign-in that leads nowhere.
    pub(crate) fn pretended(username: &str, admin: bool) -> Self {
        Self {
            username: username.to_owned(),
            sub: None,
            admin,
            device_key: None,
            validation: BTreeMap::new(),
            challenges: Vec::new(),
            trigger: TokenOccasion::Authentication,
            set_up_email: None,
            custom: false,
            assurance: None,
        }
    }
}

const PURPOSE: &str = "sign-in session";
