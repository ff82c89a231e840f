//! The second factors of a user: which are on, which one is preferred, and what each needs.

use std::collections::BTreeSet;

use poolhouse_emulator_model::shapes::{
    AuthFactorType, DeliveryMediumType, EmailMfaSettingsType, MFAOptionType, SMSMfaSettingsType,
    SoftwareTokenMfaSettingsType, VerifiedAttributeType, WebAuthnMfaSettingsType,
};
use serde::{Deserialize, Serialize};

use super::address::verified_flag;
use super::software_token::SoftwareToken;
use super::user::User;
use crate::error::ApiError;

/// What a user may be asked for after the password. The order is that of lists of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum SecondFactor {
    Sms,
    SoftwareToken,
    Email,
}

impl SecondFactor {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Sms, Self::SoftwareToken, Self::Email];

    /// As settings and challenges call it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Sms => "SMS_MFA",
            Self::SoftwareToken => "SOFTWARE_TOKEN_MFA",
            Self::Email => "EMAIL_OTP",
        }
    }

    /// The factor that an answer names. The documentation has two names for e-mail.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        let name = if name == "EMAIL_MFA" { "EMAIL_OTP" } else { name };
        Self::ALL.into_iter().find(|factor| factor.as_str() == name)
    }

    /// The address that codes of the factor go to.
    pub(crate) fn address(self) -> Option<VerifiedAttributeType> {
        match self {
            Self::Sms => Some(VerifiedAttributeType::PhoneNumber),
            Self::Email => Some(VerifiedAttributeType::Email),
            Self::SoftwareToken => None,
        }
    }
}

/// The second factors as a user has set them.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct SecondFactors {
    enabled: BTreeSet<SecondFactor>,
    preferred: Option<SecondFactor>,
    /// Whether SMS was turned on by the legacy operations, which show it in a way of their own.
    legacy_sms: bool,
    /// The authenticator that the user has proved to have.
    pub(crate) token: Option<SoftwareToken>,
    /// One that the user was given the secret of and has not proved to have.
    pub(crate) pending_token: Option<SoftwareToken>,
    /// Whether the user's passkeys count for two factors. Who never said follows the pool (unsure).
    #[serde(default)]
    passkeys: Option<bool>,
}

impl SecondFactors {
    /// Whether the user has turned the factor on.
    fn is_enabled(&self, factor: SecondFactor) -> bool {
        self.enabled.contains(&factor)
    }

    /// Whether the factor counts at sign-in: a pool that requires one takes an authenticator that
    /// the user has proved to have, turned on or not.
    pub(crate) fn is_on(&self, factor: SecondFactor, required: bool) -> bool {
        let proved = required && factor == SecondFactor::SoftwareToken && self.token.is_some();
        proved || self.is_enabled(factor)
    }

    /// The factor that is asked for where several are on.
    pub(crate) fn preferred(&self) -> Option<SecondFactor> {
        self.preferred
    }

    /// Whether the user has nothing against passkeys that count for two factors.
    pub(crate) fn takes_passkeys(&self) -> bool {
        self.passkeys.unwrap_or(true)
    }

    /// `UserMFASettingList`. Passkeys are not among the values that it can have.
    pub(crate) fn describe_enabled(&self) -> Option<Vec<String>> {
        let names: Vec<String> = self.enabled.iter().map(|factor| factor.as_str().to_owned()).collect();
        (!names.is_empty()).then_some(names)
    }

    /// `PreferredMfaSetting`.
    pub(crate) fn describe_preferred(&self) -> Option<String> {
        self.preferred.map(|factor| factor.as_str().to_owned())
    }

    /// `MFAOptions`.
    pub(crate) fn describe_legacy(&self) -> Option<Vec<MFAOptionType>> {
        self.legacy_sms.then(|| vec![legacy_option()])
    }

    /// Turns a factor on and prefers it.
    pub(crate) fn prefer(&mut self, factor: SecondFactor) {
        self.enabled.insert(factor);
        self.preferred = Some(factor);
    }

    /// Makes the pending authenticator the one that counts.
    pub(crate) fn adopt_token(&mut self, token: SoftwareToken) {
        self.token = Some(token);
        self.pending_token = None;
    }

    /// Forgets the user's authenticator, one that is pending included.
    pub(crate) fn remove_token(&mut self) {
        (self.token, self.pending_token) = (None, None);
        self.set(SecondFactor::SoftwareToken, FactorSetting::OFF);
    }

