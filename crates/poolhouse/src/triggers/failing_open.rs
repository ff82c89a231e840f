//! Functions without which a pool goes on: those that only watch.

use std::sync::Arc;

use async_trait::async_trait;
use poolhouse_core::log::{LogLevel, LogLine, LogSink};
use poolhouse_emulator::{TriggerError, Triggers};
use serde_json::Value;

/// Answers for a function that fails with the event as it came.
pub(crate) struct FailingOpen {
    pub(crate) function: Arc<dyn Triggers>,
    pub(crate) log: LogSink,
}

#[async_trait]
impl Triggers for FailingOpen {
    async fn invoke(&self, function_arn: &str, event: Value) -> Result<Value, TriggerError> {
        let why = match self.function.invoke(function_arn, event.clone()).await {
            Ok(answer) if answer["response"].is_object() => return Ok(answer),
            Ok(_) => "it gave no response".to_owned(),
            Err(error) => error.to_string(),
        };
        let text = format!(
            "{} goes on without its function: {why}",
            event["triggerSource"].as_str().unwrap_or("the pool")
        );
        (self.log)(LogLine { level: LogLevel::Warn, origin: None, text });
        Ok(event)
    }
}
