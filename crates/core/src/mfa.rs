//! Which second factors a user signs in with.

use std::collections::BTreeSet;
use std::fmt;

/// A second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MfaFactor {
    /// A code from an authenticator app.
    SoftwareToken,
    /// A code by text message.
    Sms,
    /// A code by e-mail.
    Email,
}

/// A user's second factors: which are on, and which one is asked for first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MfaPreference {
    /// The factors that are on; none turns second factors off.
    pub factors: BTreeSet<MfaFactor>,
    /// The preferred one; left alone where a declaration does not say.
    pub preferred: Option<MfaFactor>,
}

/// What makes one set of second factors another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MfaChange {
    /// What is wanted in the end.
    pub wanted: MfaPreference,
    /// What is on and is not wanted.
    pub off: BTreeSet<MfaFactor>,
}

impl MfaFactor {
    /// What a declaration may write.
    pub const WORDS: &'static [&'static str] = &["SOFTWARE_TOKEN", "SMS", "EMAIL"];

    /// The factor of that word, one of [`MfaFactor::WORDS`].
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::SoftwareToken, Self::Sms, Self::Email].into_iter().find(|factor| factor.word() == word)
    }

    /// The word that declarations have for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::SoftwareToken => "SOFTWARE_TOKEN",
            Self::Sms => "SMS",
            Self::Email => "EMAIL",
        }
    }

    /// The factor that the service calls so: `SOFTWARE_TOKEN_MFA`, `SMS_MFA`, `EMAIL_OTP`.
    #[must_use]
    pub fn from_wire(name: &str) -> Option<Self> {
        match name {
            "SOFTWARE_TOKEN_MFA" => Some(Self::SoftwareToken),
            "SMS_MFA" => Some(Self::Sms),
            "EMAIL_OTP" => Some(Self::Email),
            _ => None,
        }
    }

    /// The attribute that a user must have for it.
    #[must_use]
    pub fn attribute(self) -> Option<&'static str> {
        match self {
            Self::SoftwareToken => None,
            Self::Sms => Some("phone_number"),
            Self::Email => Some("email"),
        }
    }
}

impl fmt::Display for MfaFactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SoftwareToken => "authenticator app",
            Self::Sms => "SMS",
            Self::Email => "e-mail",
        })
    }
}

impl fmt::Display for MfaPreference {
    /// `off`, or `SMS, e-mail; SMS first`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.factors.is_empty() {
            return f.write_str("off");
        }
        let factors: Vec<_> = self.factors.iter().map(MfaFactor::to_string).collect();
        f.write_str(&factors.join(", "))?;
        self.preferred.map_or(Ok(()), |preferred| write!(f, "; {preferred} first"))
    }
}

impl MfaPreference {
    /// What turns `has` into this.
    #[must_use]
    pub fn change_from(&self, has: &Self) -> MfaChange {
        MfaChange { wanted: self.clone(), off: has.factors.difference(&self.factors).copied().collect() }
    }

    /// Whether `has` is all that is wanted.
    #[must_use]
    pub fn is_met_by(&self, has: &Self) -> bool {
        self.factors == has.factors && (self.preferred.is_none() || self.preferred == has.preferred)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_a_factor() {
        assert!(MfaFactor::WORDS.iter().all(|word| MfaFactor::from_word(word).is_some()));
        assert_eq!(MfaFactor::from_wire("EMAIL_OTP"), Some(MfaFactor::Email));
    }

    #[test]
    fn without_a_wanted_first_factor_any_will_do() {
        let sms = BTreeSet::from([MfaFactor::Sms]);
        let has = MfaPreference { factors: sms.clone(), preferred: Some(MfaFactor::Sms) };
        assert!(MfaPreference { factors: sms.clone(), preferred: None }.is_met_by(&has));
        assert!(!MfaPreference { factors: sms, preferred: Some(MfaFactor::Email) }.is_met_by(&has));
    }
}
