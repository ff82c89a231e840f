//! Where a pool's logs go. Nothing is ever sent there.

use poolhouse_emulator_model::shapes::{
    EventSourceName, LogConfigurationType, LogDeliveryConfigurationType, LogLevel, UserPoolTierType,
};

use super::pool::PoolSettings;
use super::pool_options::PoolOptions;
use super::tier::DEFAULT_TIER;
use crate::error::ApiError;

impl PoolSettings {
    /// The pool with other destinations, which replace all that it had.
    pub(crate) fn with_log_delivery(&self, logs: Vec<LogConfigurationType>) -> Result<Self, ApiError> {
        for (index, log) in logs.iter().enumerate() {
            if logs[..index].iter().any(|other| other.event_source == log.event_source) {
                return Err(ApiError::duplicate_event_source(log.event_source));
            }
            check(log)?;
        }
        check_log_tier(&logs, &self.options)?;
        Ok(Self { log_delivery: logs, ..self.clone() })
    }

    /// The destinations as operations answer them.
    pub(crate) fn describe_log_delivery(&self) -> LogDeliveryConfigurationType {
        LogDeliveryConfigurationType {
            user_pool_id: self.id.clone(),
            log_configurations: self.log_delivery.clone(),
        }
    }
}

/// What users do is told by pools of the tier Plus alone.
pub(super) fn check_log_tier(logs: &[LogConfigurationType], options: &PoolOptions) -> Result<(), ApiError> {
    let exports_events = logs.iter().any(|log| log.event_source == EventSourceName::UserAuthEvents);
    if exports_events && options.user_pool_tier.unwrap_or(DEFAULT_TIER) != UserPoolTierType::Plus {
        return Err(ApiError::feature_unavailable_in_tier("Threat Protection"));
    }
    Ok(())
}

/// Failed notifications go to CloudWatch as errors; what users do goes to any one place.
fn check(log: &LogConfigurationType) -> Result<(), ApiError> {
    let cloud_watch = log.cloud_watch_logs_configuration.is_some();
    let others = [log.s3_configuration.is_some(), log.firehose_configuration.is_some()];
    let destinations = [cloud_watch].iter().chain(&others).filter(|given| **given).count();
    let level = match log.event_source {
        EventSourceName::UserNotification => LogLevel::Error,
        EventSourceName::UserAuthEvents => LogLevel::Info,
    };
    match destinations {
        0 => Err(ApiError::log_without_destination(log.event_source)),
        1 if log.event_source == EventSourceName::UserNotification && !cloud_watch => {
            Err(ApiError::notifications_outside_cloud_watch())
        }
        1 if log.log_level == level => Ok(()),
        1 => Err(ApiError::wrong_log_level(log.event_source, level)),
        _ => Err(ApiError::several_log_destinations(log.event_source)),
    }
}
