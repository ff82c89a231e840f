//! Sealing what clients carry for the emulator: sign-in sessions and refresh tokens.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hmac::{self, HMAC_SHA256};
use serde::{Deserialize, Serialize};

/// A pool's own key, from which every sealed text gets a key and a nonce of its own.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Seal([u8; 32]);

/// Fresh random bytes for one sealed text.
pub(crate) type SealSalt = [u8; SEAL_SALT_LENGTH];

/// Bytes of a [`SealSalt`].
pub(crate) const SEAL_SALT_LENGTH: usize = 32;

impl Seal {
    /// The seal of a fresh random key.
    pub(crate) fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// Encrypts and authenticates `content`. Only [`Seal::open`] with the same purpose and salt
    /// gives it back.
    pub(crate) fn close(&self, purpose: &str, salt: &SealSalt, mut content: Vec<u8>) -> Vec<u8> {
        let (key, nonce) = self.derived(purpose, salt);
        key.seal_in_place_append_tag(nonce, Aad::empty(), &mut content)
            .expect("a text is far below the limit of AES-GCM");
        content
    }

    /// What was sealed, unless it was for another purpose, by another seal, or was changed.
    pub(crate) fn open(&self, purpose: &str, salt: &SealSalt, mut sealed: Vec<u8>) -> Option<Vec<u8>> {
        let (key, nonce) = self.derived(purpose, salt);
        let content = key.open_in_place(nonce, Aad::empty(), &mut sealed).ok()?;
        Some(content.to_vec())
    }

    /// Bytes that are always the same for a text, and tell nothing of it.
    pub(crate) fn stable(&self, purpose: &str, text: &str) -> [u8; 32] {
        let mut derived = hmac::Context::with_key(&hmac::Key::new(HMAC_SHA256, &self.0));
        for bytes in [b"stable".as_slice(), b"\0", purpose.as_bytes(), b"\0", text.as_bytes()] {
            derived.update(bytes);
        }
        let mut bytes = [0; 32];
        bytes.copy_from_slice(derived.sign().as_ref());
        bytes
    }

    fn derived(&self, purpose: &str, salt: &SealSalt) -> (LessSafeKey, Nonce) {
        let own = hmac::Key::new(HMAC_SHA256, &self.0);
        let part = |name: &str| {
            let mut derived = hmac::Context::with_key(&own);
            for bytes in [name.as_bytes(), b"\0", purpose.as_bytes(), b"\0", salt] {
                derived.update(bytes);
            }
            derived.sign()
        };
        let (key, nonce) = (part("key"), part("nonce"));
        let key = UnboundKey::new(&AES_256_GCM, key.as_ref()).expect("SHA-256 has the length of the key");
        let nonce = &nonce.as_ref()[..NONCE_LEN];
        let nonce = Nonce::try_assume_unique_for_key(nonce).expect("the length of a nonce");
        (LessSafeKey::new(key), nonce)
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Seal(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_can_be_opened_for_its_purpose_alone() {
        let (seal, salt) = (Seal::new([1; 32]), [2; SEAL_SALT_LENGTH]);
        let sealed = seal.close("session", &salt, b"ann".to_vec());
        assert_eq!(seal.open("session", &salt, sealed.clone()).as_deref(), Some(&b"ann"[..]));
        assert_eq!(seal.open("token", &salt, sealed.clone()), None);
        assert_eq!(seal.open("session", &[3; SEAL_SALT_LENGTH], sealed.clone()), None);
        assert_eq!(Seal::new([4; 32]).open("session", &salt, sealed.clone()), None);
        let mut changed = sealed;
        changed[0] ^= 1;
        assert_eq!(seal.open("session", &salt, changed), None);
    }

    #[test]
    fn a_seal_prints_nothing() {
        assert_eq!(format!("{:?}", Seal::new([1; 32])), "Seal(..)");
    }
}
