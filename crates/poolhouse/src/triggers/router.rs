//! Which function is called for which ARN, and what calling one has in common.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use poolhouse_core::fault::Fault;
use poolhouse_core::hook::Hook;
use poolhouse_core::log::{LogLevel, LogLine, LogSink};
use poolhouse_core::pool::PoolId;
use poolhouse_emulator::{TRIGGER_TIME_LIMIT, TriggerError, Triggers};
use poolhouse_emulator_model::LambdaConfigType;
use serde_json::{Value, json};

/// Functions by ARN, and pools that call some of them whatever they are configured with.
#[derive(Default)]
pub(crate) struct Router {
    functions: BTreeMap<String, Arc<dyn Triggers>>,
    pools: BTreeMap<String, Arc<LambdaConfigType>>,
}

impl Router {
    /// Serves an ARN.
    pub(crate) fn add(&mut self, arn: String, function: Arc<dyn Triggers>) {
        self.functions.insert(arn, function);
    }

    /// The same with all that another one serves.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.functions.extend(other.functions);
        self.pools.extend(other.pools);
        self
    }

    /// Has a pool call these functions.
    pub(crate) fn give(&mut self, pool: String, functions: LambdaConfigType) {
        self.pools.insert(pool, Arc::new(functions));
    }
}

#[async_trait]
impl Triggers for Router {
    async fn invoke(&self, function_arn: &str, event: Value) -> Result<Value, TriggerError> {
        let function = self.functions.get(function_arn).ok_or(TriggerError::NotFound)?;
        function.invoke(function_arn, event).await
    }

    fn functions_of(&self, user_pool_id: &str) -> Option<Arc<LambdaConfigType>> {
        self.pools.get(user_pool_id).cloned()
    }
}

/// The ARN under which a pool calls a function that no ARN was given.
pub(crate) fn arn_of(pool: &str, hook: Hook) -> String {
    let region = PoolId::new(pool).ok().and_then(|id| id.region().map(str::to_owned)).unwrap_or_default();
    format!("arn:aws:lambda:{region}:123456789012:function:{pool}-{}", hook.name())
}

/// The pool and trigger of such an ARN.
pub(crate) fn of_arn(arn: &str) -> Option<(&str, Hook)> {
    let (pool, hook) = arn.rsplit(':').next()?.rsplit_once('-')?;
    Some((pool, hook.parse().ok()?))
}

/// The functions of a pool as its `LambdaConfig` has them, from their triggers and the versions of their events.
///
/// # Errors
/// When there is no such version.
pub(crate) fn lambda_config(
    pool: &str,
    triggers: impl IntoIterator<Item = (Hook, u8)>,
) -> Result<LambdaConfigType, serde_json::Error> {
    let members = triggers.into_iter().map(|(hook, version)| {
        let arn = arn_of(pool, hook);
        let versioned = || json!({"LambdaArn": arn, "LambdaVersion": format!("V{version}_0")});
        match hook {
            Hook::PreTokenGeneration => ("PreTokenGenerationConfig".to_owned(), versioned()),
            Hook::CustomEmailSender | Hook::CustomSmsSender => (hook.name().to_owned(), versioned()),
            _ => (hook.name().to_owned(), json!(arn)),
        }
    });
    serde_json::from_value(Value::Object(members.collect()))
}

/// The trigger that an event is of.
pub(crate) fn hook_of(event: &Value) -> Result<Hook, TriggerError> {
    let source = event["triggerSource"].as_str().unwrap_or_default();
    Hook::of_source(source).ok_or_else(|| TriggerError::Threw(format!("{source:?} is no triggerSource")))
}

/// Has a function answer that blocks. What it fails with is logged with its place, and told without it, as the message of
/// an error is.
pub(crate) async fn blocking(
    log: &LogSink,
    answer: impl FnOnce() -> Result<Value, Fault> + Send + 'static,
) -> Result<Value, TriggerError> {
    let answered = tokio::time::timeout(TRIGGER_TIME_LIMIT, tokio::task::spawn_blocking(answer)).await;
    let fault = match answered {
        Err(_) => return Err(TriggerError::TimedOut),
        Ok(Ok(Ok(answer))) => return Ok(answer),
        Ok(Ok(Err(fault))) => fault,
        Ok(Err(broken)) => Fault::new(None, format!("the function broke: {broken}")),
    };
    log(LogLine { level: LogLevel::Warn, origin: fault.origin, text: fault.message.clone() });
    Err(TriggerError::Threw(fault.message))
}
