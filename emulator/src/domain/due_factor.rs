//! Which second factor a sign-in needs.

use poolhouse_emulator_model::shapes::UserPoolMfaType;

use super::pool::PoolSettings;
use super::second_factor::SecondFactor;
use super::user::User;

/// What comes after the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DueFactor {
    Nothing,
    One(SecondFactor),
    /// The user chooses among these.
    Choice(Vec<SecondFactor>),
    /// The user has none and needs one of these.
    SetUp(Vec<SecondFactor>),
}

impl PoolSettings {
    /// Whether the pool has this second factor.
    pub(crate) fn offers(&self, factor: SecondFactor) -> bool {
        match factor {
            SecondFactor::Sms => self.mfa.sms,
            SecondFactor::SoftwareToken => self.mfa.has_software_token(),
            SecondFactor::Email => self.mfa.email.is_some(),
        }
    }

    /// What a user has to prove after the password. A pool that has MFA off asks for nothing,
    /// whatever the user has turned on (unsure).
    pub(crate) fn due_factor(&self, user: &User) -> DueFactor {
        let required = match self.options.mfa_configuration {
            Some(UserPoolMfaType::On) => true,
            Some(UserPoolMfaType::Optional) => false,
            Some(UserPoolMfaType::Off) | None => return DueFactor::Nothing,
        };
        let ready: Vec<_> = SecondFactor::ALL
            .into_iter()
            .filter(|factor| self.offers(*factor) && user.can_use(*factor))
            .filter(|factor| user.second_factors.is_on(*factor, required))
            .collect();
        match (user.second_factors.preferred(), ready.as_slice()) {
            (Some(preferred), ready) if ready.contains(&preferred) => DueFactor::One(preferred),
            (_, [only]) => DueFactor::One(*only),
            (_, []) if required => self.first_factor_of_user_without(user),
            (_, []) => DueFactor::Nothing,
            _ => DueFactor::Choice(ready),
        }
    }

    /// Where a factor is required and the user has none: SMS if there is a phone number (that it
    /// comes before setting up another is unsure). With nothing to be set up the list is empty
    /// (unsure).
    fn first_factor_of_user_without(&self, user: &User) -> DueFactor {
        if self.offers(SecondFactor::Sms) && user.can_use(SecondFactor::Sms) {
            return DueFactor::One(SecondFactor::Sms);
        }
        let can_set_up = [SecondFactor::SoftwareToken, SecondFactor::Email];
        DueFactor::SetUp(can_set_up.into_iter().filter(|factor| self.offers(*factor)).collect())
    }
}
