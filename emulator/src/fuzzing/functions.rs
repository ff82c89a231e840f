//! The functions of pools under test: all of them answer alike.

use async_trait::async_trait;
use parking_lot::Mutex;
use serde_json::Value;

use crate::trigger::{TriggerError, Triggers};

/// Functions that answer with the response they were told, and with the event itself before.
#[derive(Default)]
pub(super) struct Functions(Mutex<Option<Result<Value, TriggerError>>>);

impl Functions {
    /// The response from now on, in JSON; anything else makes the functions fail with it.
    pub(super) fn answer(&self, response: &str) {
        let threw = |_| TriggerError::Threw(response.to_owned());
        *self.0.lock() = Some(serde_json::from_str(response).map_err(threw));
    }
}

#[async_trait]
impl Triggers for Functions {
    async fn invoke(&self, _: &str, mut event: Value) -> Result<Value, TriggerError> {
        if let Some(response) = self.0.lock().clone() {
            event["response"] = response?;
        }
        Ok(event)
    }
}
