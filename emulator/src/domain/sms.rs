//! Who sends a pool's SMS.

use poolhouse_emulator_model::shapes::SmsConfigurationType;

use crate::error::ApiError;

/// One sender, and in the pool's region. The service also tries the role; here every role will do.
pub(super) fn check_sms(config: &SmsConfigurationType, pool_region: &str) -> Result<(), ApiError> {
    let Some(eums) = &config.eums_sms else { return Ok(()) };
    if config.sns_caller_arn.as_ref().is_some_and(|arn| !arn.is_empty()) {
        return Err(ApiError::two_sms_senders());
    }
    if eums.region.as_ref().is_some_and(|region| region != pool_region) {
        return Err(ApiError::sms_of_another_region());
    }
    Ok(())
}
