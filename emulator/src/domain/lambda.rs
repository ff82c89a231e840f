//! The functions a pool calls.

use poolhouse_emulator_model::shapes::{
    LambdaConfigType, PreTokenGenerationLambdaVersionType, PreTokenGenerationVersionConfigType,
};

use crate::error::ApiError;

/// Completes and checks the configuration: the token trigger has an old and a new spelling which
/// say the same, and custom senders need a key.
pub(super) fn complete_lambda(config: &mut LambdaConfigType) -> Result<(), ApiError> {
    let sender = config.custom_sms_sender.is_some() || config.custom_email_sender.is_some();
    if sender && config.kms_key_id.is_none() {
        return Err(ApiError::custom_sender_without_key());
    }
    complete_token_trigger(config)
}

fn complete_token_trigger(config: &mut LambdaConfigType) -> Result<(), ApiError> {
    match (&config.pre_token_generation, &config.pre_token_generation_config) {
        (Some(old), Some(new)) if *old != new.lambda_arn => {
            return Err(ApiError::conflicting_token_triggers());
        }
        (Some(old), None) => config.pre_token_generation_config = Some(first_version(old)),
        (None, Some(new)) => config.pre_token_generation = Some(new.lambda_arn.clone()),
        _ => {}
    }
    Ok(())
}

fn first_version(arn: &str) -> PreTokenGenerationVersionConfigType {
    PreTokenGenerationVersionConfigType {
        lambda_version: PreTokenGenerationLambdaVersionType::V1_0,
        lambda_arn: arn.to_owned(),
    }
}
