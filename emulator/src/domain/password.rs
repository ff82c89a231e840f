//! What is kept of a password.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A salted hash from which a password can be checked, and from which the verifier of an SRP
/// sign-in can be computed once it is needed, but not the password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PasswordRecord {
    salt: [u8; SALT_LENGTH],
    /// SRP's private key: `SHA-256(salt || SHA-256(pool || user || ":" || password))`.
    x: [u8; 32],
}

impl PasswordRecord {
    /// The record of `password` for one user. `pool` is the part of the pool's id behind the region,
    /// as SRP wants it; `salt` is fresh for each password.
    pub(crate) fn new(salt: [u8; SALT_LENGTH], pool: &str, username: &str, password: &str) -> Self {
        Self { salt, x: private_key(&salt, pool, username, password) }
    }

    /// Whether this is the record of `password`.
    pub(crate) fn is_of(&self, pool: &str, username: &str, password: &str) -> bool {
        self.x == private_key(&self.salt, pool, username, password)
    }
}

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
    Sha256::new().chain_update(salt).chain_update(identity).finalize().into()
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
