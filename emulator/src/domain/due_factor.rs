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

#[cfg(test)]
mod tests {
    use poolhouse_emulator_model::Timestamp;
    use poolhouse_emulator_model::shapes::{
        CreateUserPoolRequest, EmailMfaConfigType, EmailMfaSettingsType, SMSMfaSettingsType,
        SoftwareTokenMfaConfigType,
    };

    use super::*;
    use crate::domain::{FactorPreferences, NewPool, SoftwareToken};

    const NOW: Timestamp = Timestamp::from_millis(0);

    fn pool(mode: UserPoolMfaType, factors: &[SecondFactor]) -> PoolSettings {
        let new = NewPool { id: "us-east-1_abcdefghi".into(), account: "123456789012", now: NOW };
        let input = CreateUserPoolRequest { pool_name: "p".into(), ..Default::default() };
        let mut pool = PoolSettings::create(new, input).expect("a plain pool");
        pool.options.mfa_configuration = Some(mode);
        pool.mfa.sms = factors.contains(&SecondFactor::Sms);
        let token = SoftwareTokenMfaConfigType { enabled: Some(true) };
        pool.mfa.software_token = factors.contains(&SecondFactor::SoftwareToken).then_some(token);
        let email = factors.contains(&SecondFactor::Email);
        pool.mfa.email = email.then(EmailMfaConfigType::default);
        pool
    }

    /// A user with both addresses, who has turned on SMS and e-mail.
    fn user() -> User {
        let mut user = without_factors();
        let sms = SMSMfaSettingsType { enabled: Some(true), preferred_mfa: None };
        let email = EmailMfaSettingsType { enabled: Some(true), preferred_mfa: None };
        user.prefer_factors(&FactorPreferences::new(Some(sms), None, Some(email), None)).expect("set up");
        user
    }

    fn without_factors() -> User {
        let mut user = User::new("ann".into(), "sub".into(), NOW);
        user.attributes.insert("phone_number".into(), "+15550100".into());
        user.attributes.insert("email".into(), "ann@example.com".into());
        user
    }

    #[test]
    fn a_pool_with_mfa_off_asks_for_nothing() {
        assert_eq!(pool(UserPoolMfaType::Off, &SecondFactor::ALL).due_factor(&user()), DueFactor::Nothing);
    }

    #[test]
    fn only_factors_that_the_pool_has_are_asked_for() {
        use SecondFactor::{Email, Sms, SoftwareToken};
        let due = |factors: &[SecondFactor]| pool(UserPoolMfaType::Optional, factors).due_factor(&user());
        assert_eq!(due(&[Sms, Email]), DueFactor::Choice(vec![Sms, Email]));
        assert_eq!(due(&[Email]), DueFactor::One(Email));
        assert_eq!(due(&[SoftwareToken]), DueFactor::Nothing);
    }

    #[test]
    fn the_preferred_factor_comes_without_a_choice() {
        let mut user = user();
        user.second_factors.prefer(SecondFactor::Email);
        let due = pool(UserPoolMfaType::Optional, &SecondFactor::ALL).due_factor(&user);
        assert_eq!(due, DueFactor::One(SecondFactor::Email));
    }

    #[test]
    fn an_authenticator_counts_unasked_only_where_a_factor_is_required() {
        let mut user = without_factors();
        user.second_factors.token = Some(SoftwareToken::new([1; 32]));
        let due = |mode| pool(mode, &SecondFactor::ALL).due_factor(&user);
        assert_eq!(due(UserPoolMfaType::On), DueFactor::One(SecondFactor::SoftwareToken));
        assert_eq!(due(UserPoolMfaType::Optional), DueFactor::Nothing);
    }

    #[test]
    fn who_has_no_factor_gets_an_sms_or_sets_one_up() {
        use SecondFactor::{Email, Sms, SoftwareToken};
        let mut user = without_factors();
        let sms = pool(UserPoolMfaType::On, &[Sms, SoftwareToken]);
        assert_eq!(sms.due_factor(&user), DueFactor::One(Sms));
        user.attributes.remove("phone_number");
        assert_eq!(sms.due_factor(&user), DueFactor::SetUp(vec![SoftwareToken]));
        let both = pool(UserPoolMfaType::On, &[SoftwareToken, Email]);
        assert_eq!(both.due_factor(&user), DueFactor::SetUp(vec![SoftwareToken, Email]));
        assert_eq!(pool(UserPoolMfaType::On, &[Sms]).due_factor(&user), DueFactor::SetUp(vec![]));
    }
}
