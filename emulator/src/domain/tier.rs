//! What a pool's tier allows.

use poolhouse_emulator_model::shapes::{
    AdvancedSecurityModeType, AuthFactorType, PreTokenGenerationLambdaVersionType, StatusType,
    UserPoolTierType,
};

use super::password_policy::PasswordPolicy;
use super::pool_options::PoolOptions;
use crate::error::ApiError;

/// Refuses settings that the pool's tier does not have. The same check refuses a change to a lower
/// tier while such settings remain.
pub(super) fn check_tier(options: &PoolOptions) -> Result<(), ApiError> {
    let tier = options.user_pool_tier.unwrap_or(DEFAULT_TIER);
    let missing = match tier {
        UserPoolTierType::Lite => essentials_feature(options).or_else(|| plus_feature(options)),
        UserPoolTierType::Essentials => plus_feature(options),
        UserPoolTierType::Plus => None,
    };
    missing.map_or(Ok(()), |feature| Err(ApiError::feature_unavailable_in_tier(&feature)))
}

/// A setting that needs Essentials or more. Only the name of the token feature is recorded.
fn essentials_feature(options: &PoolOptions) -> Option<String> {
    if let Some(version) = token_trigger_version(options) {
        return Some(format!("Token Customization with Pre-Token Generation Lambda {version}"));
    }
    if options.first_factors().iter().any(|&factor| factor != AuthFactorType::Password) {
        return Some(CHOICE.into());
    }
    if password_history(options).is_some() {
        return Some("Password History".into());
    }
    if options.acr_configuration.is_some() {
        return Some("Authentication Context Class References".into());
    }
    let dcr = options.dcr_configuration.as_ref();
    let registers = dcr.is_some_and(|dcr| dcr.enable_status != Some(StatusType::Disabled));
    registers.then(|| "Dynamic Client Registration".into())
}

/// A setting that needs Plus.
fn plus_feature(options: &PoolOptions) -> Option<String> {
    let mode = options.user_pool_add_ons.as_ref().map(|add_ons| add_ons.advanced_security_mode);
    matches!(mode, Some(AdvancedSecurityModeType::Audit | AdvancedSecurityModeType::Enforced))
        .then(|| "Threat Protection".into())
}

/// The version of the token trigger's event, where it is more than the first.
fn token_trigger_version(options: &PoolOptions) -> Option<PreTokenGenerationLambdaVersionType> {
    let trigger = options.lambda_config.as_ref()?.pre_token_generation_config.as_ref()?;
    Some(trigger.lambda_version).filter(|&version| version != PreTokenGenerationLambdaVersionType::V1_0)
}

fn password_history(options: &PoolOptions) -> Option<i32> {
    let policy = options.policies.as_ref()?.password_policy.as_ref()?;
    PasswordPolicy::from_shape(policy).history_size
}

/// Refuses USER_AUTH where the pool's tier lacks it.
pub(crate) fn check_choice(options: &PoolOptions) -> Result<(), ApiError> {
    let lacks = options.user_pool_tier.unwrap_or(DEFAULT_TIER) == UserPoolTierType::Lite;
    if lacks { Err(ApiError::feature_unavailable_in_tier(CHOICE)) } else { Ok(()) }
}

/// What the service calls signing in by USER_AUTH.
const CHOICE: &str = "Choice-Based Sign-In";

/// The tier of a pool whose creator said nothing.
pub(super) const DEFAULT_TIER: UserPoolTierType = UserPoolTierType::Essentials;
