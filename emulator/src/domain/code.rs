//! Codes that prove who reads an address, and how often they may be asked for and answered.

use std::collections::BTreeMap;
use std::fmt;

use poolhouse_emulator_model::Timestamp;
use poolhouse_emulator_model::shapes::VerifiedAttributeType;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::ApiError;

/// What a code is for. A user has at most one of each; a new one takes the place of the old.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum CodePurpose {
    SignUp,
    ForgotPassword,
    VerifyEmail,
    VerifyPhoneNumber,
}

impl CodePurpose {
    /// To verify an address of a user who has signed up before.
    pub(crate) fn verification(address: VerifiedAttributeType) -> Self {
        match address {
            VerifiedAttributeType::Email => Self::VerifyEmail,
            VerifiedAttributeType::PhoneNumber => Self::VerifyPhoneNumber,
        }
    }

    fn lifetime_millis(self) -> i64 {
        if self == Self::ForgotPassword { MILLIS_PER_HOUR } else { 24 * MILLIS_PER_HOUR }
    }
}

/// What a user may do so many times an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Attempt {
    ConfirmSignUp,
    ResendConfirmationCode,
    ForgotPassword,
    ConfirmForgotPassword,
    ChangePassword,
    GetUserAttributeVerificationCode,
    VerifyUserAttribute,
}

impl Attempt {
    /// Where the documentation gives a range by risk, its upper end.
    fn per_hour(self) -> usize {
        match self {
            Self::ConfirmSignUp | Self::VerifyUserAttribute => 15,
            Self::ForgotPassword | Self::ConfirmForgotPassword => 20,
            Self::ResendConfirmationCode | Self::ChangePassword | Self::GetUserAttributeVerificationCode => 5,
        }
    }
}

/// The codes that a user was sent and has not used, and the attempts of the last hour.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Codes {
    outstanding: BTreeMap<CodePurpose, SentCode>,
    attempts: BTreeMap<Attempt, Vec<Timestamp>>,
}

/// A code on its way.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SentCode {
    digest: [u8; 32],
    expires: Timestamp,
    /// The kind of address that the code was sent to, and the address.
    pub(crate) address: VerifiedAttributeType,
    pub(crate) destination: String,
}

impl Codes {
    /// Notes a code that is sent, in place of the one before.
    pub(crate) fn send(
        &mut self,
        purpose: CodePurpose,
        code: &str,
        address: VerifiedAttributeType,
        destination: &str,
        now: Timestamp,
    ) {
        let expires = Timestamp::from_millis(now.millis() + purpose.lifetime_millis());
        let destination = destination.to_owned();
        self.outstanding.insert(purpose, SentCode { digest: digest(code), expires, address, destination });
    }

    /// The code that was sent, if this is it. It stays until it is [used](Codes::use_up).
    pub(crate) fn check(
        &self,
        purpose: CodePurpose,
        code: &str,
        now: Timestamp,
    ) -> Result<&SentCode, ApiError> {
        let sent = self.outstanding.get(&purpose).filter(|sent| now < sent.expires);
        let sent = sent.ok_or_else(ApiError::code_expired)?;
        // Digests are compared, so the time that it takes tells nothing of the code.
        if sent.digest == digest(code) { Ok(sent) } else { Err(ApiError::code_mismatch()) }
    }

    /// Makes sure that a code works once.
    pub(crate) fn use_up(&mut self, purpose: CodePurpose) {
        self.outstanding.remove(&purpose);
    }

    /// Counts an attempt, or refuses it because there were too many.
    pub(crate) fn attempt(&mut self, attempt: Attempt, now: Timestamp) -> Result<(), ApiError> {
        let earlier = self.attempts.entry(attempt).or_default();
        earlier.retain(|then| now.millis() < then.millis() + MILLIS_PER_HOUR);
        if earlier.len() >= attempt.per_hour() {
            return Err(ApiError::attempt_limit_exceeded());
        }
        earlier.push(now);
        Ok(())
    }
}

