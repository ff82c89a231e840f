//! A plugin of the world `trigger`, as the emulator calls it.

use std::sync::Arc;

use async_trait::async_trait;
use poolhouse_core::declare::Origin;
use poolhouse_core::log::{LogLevel, LogLine};
use poolhouse_emulator::{TriggerError, Triggers};
use poolhouse_wasm::{CallError, CallErrorKind, Exhausted, Following, Grants, TriggerEvent};
use serde_json::{Value, json};

/// A plugin that answers whatever it is called for.
pub(crate) struct WasmFunction {
    plugin: Arc<Following>,
    grants: Arc<Grants>,
}

impl WasmFunction {
    /// A plugin with what it may use.
    pub(crate) fn new(plugin: Arc<Following>, grants: Grants) -> Self {
        Self { plugin, grants: Arc::new(grants) }
    }

    fn failed(&self, error: &CallError) -> TriggerError {
        let origin = Some(Origin { file: error.plugin.clone(), line: 0 });
        (self.grants.log)(LogLine { level: LogLevel::Warn, origin, text: error.kind.to_string() });
        match &error.kind {
            CallErrorKind::Refused(words) => TriggerError::Threw(words.clone()),
            CallErrorKind::Exhausted(Exhausted::Patience) => TriggerError::TimedOut,
            CallErrorKind::Busy => TriggerError::Throttled,
            broken => TriggerError::Threw(broken.to_string()),
        }
    }
}

#[async_trait]
impl Triggers for WasmFunction {
    async fn invoke(&self, _: &str, mut event: Value) -> Result<Value, TriggerError> {
        let answered = self.plugin.current().handle(&self.grants, trigger_event(&event)).await;
        let response = answered.map_err(|error| self.failed(&error))?;
        event["response"] = serde_json::from_str(&response).map_err(|_| TriggerError::InvalidJson)?;
        Ok(event)
    }
}

fn trigger_event(event: &Value) -> TriggerEvent {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let object = |value: &Value| if value.is_null() { json!({}).to_string() } else { value.to_string() };
    TriggerEvent {
        trigger_source: text(&event["triggerSource"]),
        version: text(&event["version"]),
        region: text(&event["region"]),
        user_pool_id: text(&event["userPoolId"]),
        user_name: text(&event["userName"]),
        client_id: text(&event["callerContext"]["clientId"]),
        request: object(&event["request"]),
        response: object(&event["response"]),
    }
}
