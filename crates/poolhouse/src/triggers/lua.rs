//! A script's functions, as the emulator calls them.

use std::sync::Arc;

use async_trait::async_trait;
use poolhouse_core::fault::Fault;
use poolhouse_core::log::LogSink;
use poolhouse_emulator::{TriggerError, Triggers};
use poolhouse_lua::TriggerScript;
use serde_json::Value;

use super::router::{blocking, hook_of};

/// A script that answers whatever it is called for.
pub(crate) struct LuaFunction {
    script: Arc<TriggerScript>,
    log: LogSink,
}

impl LuaFunction {
    /// The functions of a script, which tell in `log` where they fail.
    pub(crate) fn new(script: TriggerScript, log: LogSink) -> Self {
        Self { script: Arc::new(script), log }
    }
}

#[async_trait]
impl Triggers for LuaFunction {
    async fn invoke(&self, _: &str, event: Value) -> Result<Value, TriggerError> {
        let (script, hook) = (Arc::clone(&self.script), hook_of(&event)?);
        let answer = move || -> Result<Value, Fault> { script.handle(hook, &event) };
        blocking(&self.log, answer).await
    }
}