impl fmt::Debug for SentCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("SentCode").field("expires", &self.expires).finish_non_exhaustive()
    }
}

fn digest(code: &str) -> [u8; 32] {
    Sha256::digest(code).into()
}

/// The alphabet of codes.
pub(crate) const DIGITS: &[u8] = b"0123456789";
/// The length of codes that confirm, verify and recover, and of those of a second factor.
pub(crate) const CODE_LENGTH: usize = 6;
/// The length of one-time passwords, which are a first factor.
pub(crate) const ONE_TIME_PASSWORD_LENGTH: usize = 8;

const MILLIS_PER_HOUR: i64 = 60 * 60 * 1000;

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_millis(1_000);

    fn later(millis: i64) -> Timestamp {
        Timestamp::from_millis(START.millis() + millis)
    }

    fn sent(purpose: CodePurpose, code: &str) -> Codes {
        let mut codes = Codes::default();
        codes.send(purpose, code, VerifiedAttributeType::Email, "ann@example.com", START);
        codes
    }

    #[test]
    fn a_code_is_good_for_its_purpose_and_until_it_is_used() {
        let mut codes = sent(CodePurpose::SignUp, "123456");
        assert!(codes.check(CodePurpose::SignUp, "123456", START).is_ok());
        let wrong = codes.check(CodePurpose::SignUp, "123457", START).map(drop);
        assert_eq!(wrong, Err(ApiError::code_mismatch()));
        let other = codes.check(CodePurpose::VerifyEmail, "123456", START).map(drop);
        assert_eq!(other, Err(ApiError::code_expired()));
        codes.use_up(CodePurpose::SignUp);
        assert!(codes.check(CodePurpose::SignUp, "123456", START).is_err());
    }

    #[test]
    fn a_new_code_takes_the_place_of_the_old() {
        let mut codes = sent(CodePurpose::VerifyEmail, "111111");
        codes.send(CodePurpose::VerifyEmail, "222222", VerifiedAttributeType::Email, "b@c.de", START);
        let old = codes.check(CodePurpose::VerifyEmail, "111111", START).map(drop);
        assert_eq!(old, Err(ApiError::code_mismatch()));
        let new = codes.check(CodePurpose::VerifyEmail, "222222", START).expect("the new one");
        assert_eq!(new.destination, "b@c.de");
    }

    #[test]
    fn codes_to_recover_live_for_an_hour_and_others_for_a_day() {
        for (purpose, hours) in [
            (CodePurpose::ForgotPassword, 1),
            (CodePurpose::SignUp, 24),
            (CodePurpose::VerifyPhoneNumber, 24),
        ] {
            let codes = sent(purpose, "123456");
            assert!(codes.check(purpose, "123456", later(hours * MILLIS_PER_HOUR - 1)).is_ok());
            let late = codes.check(purpose, "123456", later(hours * MILLIS_PER_HOUR)).map(drop);
            assert_eq!(late, Err(ApiError::code_expired()));
        }
    }

    #[test]
    fn attempts_are_counted_over_the_last_hour() {
        let mut codes = Codes::default();
        for minute in 0..5 {
            let now = later(minute * 60_000);
            assert!(codes.attempt(Attempt::ChangePassword, now).is_ok());
        }
        let refused = codes.attempt(Attempt::ChangePassword, later(MILLIS_PER_HOUR - 1));
        assert_eq!(refused, Err(ApiError::attempt_limit_exceeded()));
        assert!(codes.attempt(Attempt::ResendConfirmationCode, later(0)).is_ok());
        assert!(codes.attempt(Attempt::ChangePassword, later(MILLIS_PER_HOUR)).is_ok());
        assert!(codes.attempt(Attempt::ChangePassword, later(MILLIS_PER_HOUR)).is_err());
    }

    #[test]
    fn neither_codes_nor_addresses_are_printed() {
        let printed = format!("{:?}", sent(CodePurpose::SignUp, "123456"));
        assert!(!printed.contains("ann@example.com") && !printed.contains("digest"), "{printed}");
    }
}
