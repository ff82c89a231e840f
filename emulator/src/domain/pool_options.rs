//! The settings of a user pool that can be changed: what CreateUserPool and UpdateUserPool have in
//! common. An update replaces all of them, so both go the same way through here.

use std::collections::{BTreeMap, BTreeSet};

use poolhouse_emulator_model::shapes::{
    AccountRecoverySettingType, AcrLevelConfigType, AdminCreateUserConfigType, AuthFactorType,
    DcrConfigurationType, DeletionProtectionType, DeviceConfigurationType, EmailConfigurationType,
    EmailSendingAccountType, IssuerConfigurationType, KeyConfigurationType, LambdaConfigType, OAuthFlowType,
    PasswordPolicyType, SmsConfigurationType, StatusType, UserAttributeUpdateSettingsType,
    UserPoolAddOnsType, UserPoolMfaType, UserPoolPolicyType, UserPoolTierType,
    VerificationMessageTemplateType, VerifiedAttributeType,
};
use serde::{Deserialize, Serialize};

use super::empty_list::drop_empty;
use super::first_factor::{check_first_factors, default_first_factors};
use super::invitation::check_invitation;
use super::lambda::complete_lambda;
use super::password_policy::{PasswordPolicy, validity_days};
use super::recovery::{check_recovery, default_mechanisms};
use super::sms::check_sms;
use super::tag::{MOST_TAGS, TagFault, check_tags};
use super::tier::{DEFAULT_TIER, check_tier};
use super::verification_message::complete_messages;
use crate::error::ApiError;

/// Writes a struct of this module's settings out of another that has members of the same names:
/// `pool_options!(PoolOptions from request)`, or `pool_options!(UserPoolType from options, name: …)`.
macro_rules! pool_options {
    ($target:ident from $source:ident $(, $member:ident : $value:expr)* $(,)?) => {
        $target {
            policies: $source.policies,
            deletion_protection: $source.deletion_protection,
            lambda_config: $source.lambda_config,
            auto_verified_attributes: $source.auto_verified_attributes,
            sms_verification_message: $source.sms_verification_message,
            email_verification_message: $source.email_verification_message,
            email_verification_subject: $source.email_verification_subject,
            verification_message_template: $source.verification_message_template,
            sms_authentication_message: $source.sms_authentication_message,
            mfa_configuration: $source.mfa_configuration,
            user_attribute_update_settings: $source.user_attribute_update_settings,
            device_configuration: $source.device_configuration,
            email_configuration: $source.email_configuration,
            sms_configuration: $source.sms_configuration,
            user_pool_tags: $source.user_pool_tags,
            admin_create_user_config: $source.admin_create_user_config,
            user_pool_add_ons: $source.user_pool_add_ons,
            dcr_configuration: $source.dcr_configuration,
            account_recovery_setting: $source.account_recovery_setting,
            user_pool_tier: $source.user_pool_tier,
            key_configuration: $source.key_configuration,
            issuer_configuration: $source.issuer_configuration,
            acr_configuration: $source.acr_configuration,
            $($member: $value,)*
        }
    };
}
pub(crate) use pool_options;

/// The settings as a request gives them; after [`PoolOptions::complete`], as the pool has them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct PoolOptions {
    pub(crate) policies: Option<UserPoolPolicyType>,
    pub(crate) deletion_protection: Option<DeletionProtectionType>,
    pub(crate) lambda_config: Option<LambdaConfigType>,
    pub(crate) auto_verified_attributes: Option<Vec<VerifiedAttributeType>>,
    pub(crate) sms_verification_message: Option<String>,
    pub(crate) email_verification_message: Option<String>,
    pub(crate) email_verification_subject: Option<String>,
    pub(crate) verification_message_template: Option<VerificationMessageTemplateType>,
    pub(crate) sms_authentication_message: Option<String>,
    pub(crate) mfa_configuration: Option<UserPoolMfaType>,
    pub(crate) user_attribute_update_settings: Option<UserAttributeUpdateSettingsType>,
    pub(crate) device_configuration: Option<DeviceConfigurationType>,
    pub(crate) email_configuration: Option<EmailConfigurationType>,
    pub(crate) sms_configuration: Option<SmsConfigurationType>,
    pub(crate) user_pool_tags: Option<BTreeMap<String, String>>,
    pub(crate) admin_create_user_config: Option<AdminCreateUserConfigType>,
    pub(crate) user_pool_add_ons: Option<UserPoolAddOnsType>,
    pub(crate) dcr_configuration: Option<DcrConfigurationType>,
    pub(crate) account_recovery_setting: Option<AccountRecoverySettingType>,
    pub(crate) user_pool_tier: Option<UserPoolTierType>,
    pub(crate) key_configuration: Option<KeyConfigurationType>,
    pub(crate) issuer_configuration: Option<IssuerConfigurationType>,
    pub(crate) acr_configuration: Option<BTreeMap<String, AcrLevelConfigType>>,
}

