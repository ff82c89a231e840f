//! Functions that the scripts of a run gave to `pool:on`.

use std::sync::Arc;

use async_trait::async_trait;
use poolhouse_core::log::LogSink;
use poolhouse_emulator::{Emulator, TriggerError, Triggers};
use poolhouse_emulator_model::LambdaConfigType;
use serde_json::Value;

use super::router::{blocking, lambda_config, of_arn};
use crate::sources::Answering;

/// What the scripts declared last answers; for everything else, what was there before does.
struct DeclaredFunctions {
    answering: Answering,
    log: LogSink,
    rest: Option<Arc<dyn Triggers>>,
}

/// The emulator, asking these functions before its own.
pub(crate) fn with_declared(emulator: &Emulator, answering: Answering, log: LogSink) -> Emulator {
    let rest = emulator.triggers().cloned();
    emulator.with_triggers(Arc::new(DeclaredFunctions { answering, log, rest }))
}

#[async_trait]
impl Triggers for DeclaredFunctions {
    async fn invoke(&self, function_arn: &str, event: Value) -> Result<Value, TriggerError> {
        if let Some((pool, hook)) = of_arn(function_arn) {
            let pool = pool.to_owned();
            let host = self.answering.read().get(&(pool.clone(), hook)).cloned();
            if let Some(host) = host {
                return blocking(&self.log, move || host.handle(&pool, hook, &event)).await;
            }
        }
        match &self.rest {
            Some(rest) => rest.invoke(function_arn, event).await,
            None => Err(TriggerError::NotFound),
        }
    }

    fn functions_of(&self, user_pool_id: &str) -> Option<Arc<LambdaConfigType>> {
        let rest = self.rest.as_ref().and_then(|rest| rest.functions_of(user_pool_id));
        let answering = self.answering.read();
        let hooks = answering.keys().filter(|(pool, _)| pool == user_pool_id).map(|(_, hook)| (*hook, FIRST));
        let declared = lambda_config(user_pool_id, hooks).ok()?;
        match rest {
            _ if declared == LambdaConfigType::default() => rest,
            None => Some(Arc::new(declared)),
            Some(rest) => Some(Arc::new(over(&declared, &rest))),
        }
    }
}

/// The version of events that scripts get.
const FIRST: u8 = 1;

/// Of two configurations what the first one says, and what only the second one says.
fn over(first: &LambdaConfigType, second: &LambdaConfigType) -> LambdaConfigType {
    let members = |config| match serde_json::to_value(config) {
        Ok(Value::Object(members)) => members,
        _ => serde_json::Map::new(),
    };
    let all = members(second).into_iter().chain(members(first)).collect();
    serde_json::from_value(Value::Object(all)).unwrap_or_default()
}
