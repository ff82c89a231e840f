//! Whether a request comes from the app client that it names: secret hashes, and secrets themselves.

use aws_lc_rs::hmac::{self, HMAC_SHA256};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::domain::Client;
use crate::error::ApiError;

/// Which calls word the refusal of a missing hash in which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HashedCall {
    /// Sign-in and its challenges.
    Auth,
    /// A sign-in by refresh token.
    Refresh,
    /// SignUp, ConfirmSignUp, ForgotPassword and the like.
    SelfService,
}

/// Refuses a sign-in that comes without the proof altogether, whoever is to be signed in.
pub(super) fn require_secret_hash(client: &Client, given: Option<&str>) -> Result<(), ApiError> {
    let missing = given.is_none() && client.is_confidential();
    if missing { Err(ApiError::missing_secret_hash(&client.id)) } else { Ok(()) }
}

/// Checks the secret hash of a request that names a user. `username` is the name in the request.
pub(crate) fn check_secret_hash(
    client: &Client,
    username: &str,
    given: Option<&str>,
    call: HashedCall,
) -> Result<(), ApiError> {
    let unverified = || match call {
        HashedCall::Refresh => ApiError::secret_hash_does_not_match(&client.id),
        HashedCall::Auth | HashedCall::SelfService => ApiError::unverified_secret_hash(&client.id),
    };
    let given = match (given, client.is_confidential()) {
        (None, false) => return Ok(()),
        (None, true) if call == HashedCall::SelfService => return Err(unverified()),
        (None, true) => return Err(ApiError::missing_secret_hash(&client.id)),
        (Some(_), false) => return Err(ApiError::unverified_secret_hash(&client.id)),
        (Some(given), true) => STANDARD.decode(given).map_err(|_| unverified())?,
    };
    let message = format!("{username}{}", client.id);
    let is_by = |secret: &str| {
        let key = hmac::Key::new(HMAC_SHA256, secret.as_bytes());
        hmac::verify(&key, message.as_bytes(), &given).is_ok()
    };
    if client.active_secrets().any(is_by) { Ok(()) } else { Err(unverified()) }
}

/// Whether a client that sends its secret itself is the one it says. A client without secret must
/// send none.
pub(crate) fn check_client_secret(client: &Client, given: Option<&str>) -> bool {
    match given {
        None => !client.is_confidential(),
        Some(given) => client.active_secrets().any(|secret| same(secret, given)),
    }
}

fn same(secret: &str, given: &str) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(secret.as_bytes(), given.as_bytes()).is_ok()
}
