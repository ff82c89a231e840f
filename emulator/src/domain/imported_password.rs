//! A password of which only a hash is known, made by another system.

use std::fmt;

use argon2::Argon2;
use password_hash::PasswordVerifier;
use password_hash::phc::PasswordHash;
use pbkdf2::Pbkdf2;
use poolhouse_emulator_model::shapes::PasswordHashingAlgorithmType;
use scrypt::Scrypt;
use serde::{Deserialize, Serialize};

/// The hash that a user was imported with, until the first sign-in tells the password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ImportedPassword {
    algorithm: PasswordHashingAlgorithmType,
    hash: String,
}

impl ImportedPassword {
    /// Reads a hash. For bcrypt that is `$2b$…`, for the others a PHC string such as
    /// `$argon2id$v=19$m=…` (unsure: the encoding is not documented). The file sets what it costs to
    /// compare a password with the hash, so one that would take gigabytes or minutes is not read.
    pub(crate) fn read(algorithm: PasswordHashingAlgorithmType, hash: &str) -> Option<Self> {
        let is_readable = match algorithm {
            PasswordHashingAlgorithmType::Bcrypt => {
                hash.parse::<bcrypt::HashParts>().is_ok_and(|parts| parts.get_cost() <= MOST_BCRYPT)
            }
            other => PasswordHash::new(hash).is_ok_and(|hash| {
                hash.hash.is_some() && hash.algorithm.as_str() == name(other) && is_affordable(other, &hash)
            }),
        };
        is_readable.then(|| Self { algorithm, hash: hash.to_owned() })
    }

    /// Whether this is the hash of `password`. That takes a while: hold no lock.
    pub(crate) fn is_of(&self, password: &str) -> bool {
        if self.algorithm == PasswordHashingAlgorithmType::Bcrypt {
            return bcrypt::verify(password, &self.hash).unwrap_or(false);
        }
        let Ok(hash) = PasswordHash::new(&self.hash) else { return false };
        let password = password.as_bytes();
        let compared = match self.algorithm {
            PasswordHashingAlgorithmType::Scrypt => Scrypt::default().verify_password(password, &hash),
            PasswordHashingAlgorithmType::Pbkdf2Sha256 => Pbkdf2::default().verify_password(password, &hash),
            _ => Argon2::default().verify_password(password, &hash),
        };
        compared.is_ok()
    }
}

/// A hash is nobody's to read.
impl fmt::Debug for ImportedPassword {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "ImportedPassword({}, ..)", self.algorithm)
    }
}

/// Whether a password can be compared with the hash in seconds, and in a part of the memory.
fn is_affordable(algorithm: PasswordHashingAlgorithmType, hash: &PasswordHash) -> bool {
    let (memory_bytes, rounds) = match algorithm {
        PasswordHashingAlgorithmType::Scrypt => scrypt::Params::try_from(hash).map_or(UNKNOWN, |params| {
            let bytes = 1_u64.checked_shl(params.log_n().into()).unwrap_or(u64::MAX);
            (bytes.saturating_mul(128 * u64::from(params.r())), params.p().into())
        }),
        PasswordHashingAlgorithmType::Pbkdf2Sha256 => {
            let params = pbkdf2::Params::try_from(hash);
            return params.is_ok_and(|params| params.rounds() <= MOST_PBKDF2);
        }
        _ => argon2::Params::try_from(hash)
            .map_or(UNKNOWN, |params| (u64::from(params.m_cost()) * 1024, params.t_cost().into())),
    };
    memory_bytes <= MOST_BYTES && memory_bytes.saturating_mul(rounds) <= MOST_WORK_BYTES
}

/// The costs of a hash that does not tell them.
const UNKNOWN: (u64, u64) = (u64::MAX, u64::MAX);
/// As powers of two; each takes twice as long as the one before.
const MOST_BCRYPT: u32 = 16;
/// Rounds of a fraction of a microsecond.
const MOST_PBKDF2: u32 = 10_000_000;
const MOST_BYTES: u64 = 1 << 29;
/// What is written to memory over all rounds.
const MOST_WORK_BYTES: u64 = 1 << 32;