    /// Turns SMS on or off by the legacy operations.
    pub(crate) fn set_legacy_sms(&mut self, on: bool) {
        self.legacy_sms = on;
        let preferred = self.preferred == Some(SecondFactor::Sms);
        self.set(SecondFactor::Sms, FactorSetting { enabled: on, preferred });
    }

    fn set(&mut self, factor: SecondFactor, setting: FactorSetting) {
        if setting.enabled {
            self.enabled.insert(factor);
        } else {
            self.enabled.remove(&factor);
            self.legacy_sms &= factor != SecondFactor::Sms;
        }
        if setting.preferred && setting.enabled {
            self.preferred = Some(factor);
        } else if self.preferred == Some(factor) {
            self.preferred = None;
        }
    }
}

/// How a request sets a factor.
#[derive(Clone, Copy)]
struct FactorSetting {
    enabled: bool,
    preferred: bool,
}

impl FactorSetting {
    const OFF: Self = Self { enabled: false, preferred: false };

    fn new(enabled: Option<bool>, preferred: Option<bool>) -> Self {
        Self { enabled: enabled.unwrap_or(false), preferred: preferred.unwrap_or(false) }
    }
}

/// What SetUserMFAPreference and AdminSetUserMFAPreference ask for.
pub(crate) struct FactorPreferences {
    /// None where the request leaves the factor as it is.
    settings: [(SecondFactor, Option<FactorSetting>); 3],
    passkeys: Option<bool>,
}

impl FactorPreferences {
    /// The members of the request.
    pub(crate) fn new(
        sms: Option<SMSMfaSettingsType>,
        token: Option<SoftwareTokenMfaSettingsType>,
        email: Option<EmailMfaSettingsType>,
        passkeys: Option<WebAuthnMfaSettingsType>,
    ) -> Self {
        let sms = sms.map(|sms| FactorSetting::new(sms.enabled, sms.preferred_mfa));
        let token = token.map(|token| FactorSetting::new(token.enabled, token.preferred_mfa));
        let email = email.map(|email| FactorSetting::new(email.enabled, email.preferred_mfa));
        let settings =
            [(SecondFactor::Sms, sms), (SecondFactor::SoftwareToken, token), (SecondFactor::Email, email)];
        let passkeys = passkeys.map(|passkeys| passkeys.enabled.unwrap_or(false));
        Self { settings, passkeys }
    }

    /// Whether passkeys are to count for two factors, which not every pool has.
    pub(crate) fn turns_passkeys_on(&self) -> bool {
        self.passkeys == Some(true)
    }

    fn given(&self) -> impl Iterator<Item = (SecondFactor, FactorSetting)> {
        self.settings.iter().filter_map(|(factor, setting)| Some((*factor, (*setting)?)))
    }

    fn check(&self, user: &User) -> Result<(), ApiError> {
        if self.given().filter(|(_, setting)| setting.preferred).count() > 1 {
            return Err(ApiError::several_preferred_factors());
        }
        for (factor, setting) in self.given() {
            if setting.preferred && !setting.enabled {
                return Err(ApiError::preferred_factor_not_enabled(factor.as_str()));
            }
            if setting.enabled && !user.can_use(factor) {
                return Err(ApiError::factor_not_set_up(factor.as_str()));
            }
        }
        let lacks_passkey = user.passkeys.registered.is_empty();
        if self.turns_passkeys_on() && lacks_passkey {
            return Err(ApiError::factor_not_set_up("WEB_AUTHN"));
        }
        Ok(())
    }
}

impl User {
    /// Whether the user has what a factor needs: an authenticator or an address, which need not be
    /// verified (unsure).
    pub(crate) fn can_use(&self, factor: SecondFactor) -> bool {
        match factor.address() {
            Some(address) => self.attribute(address.as_str()).is_some(),
            None => self.second_factors.token.is_some(),
        }
    }

    /// Sets factors as a request wants it, or refuses all of it. Passkeys need another factor beside
    /// them, so that who loses one is not locked out.
    pub(crate) fn prefer_factors(&mut self, preferences: &FactorPreferences) -> Result<(), ApiError> {
        preferences.check(self)?;
        let mut factors = self.second_factors.clone();
        for (factor, setting) in preferences.given() {
            factors.set(factor, setting);
        }
        factors.passkeys = preferences.passkeys.or(factors.passkeys);
        if factors.passkeys == Some(true) && factors.enabled.is_empty() {
            return Err(ApiError::passkey_as_only_factor());
        }
        self.second_factors = factors;
        Ok(())
    }

