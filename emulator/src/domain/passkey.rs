//! Passkeys: keys that a user's devices keep, and that sign in without a password.

use poolhouse_emulator_model::Timestamp;
use poolhouse_emulator_model::shapes::WebAuthnCredentialDescription;
use serde::{Deserialize, Serialize};

/// The passkeys of one user.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Passkeys {
    /// In the order in which they were registered.
    pub(crate) registered: Vec<Passkey>,
    /// The registration that is under way; a new one takes its place.
    pub(crate) pending: Option<PendingPasskey>,
}

/// One passkey. It holds a public key and no secret.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Passkey {
    /// The authenticator's own name for it, in base64url.
    pub(crate) id: String,
    /// The domain it works for.
    pub(crate) relying_party: String,
    /// `platform` or `cross-platform`, where the browser said.
    pub(crate) attachment: Option<String>,
    /// How browsers reach the authenticator: `internal`, `usb`, `hybrid` and so on.
    pub(crate) transports: Vec<String>,
    pub(crate) created: Timestamp,
    /// Public key and counter, in the form of the library that checks them.
    pub(crate) key: String,
}

/// A registration that the authenticator has not answered yet.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct PendingPasskey {
    /// The challenge, in the form of the library that checks the answer.
    pub(crate) state: String,
    /// The app client whose token began it.
    pub(crate) client: String,
    pub(crate) expires: Timestamp,
}

/// Passkeys that one user can have.
pub(crate) const MAX_PASSKEYS: usize = 20;

/// How long an authenticator has to answer, in seconds.
pub(crate) const PASSKEY_TIMEOUT_SECONDS: u64 = 60;

impl Passkeys {
    /// The passkey of that id.
    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Passkey> {
        self.registered.iter_mut().find(|passkey| passkey.id == id)
    }

    /// Forgets a passkey, and tells whether there was one.
    pub(crate) fn remove(&mut self, id: &str) -> bool {
        let before = self.registered.len();
        self.registered.retain(|passkey| passkey.id != id);
        self.registered.len() < before
    }

    /// Whether any works for that domain.
    pub(crate) fn any_for(&self, relying_party: &str) -> bool {
        self.registered.iter().any(|passkey| passkey.relying_party == relying_party)
    }
}

impl Passkey {
    /// The passkey as lists answer it. The service names it after the authenticator's maker; here all
    /// have one name (unsure).
    pub(crate) fn describe(&self) -> WebAuthnCredentialDescription {
        WebAuthnCredentialDescription {
            credential_id: self.id.clone(),
            friendly_credential_name: "Passkey".to_owned(),
            relying_party_id: self.relying_party.clone(),
            authenticator_attachment: self.attachment.clone(),
            authenticator_transports: self.transports.clone(),
            created_at: self.created,
        }
    }
}
