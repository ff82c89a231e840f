//! Authenticators that make one-time passwords out of a secret and the time (RFC 6238).

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use poolhouse_emulator_model::Timestamp;
use serde::{Deserialize, Serialize};
use totp_rs::{Algorithm, Builder, Secret, Totp};

/// One authenticator of a user.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct SoftwareToken {
    /// In base64.
    secret: String,
    /// What the user calls the device.
    pub(crate) device_name: Option<String>,
    /// The latest time steps whose codes were used, as far as a code of theirs could still come.
    used: Vec<u64>,
}

/// What became of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenCheck {
    Right,
    Wrong,
    /// Right, but for a time step whose code was used before.
    Used,
}

/// Bytes of a secret: 52 letters and digits.
pub(crate) const TOKEN_SECRET_LENGTH: usize = 32;

impl SoftwareToken {
    /// An authenticator of a fresh random secret.
    pub(crate) fn new(secret: [u8; TOKEN_SECRET_LENGTH]) -> Self {
        Self { secret: STANDARD.encode(secret), device_name: None, used: Vec::new() }
    }

    /// The secret as authenticators take it: base32 without padding.
    pub(crate) fn secret_code(&self) -> String {
        self.totp().secret().to_base32()
    }

    /// Checks a code, which works once. A clock may be a step off, either way (unsure).
    pub(crate) fn check(&mut self, code: &str, now: Timestamp) -> TokenCheck {
        let seconds = u64::try_from(now.millis().div_euclid(1000)).unwrap_or_default();
        let Some(step) = self.totp().check(code, seconds) else { return TokenCheck::Wrong };
        if self.used.contains(&step) {
            return TokenCheck::Used;
        }
        let oldest = (seconds / STEP_SECONDS).saturating_sub(STEPS_OFF.into());
        self.used.retain(|used| *used >= oldest);
        self.used.push(step);
        TokenCheck::Right
    }

    fn totp(&self) -> Totp {
        let secret = STANDARD.decode(&self.secret).unwrap_or_default();
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(DIGITS)
            .with_step_duration(STEP_SECONDS)
            .with_skew(STEPS_OFF)
            .with_secret(Secret::new(secret.into()))
            .build_noncompliant()
    }
}

impl fmt::Debug for SoftwareToken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("SoftwareToken(..)")
    }
}

const DIGITS: u8 = 6;
const STEP_SECONDS: u64 = 30;
const STEPS_OFF: u16 = 1;

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, filled up to the length of ours.
    fn token() -> SoftwareToken {
        SoftwareToken::new(*b"12345678901234567890\0\0\0\0\0\0\0\0\0\0\0\0")
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // Keys of HMAC are filled up with zeros, so the standard's shorter secret is the same key.
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            assert_eq!(token().check(code, at(seconds)), TokenCheck::Right, "at {seconds}");
        }
    }

    #[test]
    fn the_secret_is_52_characters_of_base32() {
        let code = token().secret_code();
        assert_eq!(code.len(), 52);
        assert!(code.starts_with("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "{code}");
    }

    #[test]
    fn a_code_of_the_next_or_last_step_is_accepted_and_no_other() {
        for (seconds, expected) in [
            (1_111_111_079, TokenCheck::Right),
            (1_111_111_139, TokenCheck::Right),
            (1_111_111_049, TokenCheck::Wrong),
            (1_111_111_169, TokenCheck::Wrong),
        ] {
            assert_eq!(token().check("081804", at(seconds)), expected, "at {seconds}");
        }
    }

    #[test]
    fn a_code_works_once() {
        let mut token = token();
        assert_eq!(token.check("287082", at(59)), TokenCheck::Right);
        assert_eq!(token.check("287082", at(59)), TokenCheck::Used);
        assert_eq!(token.check("287082", at(61)), TokenCheck::Used);
        assert_eq!(token.check("000000", at(61)), TokenCheck::Wrong);
    }

    #[test]
    fn the_secret_is_not_printed() {
        assert_eq!(format!("{:?}", token()), "SoftwareToken(..)");
    }
}
