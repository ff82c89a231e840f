//! How surely a user is who it claims to be: the methods of a sign-in, and the level that they come to.
//!
//! That tokens tell both is documented; which methods make which of the four levels, and by which words they are told,
//! is not. What stands here is a guess, by RFC 8176 for the words.

use poolhouse_emulator_model::shapes::ChallengeNameType;
use serde::{Deserialize, Serialize};

/// What a user has proved so far, where the client asked for a level.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Assurance {
    methods: Vec<AuthMethod>,
}

/// A way to prove who one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum AuthMethod {
    Password,
    Code,
    Sms,
    Passkey,
}

impl Assurance {
    /// Takes a challenge that was met.
    pub(crate) fn note(&mut self, challenge: ChallengeNameType) {
        self.methods.extend(AuthMethod::of(challenge));
    }

    /// From 1 to 4.
    pub(crate) fn level(&self) -> i32 {
        match (self.methods.contains(&AuthMethod::Passkey), self.methods.len() > 1) {
            (false, false) => 1,
            (false, true) => 2,
            (true, false) => 3,
            (true, true) => 4,
        }
    }

    /// The words of the claim `amr`.
    pub(crate) fn words(&self) -> Vec<&'static str> {
        let several = (self.methods.len() > 1).then_some("mfa");
        self.methods.iter().map(|method| method.word()).chain(several).collect()
    }
}

impl AuthMethod {
    fn of(challenge: ChallengeNameType) -> Option<Self> {
        match challenge {
            ChallengeNameType::Password | ChallengeNameType::PasswordVerifier => Some(Self::Password),
            ChallengeNameType::SoftwareTokenMfa
            | ChallengeNameType::EmailOtp
            | ChallengeNameType::MfaSetup => Some(Self::Code),
            ChallengeNameType::SmsMfa | ChallengeNameType::SmsOtp => Some(Self::Sms),
            ChallengeNameType::WebAuthn => Some(Self::Passkey),
            _ => None,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Password => "pwd",
            Self::Code => "otp",
            Self::Sms => "sms",
            Self::Passkey => "hwk",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_methods_are_surer_than_one_and_a_passkey_than_both() {
        let told = |challenges: &[ChallengeNameType]| {
            let mut assurance = Assurance::default();
            challenges.iter().for_each(|challenge| assurance.note(*challenge));
            (assurance.level(), assurance.words().join(" "))
        };
        use ChallengeNameType::{EmailOtp, NewPasswordRequired, Password, SoftwareTokenMfa, WebAuthn};
        assert_eq!(told(&[Password, NewPasswordRequired]), (1, "pwd".into()));
        assert_eq!(told(&[EmailOtp]), (1, "otp".into()));
        assert_eq!(told(&[Password, SoftwareTokenMfa]), (2, "pwd otp mfa".into()));
        assert_eq!(told(&[WebAuthn]), (3, "hwk".into()));
        assert_eq!(told(&[WebAuthn, SoftwareTokenMfa]), (4, "hwk otp mfa".into()));
    }
}
