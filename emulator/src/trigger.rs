//! The functions that pools call, as a port: whoever serves them gets the event and answers with
//! JSON. Which pool calls which function is said by the pool's `LambdaConfig`.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;

/// Serves the functions that pools name in their `LambdaConfig`.
#[async_trait]
pub trait Triggers: Send + Sync {
    /// Calls the function of an ARN with an event, and gives back what it returns: as a rule the
    /// same event with its `response` filled in. An implementation gives up after
    /// [`TRIGGER_TIME_LIMIT`] with [`TriggerError::TimedOut`], and is then asked again, three times
    /// in all.
    ///
    /// # Errors
    ///
    /// When there is no answer, or none that is JSON. Whether the JSON is an answer to the event
    /// is not for the implementation to judge.
    async fn invoke(&self, function_arn: &str, event: Value) -> Result<Value, TriggerError>;
}

/// How long a function may take.
pub const TRIGGER_TIME_LIMIT: Duration = Duration::from_secs(5);

/// Why a function gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TriggerError {
    /// The function failed with this message.
    #[error("the function failed: {0}")]
    Threw(String),
    /// Nobody serves the ARN.
    #[error("there is no such function")]
    NotFound,
    /// The pool may not call the function.
    #[error("the function may not be called")]
    Denied,
    /// The function is called too often.
    #[error("the function is called too often")]
    Throttled,
    /// The function took longer than [`TRIGGER_TIME_LIMIT`].
    #[error("the function took too long")]
    TimedOut,
    /// The function answered with something that is not JSON.
    #[error("the function's answer is not JSON")]
    InvalidJson,
}
