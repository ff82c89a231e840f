//! Refresh tokens: opaque to everyone but their pool, in the form of an encrypted JSON Web Token.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::domain::{RefreshToken, SEAL_SALT_LENGTH, Seal, SealSalt, TokenSession};
use crate::random::Random;

/// What a refresh token says: where its session is, and which token of the session it is.
#[derive(Serialize, Deserialize)]
pub(super) struct RefreshContent {
    pub(super) username: String,
    pub(super) client: String,
    pub(super) auth_time: i64,
    pub(super) event_id: String,
    /// When the session ends, in milliseconds. It may be forgotten after that.
    pub(super) expires: i64,
    pub(super) token: RefreshToken,
}

/// A new name for a refresh token.
pub(super) fn new_refresh_token(random: &Random) -> RefreshToken {
    RefreshToken(random.uuid())
}

/// The refresh token of a session, as its client gets it.
pub(super) fn write(seal: &Seal, random: &Random, session: &TokenSession) -> String {
    let content = RefreshContent {
        username: session.username.clone(),
        client: session.client.clone(),
        auth_time: session.auth_time(),
        event_id: session.event_id.clone(),
        expires: session.expires.millis(),
        token: session.refresh.clone(),
    };
    let content = serde_json::to_vec(&content).expect("texts and numbers can be written");
    let salt: SealSalt = random.bytes();
    let mut sealed = seal.close(PURPOSE, &salt, content);
    let tag = sealed.split_off(sealed.len() - TAG_LENGTH);
    let (key, nonce) = salt.split_at(SEAL_SALT_LENGTH - NONCE_LENGTH);
    let parts: Vec<String> =
        [HEADER, key, nonce, &sealed, &tag].iter().map(|part| URL_SAFE_NO_PAD.encode(part)).collect();
    parts.join(".")
}

/// What a refresh token says, if it is one of the pool.
pub(super) fn read(seal: &Seal, token: &str) -> Option<RefreshContent> {
    let parts: Option<Vec<Vec<u8>>> =
        token.split('.').map(|part| URL_SAFE_NO_PAD.decode(part).ok()).collect();
    let [header, key, nonce, sealed, tag] = parts?.try_into().ok()?;
    if header != HEADER {
        return None;
    }
    let salt: SealSalt = [key, nonce].concat().try_into().ok()?;
    serde_json::from_slice(&seal.open(PURPOSE, &salt, [sealed, tag].concat())?).ok()
}

const HEADER: &[u8] = br#"{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}"#;
const PURPOSE: &str = "refresh token";
const TAG_LENGTH: usize = 16;
const NONCE_LENGTH: usize = 12;
