//! What is said about the delivery of logs. All wordings are unsure.

use poolhouse_emulator_model::shapes::{EventSourceName, LogLevel};

use super::ApiError;

impl ApiError {
    /// Two configurations for one kind of events.
    pub fn duplicate_event_source(source: EventSourceName) -> Self {
        Self::invalid_parameter(format!("Only one log configuration is allowed for event source {source}."))
    }

    /// Events that go nowhere.
    pub fn log_without_destination(source: EventSourceName) -> Self {
        Self::invalid_parameter(format!("A log destination is required for event source {source}."))
    }

    /// Events that go to several places.
    pub fn several_log_destinations(source: EventSourceName) -> Self {
        Self::invalid_parameter(format!("Only one log destination is allowed for event source {source}."))
    }

    /// Failed notifications go to CloudWatch alone.
    pub fn notifications_outside_cloud_watch() -> Self {
        Self::invalid_parameter("Event source userNotification supports only CloudWatchLogsConfiguration.")
    }

    /// Each kind of events has one level.
    pub fn wrong_log_level(source: EventSourceName, level: LogLevel) -> Self {
        Self::invalid_parameter(format!("Event source {source} supports only log level {level}."))
    }
}