/// The algorithm in a PHC string.
fn name(algorithm: PasswordHashingAlgorithmType) -> &'static str {
    match algorithm {
        PasswordHashingAlgorithmType::Bcrypt => "bcrypt",
        PasswordHashingAlgorithmType::Scrypt => "scrypt",
        PasswordHashingAlgorithmType::Argon2id => "argon2id",
        PasswordHashingAlgorithmType::Pbkdf2Sha256 => "pbkdf2-sha256",
    }
}

#[cfg(test)]
mod tests {
    use argon2::{Algorithm, Params, Version};
    use password_hash::PasswordHasher;

    use super::*;

    fn knows(algorithm: PasswordHashingAlgorithmType, hash: &str) -> bool {
        let imported = ImportedPassword::read(algorithm, hash).expect("a hash");
        imported.is_of("secret") && !imported.is_of("Secret")
    }

    #[test]
    fn hashes_of_every_algorithm_know_their_password() {
        let bcrypt = bcrypt::hash_with_salt("secret", 4, [7; 16]).expect("hashed").to_string();
        assert!(knows(PasswordHashingAlgorithmType::Bcrypt, &bcrypt));
        let params = Params::new(8, 1, 1, None).expect("small parameters");
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hash: PasswordHash = argon2.hash_password_with_salt(b"secret", &[7; 16]).expect("hashed");
        assert!(knows(PasswordHashingAlgorithmType::Argon2id, &hash.to_string()));
        let params = scrypt::Params::new(4, 8, 1).expect("small parameters");
        let hash: PasswordHash =
            Scrypt::new_with_params(params).hash_password_with_salt(b"secret", &[7; 16]).expect("hashed");
        assert!(knows(PasswordHashingAlgorithmType::Scrypt, &hash.to_string()));
        let params = pbkdf2::Params::new(1_000).expect("small parameters");
        let pbkdf2 = Pbkdf2::new(pbkdf2::Algorithm::Pbkdf2Sha256, params);
        let hash: PasswordHash = pbkdf2.hash_password_with_salt(b"secret", &[7; 16]).expect("hashed");
        assert!(knows(PasswordHashingAlgorithmType::Pbkdf2Sha256, &hash.to_string()));
    }

    #[test]
    fn a_hash_that_asks_for_the_whole_machine_is_refused() {
        let salt_and_hash = "aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E";
        for (algorithm, modest, costly) in [
            (
                PasswordHashingAlgorithmType::Argon2id,
                "$argon2id$v=19$m=8,t=1,p=1",
                "$argon2id$v=19$m=4294967295,t=1,p=1",
            ),
            (
                PasswordHashingAlgorithmType::Argon2id,
                "$argon2id$v=19$m=65536,t=3,p=4",
                "$argon2id$v=19$m=8,t=4294967295,p=1",
            ),
            (PasswordHashingAlgorithmType::Scrypt, "$scrypt$ln=17,r=8,p=1", "$scrypt$ln=40,r=8,p=1"),
            (
                PasswordHashingAlgorithmType::Pbkdf2Sha256,
                "$pbkdf2-sha256$i=600000",
                "$pbkdf2-sha256$i=4000000000",
            ),
        ] {
            let read = |how: &str| ImportedPassword::read(algorithm, &format!("{how}${salt_and_hash}"));
            assert!(read(modest).is_some(), "{modest}");
            assert_eq!(read(costly), None, "{costly}");
        }
        let cheap = bcrypt::hash_with_salt("secret", 4, [7; 16]).expect("hashed").to_string();
        let bcrypt = |cost: &str| cheap.replacen("$04$", &format!("${cost}$"), 1);
        let read = |cost| ImportedPassword::read(PasswordHashingAlgorithmType::Bcrypt, &bcrypt(cost));
        assert!(read("12").is_some());
        assert_eq!(read("31"), None);
    }

    #[test]
    fn a_hash_of_another_algorithm_is_refused() {
        let scrypt =
            "$scrypt$ln=4,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E";
        for algorithm in [PasswordHashingAlgorithmType::Bcrypt, PasswordHashingAlgorithmType::Argon2id] {
            assert_eq!(ImportedPassword::read(algorithm, scrypt), None);
            assert_eq!(ImportedPassword::read(algorithm, "secret"), None);
        }
        let imported = ImportedPassword::read(PasswordHashingAlgorithmType::Scrypt, scrypt);
        assert_eq!(format!("{imported:?}"), "Some(ImportedPassword(SCRYPT, ..))");
    }
}
