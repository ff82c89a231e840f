//! What is kept of a password.

use std::fmt;
use std::sync::{Arc, OnceLock};

use num_bigint::BigUint;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::srp;

/// A salted hash from which a password can be checked, and from which the verifier of an SRP
/// sign-in can be computed once it is needed, but not the password.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct PasswordRecord {
    salt: [u8; SALT_LENGTH],
    /// SRP's private key: `SHA-256(salt || SHA-256(pool || user || ":" || password))`.
    x: [u8; 32],
    /// SRP's verifier, which takes a while to compute; shared by all copies of the record.
    #[serde(skip)]
    verifier: Arc<OnceLock<BigUint>>,
}

impl PasswordRecord {
    /// The record of `password` for one user. `pool` is the part of the pool's id behind the region,
    /// as SRP wants it; `salt` is fresh for each password.
    pub(crate) fn new(salt: [u8; SALT_LENGTH], pool: &str, username: &str, password: &str) -> Self {
        Self { salt, x: private_key(&salt, pool, username, password), verifier: Arc::default() }
    }

    /// Whether this is the record of `password`.
    pub(crate) fn is_of(&self, pool: &str, username: &str, password: &str) -> bool {
        self.x == private_key(&self.salt, pool, username, password)
    }

    /// The salt, as a number in hexadecimal.
    pub(crate) fn salt_hex(&self) -> String {
        srp::write_hex(&BigUint::from_bytes_be(&self.salt))
    }

    /// SRP's verifier. Computing it for the first time takes over a millisecond: hold no lock.
    pub(crate) fn verifier(&self) -> &BigUint {
        self.verifier.get_or_init(|| srp::verifier(&self.x))
    }
}

impl PartialEq for PasswordRecord {
    fn eq(&self, other: &Self) -> bool {
        (self.salt, self.x) == (other.salt, other.x)
    }
}

impl Eq for PasswordRecord {}

impl fmt::Debug for PasswordRecord {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("PasswordRecord(..)")
    }
}

fn private_key(salt: &[u8], pool: &str, username: &str, password: &str) -> [u8; 32] {
    let identity = Sha256::new()
        .chain_update(pool)
        .chain_update(username)
        .chain_update(":")
        .chain_update(password)
        .finalize();
    srp::private_key(salt, &identity)
}

/// Bytes of a salt.
pub(crate) const SALT_LENGTH: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_knows_its_password() {
        let record = PasswordRecord::new([7; SALT_LENGTH], "Ab12Cd34E", "ann", "Secret-1");
        assert!(record.is_of("Ab12Cd34E", "ann", "Secret-1"));
        for (pool, username, password) in
            [("Ab12Cd34E", "ann", "Secret-2"), ("Ab12Cd34E", "bob", "Secret-1"), ("Zz", "ann", "Secret-1")]
        {
            assert!(!record.is_of(pool, username, password));
        }
    }

    #[test]
    fn the_same_password_is_kept_differently_each_time() {
        let record = |salt| PasswordRecord::new([salt; SALT_LENGTH], "Ab12Cd34E", "ann", "Secret-1");
        assert_ne!(record(1), record(2));
    }

    #[test]
    fn a_record_prints_nothing() {
        let record = PasswordRecord::new([7; SALT_LENGTH], "Ab12Cd34E", "ann", "Secret-1");
        assert_eq!(format!("{record:?}"), "PasswordRecord(..)");
    }
}