impl PoolOptions {
    /// What an update keeps although the request omits it. All else goes back to its default, the
    /// password policy too. Which members are kept is documented for DcrConfiguration only; the
    /// rest of this list is unsure.
    pub(crate) fn keeping(self, current: &Self) -> Self {
        let current = current.clone();
        Self {
            policies: self.policies.or_else(|| current.policies.map(without_password_policy)),
            user_pool_tags: self.user_pool_tags.or(current.user_pool_tags),
            dcr_configuration: self.dcr_configuration.or(current.dcr_configuration),
            user_pool_tier: self.user_pool_tier.or(current.user_pool_tier),
            key_configuration: self.key_configuration.or(current.key_configuration),
            issuer_configuration: self.issuer_configuration.or(current.issuer_configuration),
            ..self
        }
    }

    /// Holds the settings to the rules and fills in the defaults.
    pub(crate) fn complete(mut self, pool_region: &str) -> Result<Self, ApiError> {
        drop_empty(&mut self.auto_verified_attributes);
        self.complete_policies()?;
        complete_messages(&mut self)?;
        complete_lambda(self.lambda_config.get_or_insert_default())?;
        self.complete_simple_defaults();
        self.check_delivery(pool_region)?;
        self.check_verification()?;
        self.check_tags()?;
        self.check_acr()?;
        let recovery = self.account_recovery_setting.get_or_insert_default();
        check_recovery(recovery.recovery_mechanisms.get_or_insert_with(default_mechanisms))?;
        check_tier(&self)?;
        Ok(self)
    }

    /// The rules for passwords.
    pub(crate) fn password_policy(&self) -> PasswordPolicy {
        let given = self.policies.as_ref().and_then(|policies| policies.password_policy.as_ref());
        given.map_or(PasswordPolicy::DEFAULT, PasswordPolicy::from_shape)
    }

    /// How a sign-in may begin.
    pub(crate) fn first_factors(&self) -> &[AuthFactorType] {
        let policy = self.policies.as_ref().and_then(|policies| policies.sign_in_policy.as_ref());
        policy.and_then(|policy| policy.allowed_first_auth_factors.as_deref()).unwrap_or_default()
    }

    /// Fills in both policies. The period of a temporary password has two spellings as well.
    fn complete_policies(&mut self) -> Result<(), ApiError> {
        let config = self.admin_create_user_config.get_or_insert_default();
        config.allow_admin_create_user_only.get_or_insert(false);
        if let Some(template) = &config.invite_message_template {
            check_invitation(template)?;
        }
        let policies = self.policies.get_or_insert_default();
        let legacy = validity_days(config.unused_account_validity_days);
        let policy = complete_password_policy(policies.password_policy.as_ref(), legacy)?;
        config.unused_account_validity_days = Some(policy.temporary_validity_days);
        policies.password_policy = Some(policy.describe());
        let sign_in = policies.sign_in_policy.get_or_insert_default();
        sign_in.allowed_first_auth_factors.get_or_insert_with(default_first_factors);
        check_first_factors(self.first_factors())
    }

    fn complete_simple_defaults(&mut self) {
        self.deletion_protection.get_or_insert(DeletionProtectionType::Inactive);
        self.mfa_configuration.get_or_insert(UserPoolMfaType::Off);
        self.user_pool_tier.get_or_insert(DEFAULT_TIER);
        self.user_pool_tags.get_or_insert_default();
        let email = self.email_configuration.get_or_insert_default();
        email.email_sending_account.get_or_insert(EmailSendingAccountType::CognitoDefault);
        if let Some(dcr) = &mut self.dcr_configuration {
            complete_dcr(dcr);
        }
    }

