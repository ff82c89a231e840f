//! The keys of a pool: two that sign its tokens, and the seal for what only the pool itself reads.

use std::fmt;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{self, KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::seal::Seal;
use crate::error::ApiError;

/// What a pool signs and seals with, the same over its life.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PoolKeys {
    /// Signs ID tokens.
    pub(crate) id: SigningKey,
    /// Signs access tokens.
    pub(crate) access: SigningKey,
    pub(crate) seal: Seal,
}

impl PoolKeys {
    /// New keys. This takes a good part of a second, so hold no lock. Both are made at once.
    pub(crate) fn generate(seal: Seal) -> Result<Self, ApiError> {
        let (id, access) = std::thread::scope(|scope| {
            let id = scope.spawn(SigningKey::generate);
            let access = SigningKey::generate();
            (id.join(), access)
        });
        Ok(Self { id: id.map_err(|_| ApiError::internal())??, access: access?, seal })
    }
}

/// An RSA key of 2048 bits.
#[derive(Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct SigningKey {
    pair: KeyPair,
    /// Base64 of 32 bytes: the hash of the public key.
    kid: String,
}

/// The numbers of a public key, in base64 without padding as JSON Web Keys have them.
pub(crate) struct PublicNumbers {
    pub(crate) modulus: String,
    pub(crate) exponent: String,
}

impl SigningKey {
    fn generate() -> Result<Self, ApiError> {
        KeyPair::generate(KeySize::Rsa2048).map(Self::of).map_err(|_| ApiError::internal())
    }

    fn of(pair: KeyPair) -> Self {
        let kid = STANDARD.encode(Sha256::digest(pair.public_key()));
        Self { pair, kid }
    }

    /// The name under which the key is published.
    pub(crate) fn kid(&self) -> &str {
        &self.kid
    }

    /// The signature of RS256.
    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, ApiError> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
            .map_err(|_| ApiError::internal())?;
        Ok(signature)
    }

    /// Whether this key made the signature.
    pub(crate) fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        let key = signature::UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, self.pair.public_key());
        key.verify(message, signature).is_ok()
    }

    /// The public half.
    pub(crate) fn public_numbers(&self) -> PublicNumbers {
        let key = self.pair.public_key();
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        PublicNumbers {
            modulus: text(key.modulus().big_endian_without_leading_zero()),
            exponent: text(key.exponent().big_endian_without_leading_zero()),
        }
    }

    fn der(&self) -> Pkcs8V1Der<'static> {
        self.pair.as_der().expect("a key that was made or read can be written")
    }
}

impl Clone for SigningKey {
    fn clone(&self) -> Self {
        Self::try_from(String::from(self)).expect("what was written can be read")
    }
}

impl From<&SigningKey> for String {
    fn from(key: &SigningKey) -> Self {
        STANDARD.encode(key.der().as_ref())
    }
}

impl From<SigningKey> for String {
    fn from(key: SigningKey) -> Self {
        Self::from(&key)
    }
}

impl TryFrom<String> for SigningKey {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let der = STANDARD.decode(text).map_err(|_| "a signing key is not base64")?;
        KeyPair::from_pkcs8(&der).map(Self::of).map_err(|_| "a signing key is not PKCS #8")
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "SigningKey({})", self.kid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_being_kept() {
        let key = SigningKey::generate().expect("made");
        let signature = key.sign(b"message").expect("signed");
        let read = key.clone();
        assert_eq!(read.kid(), key.kid());
        assert!(read.has_signed(b"message", &signature));
        assert!(!read.has_signed(b"messages", &signature));
    }

    #[test]
    fn the_public_numbers_are_those_of_two_thousand_bits() {
        let key = SigningKey::generate().expect("made");
        let numbers = key.public_numbers();
        assert_eq!(numbers.exponent, "AQAB");
        assert_eq!(URL_SAFE_NO_PAD.decode(numbers.modulus).expect("base64").len(), 256);
    }

    #[test]
    fn the_private_half_is_not_printed() {
        let key = SigningKey::generate().expect("made");
        assert_eq!(format!("{key:?}"), format!("SigningKey({})", key.kid()));
    }
}