    /// Sets SMS as a factor by the legacy operations: one option, or none at all. That another
    /// option is refused is unsure, as is that SMS shows among the user's other factors then.
    pub(crate) fn set_legacy_options(&mut self, options: &[MFAOptionType]) -> Result<(), ApiError> {
        if options.iter().any(|option| *option != legacy_option()) {
            return Err(ApiError::unknown_mfa_option());
        }
        if !options.is_empty() && !self.can_use(SecondFactor::Sms) {
            return Err(ApiError::factor_not_set_up(SecondFactor::Sms.as_str()));
        }
        self.second_factors.set_legacy_sms(!options.is_empty());
        Ok(())
    }

    /// `ConfiguredUserAuthFactors`: all that the user could prove, whatever the pool asks for.
    pub(crate) fn configured_factors(&self) -> Vec<AuthFactorType> {
        let verified = |address: VerifiedAttributeType| {
            self.attribute(address.as_str()).is_some() && self.has_verified(verified_flag(address))
        };
        let all = [
            (AuthFactorType::Password, self.knows_password()),
            (AuthFactorType::EmailOtp, verified(VerifiedAttributeType::Email)),
            (AuthFactorType::SmsOtp, verified(VerifiedAttributeType::PhoneNumber)),
            (AuthFactorType::SoftwareToken, self.second_factors.token.is_some()),
            (AuthFactorType::WebAuthn, !self.passkeys.registered.is_empty()),
        ];
        all.into_iter().filter_map(|(factor, has)| has.then_some(factor)).collect()
    }
}

fn legacy_option() -> MFAOptionType {
    MFAOptionType {
        delivery_medium: Some(DeliveryMediumType::Sms),
        attribute_name: Some(VerifiedAttributeType::PhoneNumber.as_str().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use poolhouse_emulator_model::Timestamp;

    use super::*;

    fn user() -> User {
        let mut user = User::new("ann".into(), "sub".into(), Timestamp::from_millis(0));
        user.attributes.insert("phone_number".into(), "+15550100".into());
        user.attributes.insert("email".into(), "ann@example.com".into());
        user
    }

    fn sms(enabled: bool, preferred: bool) -> FactorPreferences {
        let sms = SMSMfaSettingsType { enabled: Some(enabled), preferred_mfa: Some(preferred) };
        FactorPreferences::new(Some(sms), None, None, None)
    }

    #[test]
    fn turning_a_factor_off_clears_the_preference_for_it() {
        let mut user = user();
        user.prefer_factors(&sms(true, true)).expect("a phone is there");
        assert_eq!(user.second_factors.preferred(), Some(SecondFactor::Sms));
        user.prefer_factors(&sms(false, false)).expect("anyone may");
        assert_eq!(user.second_factors.preferred(), None);
        assert_eq!(user.second_factors.describe_enabled(), None);
    }

    #[test]
    fn what_a_request_omits_stays() {
        let mut user = user();
        user.prefer_factors(&sms(true, true)).expect("a phone is there");
        let email = EmailMfaSettingsType { enabled: Some(true), preferred_mfa: None };
        user.prefer_factors(&FactorPreferences::new(None, None, Some(email), None)).expect("an address");
        let enabled = user.second_factors.describe_enabled().expect("two");
        assert_eq!(enabled, ["SMS_MFA", "EMAIL_OTP"]);
        assert_eq!(user.second_factors.preferred(), Some(SecondFactor::Sms));
    }

    #[test]
    fn a_refused_request_changes_nothing() {
        let mut user = user();
        let on = SMSMfaSettingsType { enabled: Some(true), preferred_mfa: None };
        let token = SoftwareTokenMfaSettingsType { enabled: Some(true), preferred_mfa: None };
        let both = FactorPreferences::new(Some(on), Some(token), None, None);
        let refused = ApiError::factor_not_set_up("SOFTWARE_TOKEN_MFA");
        assert_eq!(user.prefer_factors(&both), Err(refused));
        assert!(!user.second_factors.is_enabled(SecondFactor::Sms));
    }

    #[test]
    fn factors_are_found_by_both_names_of_email() {
        assert_eq!(SecondFactor::of_name("EMAIL_MFA"), Some(SecondFactor::Email));
        assert_eq!(SecondFactor::of_name("EMAIL_OTP"), Some(SecondFactor::Email));
        assert_eq!(SecondFactor::of_name("PASSWORD"), None);
    }
}