    /// Whether e-mails are sent in the pool's own name, and not by the default sender.
    pub(crate) fn has_own_sender(&self) -> bool {
        let account = self.email_configuration.as_ref().and_then(|email| email.email_sending_account);
        account == Some(EmailSendingAccountType::Developer)
    }

    fn check_delivery(&self, pool_region: &str) -> Result<(), ApiError> {
        let source = self.email_configuration.as_ref().and_then(|email| email.source_arn.as_ref());
        if self.has_own_sender() && source.is_none() {
            return Err(ApiError::developer_email_without_source());
        }
        match &self.sms_configuration {
            Some(sms) => check_sms(sms, pool_region),
            None => Ok(()),
        }
    }

    fn check_verification(&self) -> Result<(), ApiError> {
        let verified = self.auto_verified_attributes.as_deref().unwrap_or_default();
        if verified.contains(&VerifiedAttributeType::PhoneNumber) && self.sms_configuration.is_none() {
            return Err(ApiError::phone_verification_without_sms());
        }
        let settings = self.user_attribute_update_settings.as_ref();
        let before =
            settings.and_then(|settings| settings.attributes_require_verification_before_update.as_ref());
        if before.into_iter().flatten().any(|attribute| !verified.contains(attribute)) {
            return Err(ApiError::verification_of_unverified_attribute());
        }
        Ok(())
    }

    fn check_tags(&self) -> Result<(), ApiError> {
        let Some(tags) = &self.user_pool_tags else { return Ok(()) };
        check_tags(tags).map_err(|fault| match fault {
            TagFault::Reserved => ApiError::reserved_user_pool_tag_key(),
            TagFault::TooMany => ApiError::too_many_user_pool_tags(MOST_TAGS),
        })
    }

    /// Names of levels are unique, those of the levels that keep their own included.
    fn check_acr(&self) -> Result<(), ApiError> {
        let levels = self.effective_acr();
        let values: BTreeSet<&str> = levels.values().map(|level| level.acr_value.as_str()).collect();
        if values.len() < levels.len() { Err(ApiError::duplicate_acr_value()) } else { Ok(()) }
    }

    /// The name of a level of authentication.
    pub(crate) fn acr_of(&self, level: i32) -> String {
        self.effective_acr().remove(&format!("Level{level}")).unwrap_or_default().acr_value
    }

    /// The names of all four levels of authentication.
    pub(crate) fn effective_acr(&self) -> BTreeMap<String, AcrLevelConfigType> {
        let own = |level: i32| AcrLevelConfigType { acr_value: format!("urn:cognito:loa:{level}") };
        let mut levels: BTreeMap<_, _> = (1..=4).map(|level| (format!("Level{level}"), own(level))).collect();
        levels.extend(self.acr_configuration.clone().unwrap_or_default());
        levels
    }
}

fn complete_password_policy(
    given: Option<&PasswordPolicyType>,
    legacy_days: Option<i32>,
) -> Result<PasswordPolicy, ApiError> {
    let days = given.and_then(|policy| validity_days(policy.temporary_password_validity_days));
    if days.is_some() && legacy_days.is_some() && days != legacy_days {
        return Err(ApiError::conflicting_password_validity());
    }
    let mut policy = given.map_or(PasswordPolicy::DEFAULT, PasswordPolicy::from_shape);
    policy.temporary_validity_days = days.or(legacy_days).unwrap_or(policy.temporary_validity_days);
    Ok(policy)
}

fn complete_dcr(dcr: &mut DcrConfigurationType) {
    dcr.enable_status.get_or_insert(StatusType::Enabled);
    dcr.open_dcr_enabled.get_or_insert(false);
    dcr.authenticated_grant_types
        .get_or_insert_with(|| vec![OAuthFlowType::Code, OAuthFlowType::ClientCredentials]);
    dcr.open_dcr_grant_types.get_or_insert_with(|| vec![OAuthFlowType::Code]);
}

fn without_password_policy(policies: UserPoolPolicyType) -> UserPoolPolicyType {
    UserPoolPolicyType { password_policy: None, ..policies }
}
