//! Which second factors a pool has, and how passkeys are used in it. Whether they are demanded
//! stands among the pool's options, and so does how SMS are sent.

use poolhouse_emulator_model::Timestamp;
use poolhouse_emulator_model::shapes::{
    EmailMfaConfigType, RecoveryOptionNameType, SetUserPoolMfaConfigRequest, SetUserPoolMfaConfigResponse,
    SmsMfaConfigType, SoftwareTokenMfaConfigType, UserPoolMfaType, UserPoolTierType,
    WebAuthnConfigurationType, WebAuthnFactorConfigurationType,
};
use serde::{Deserialize, Serialize};

use super::pool::PoolSettings;
use super::pool_options::PoolOptions;
use super::second_factor::FactorPreferences;
use super::sms::check_sms;
use super::tier::DEFAULT_TIER;
use crate::error::ApiError;

/// What SetUserPoolMfaConfig sets beside the pool's options.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct MfaConfig {
    /// Whether codes go by SMS.
    pub(crate) sms: bool,
    pub(crate) software_token: Option<SoftwareTokenMfaConfigType>,
    pub(crate) email: Option<EmailMfaConfigType>,
    pub(crate) web_authn: Option<WebAuthnConfigurationType>,
}

impl MfaConfig {
    /// Whether users can register apps that make codes.
    pub(crate) fn has_software_token(&self) -> bool {
        self.software_token.as_ref().is_some_and(|token| token.enabled == Some(true))
    }

    /// Whether a passkey whose holder was verified counts for two factors.
    pub(crate) fn takes_passkey_for_both(&self) -> bool {
        let multi = Some(WebAuthnFactorConfigurationType::MultiFactorWithUserVerification);
        self.web_authn.as_ref().is_some_and(|config| config.factor_configuration == multi)
    }

    /// Refuses what users cannot turn on in this pool.
    pub(crate) fn check_preferences(&self, preferences: &FactorPreferences) -> Result<(), ApiError> {
        if preferences.turns_passkeys_on() && !self.takes_passkey_for_both() {
            return Err(ApiError::passkey_is_no_second_factor());
        }
        Ok(())
    }

    /// The configuration after the pool was made or updated: those can turn MFA off, which turns
    /// all factors off, or turn it on, which is by SMS unless there are other factors. Passkeys stay
    /// (all of this is unsure). A described pool may have MFA and send no SMS: it has authenticators.
    pub(super) fn following(&self, options: &PoolOptions) -> Self {
        let mut config = self.clone();
        if is_off(options) {
            return Self { web_authn: config.web_authn, ..Self::default() };
        }
        let sends_sms = options.sms_configuration.is_some();
        let others = config.software_token.is_some() || config.email.is_some();
        config.sms = sends_sms && (config.sms || !others);
        if !config.sms && !others {
            config.software_token = Some(SoftwareTokenMfaConfigType { enabled: Some(true) });
        }
        config
    }

    /// Refuses to turn MFA on in a pool that neither sends SMS nor has other factors.
    pub(super) fn check_mode(&self, options: &PoolOptions) -> Result<(), ApiError> {
        let others = self.has_software_token() || self.email.is_some();
        let possible = others || options.sms_configuration.is_some();
        if possible || is_off(options) { Ok(()) } else { Err(ApiError::mfa_without_sms()) }
    }

    /// Refuses factors that the pool's tier does not have.
    pub(super) fn check_tier(&self, options: &PoolOptions) -> Result<(), ApiError> {
        let passkeys = self.takes_passkey_for_both();
        let feature = match options.user_pool_tier.unwrap_or(DEFAULT_TIER) {
            UserPoolTierType::Lite if self.email.is_some() => "Email MFA",
            UserPoolTierType::Lite if passkeys => "Passkey MFA",
            _ => return Ok(()),
        };
        Err(ApiError::feature_unavailable_in_tier(feature))
    }
}

