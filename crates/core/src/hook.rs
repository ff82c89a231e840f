//! The triggers of a pool: the moments at which it asks a function.

use std::fmt;
use std::str::FromStr;

use crate::declare::Origin;
use crate::fault::nearest;

/// A moment at which a pool asks a function what to do, or tells it what was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hook {
    /// Someone is about to become a user.
    PreSignUp,
    /// A user confirmed an address or a new password.
    PostConfirmation,
    /// Someone is about to sign in.
    PreAuthentication,
    /// A user signed in.
    PostAuthentication,
    /// Tokens are about to be made.
    PreTokenGeneration,
    /// Someone who is no user signs in, or forgot a password.
    UserMigration,
    /// What comes next in a sign-in of the pool's own.
    DefineAuthChallenge,
    /// A challenge of the pool's own is to be made up.
    CreateAuthChallenge,
    /// A challenge of the pool's own was answered.
    VerifyAuthChallengeResponse,
    /// A message is to be worded.
    CustomMessage,
    /// An e-mail is to be sent.
    CustomEmailSender,
    /// A text message is to be sent.
    CustomSmsSender,
}

impl Hook {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::PreSignUp,
        Self::PostConfirmation,
        Self::PreAuthentication,
        Self::PostAuthentication,
        Self::PreTokenGeneration,
        Self::UserMigration,
        Self::DefineAuthChallenge,
        Self::CreateAuthChallenge,
        Self::VerifyAuthChallengeResponse,
        Self::CustomMessage,
        Self::CustomEmailSender,
        Self::CustomSmsSender,
    ];

    /// Its name in a pool's `LambdaConfig`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.names().0
    }

    /// Its name in scripts.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.names().1
    }

    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::PreSignUp => ("PreSignUp", "pre_sign_up"),
            Self::PostConfirmation => ("PostConfirmation", "post_confirmation"),
            Self::PreAuthentication => ("PreAuthentication", "pre_authentication"),
            Self::PostAuthentication => ("PostAuthentication", "post_authentication"),
            Self::PreTokenGeneration => ("PreTokenGeneration", "pre_token_generation"),
            Self::UserMigration => ("UserMigration", "user_migration"),
            Self::DefineAuthChallenge => ("DefineAuthChallenge", "define_auth_challenge"),
            Self::CreateAuthChallenge => ("CreateAuthChallenge", "create_auth_challenge"),
            Self::VerifyAuthChallengeResponse => {
                ("VerifyAuthChallengeResponse", "verify_auth_challenge_response")
            }
            Self::CustomMessage => ("CustomMessage", "custom_message"),
            Self::CustomEmailSender => ("CustomEmailSender", "custom_email_sender"),
            Self::CustomSmsSender => ("CustomSMSSender", "custom_sms_sender"),
        }
    }

    /// The trigger of an event, by its `triggerSource`: `PreSignUp_AdminCreateUser`.
    #[must_use]
    pub fn of_source(source: &str) -> Option<Self> {
        match source.split('_').next()? {
            "TokenGeneration" => Some(Self::PreTokenGeneration),
            name => Self::ALL.into_iter().find(|hook| hook.name() == name),
        }
    }
}

impl fmt::Display for Hook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Why a text names no trigger. A fragment, to stand behind the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is no trigger{}", .nearest.map(|hook| format!(" (did you mean `{hook}`?)")).unwrap_or_default())]
pub struct UnknownHook {
    nearest: Option<Hook>,
}

impl FromStr for Hook {
    type Err = UnknownHook;

    fn from_str(text: &str) -> Result<Self, UnknownHook> {
        let named = Self::ALL.into_iter().find(|hook| hook.word() == text || hook.name() == text);
        named.ok_or_else(|| {
            let word = nearest(text, Self::ALL.iter().map(|hook| hook.word()));
            UnknownHook { nearest: Self::ALL.into_iter().find(|hook| Some(hook.word()) == word) }
        })
    }
}

/// That a host has a function for a trigger of a pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handler {
    /// The pool's id.
    pub pool: String,
    /// The trigger.
    pub hook: Hook,
    /// Where that was said.
    pub origin: Origin,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trigger_is_known_by_both_names_and_by_its_events() {
        for hook in Hook::ALL {
            assert_eq!((hook.name().parse(), hook.word().parse()), (Ok(hook), Ok(hook)));
        }
        assert_eq!(Hook::of_source("PreSignUp_AdminCreateUser"), Some(Hook::PreSignUp));
        assert_eq!(Hook::of_source("TokenGeneration_HostedAuth"), Some(Hook::PreTokenGeneration));
        assert_eq!(Hook::of_source("Nothing_AtAll"), None);
    }

    #[test]
    fn a_misspelt_trigger_is_told_with_the_one_that_was_meant() {
        let unknown = "pre_signup".parse::<Hook>().unwrap_err();
        assert_eq!(unknown.to_string(), "is no trigger (did you mean `pre_sign_up`?)");
        assert_eq!("x".parse::<Hook>().unwrap_err().to_string(), "is no trigger");
    }
}