impl PoolSettings {
    /// The pool with other factors, which replace those that it had; a mode that is not sent is
    /// off (unsure).
    pub(crate) fn with_mfa_config(
        &self,
        input: SetUserPoolMfaConfigRequest,
        now: Timestamp,
    ) -> Result<Self, ApiError> {
        let mode = input.mfa_configuration.unwrap_or(UserPoolMfaType::Off);
        check_factors(mode, &input)?;
        let mut settings = Self { modified: now, ..self.clone() };
        settings.options.mfa_configuration = Some(mode);
        settings.mfa = MfaConfig {
            sms: input.sms_mfa_configuration.is_some(),
            software_token: input.software_token_mfa_configuration,
            email: input.email_mfa_configuration,
            web_authn: input.web_authn_configuration,
        };
        if let Some(sms) = input.sms_mfa_configuration {
            settings.set_sms_mfa(sms)?;
        }
        settings.mfa.check_tier(&settings.options)?;
        check_email(&settings)?;
        Ok(settings)
    }

    /// The configuration as GetUserPoolMfaConfig and SetUserPoolMfaConfig answer it, which is the
    /// same.
    pub(crate) fn describe_mfa_config(&self) -> SetUserPoolMfaConfigResponse {
        let (options, mfa) = (&self.options, self.mfa.clone());
        let sms = || SmsMfaConfigType {
            sms_authentication_message: options.sms_authentication_message.clone(),
            sms_configuration: options.sms_configuration.clone(),
        };
        SetUserPoolMfaConfigResponse {
            mfa_configuration: options.mfa_configuration,
            sms_mfa_configuration: mfa.sms.then(sms),
            software_token_mfa_configuration: mfa.software_token,
            email_mfa_configuration: mfa.email,
            web_authn_configuration: mfa.web_authn,
        }
    }

    /// How SMS are sent and what they say is the pool's own, so setting it here sets it there. A
    /// sender that the pool has need not be sent again (unsure).
    fn set_sms_mfa(&mut self, sms: SmsMfaConfigType) -> Result<(), ApiError> {
        let sender = sms.sms_configuration.or_else(|| self.options.sms_configuration.take());
        let sender = sender.ok_or_else(ApiError::mfa_without_sms)?;
        check_sms(&sender, self.region())?;
        self.options.sms_configuration = Some(sender);
        self.options.sms_authentication_message = sms.sms_authentication_message;
        Ok(())
    }
}

/// Factors and mode must fit; passkeys do not count.
fn check_factors(mode: UserPoolMfaType, input: &SetUserPoolMfaConfigRequest) -> Result<(), ApiError> {
    let factors = input.sms_mfa_configuration.is_some()
        || input.software_token_mfa_configuration.is_some()
        || input.email_mfa_configuration.is_some();
    match (mode, factors) {
        (UserPoolMfaType::Off, true) => Err(ApiError::mfa_off_with_factors()),
        (UserPoolMfaType::On | UserPoolMfaType::Optional, false) => Err(ApiError::mfa_without_factors()),
        _ => Ok(()),
    }
}

/// Codes by e-mail need a sender of the pool's own, and another way to recover an account than the
/// one that is the second factor.
fn check_email(settings: &PoolSettings) -> Result<(), ApiError> {
    if settings.mfa.email.is_none() {
        return Ok(());
    }
    if !settings.options.has_own_sender() {
        return Err(ApiError::email_mfa_without_sender());
    }
    let recovery = settings.options.account_recovery_setting.as_ref();
    let mechanisms = recovery.and_then(|recovery| recovery.recovery_mechanisms.as_deref());
    match mechanisms.unwrap_or_default() {
        [only] if only.name == RecoveryOptionNameType::VerifiedEmail => {
            Err(ApiError::email_mfa_and_recovery())
        }
        _ => Ok(()),
    }
}

fn is_off(options: &PoolOptions) -> bool {
    options.mfa_configuration.unwrap_or(UserPoolMfaType::Off) == UserPoolMfaType::Off
}
