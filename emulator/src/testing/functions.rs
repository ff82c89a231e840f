//! Functions of a pool in a transcript: what they are told is printed, what they answer is given.

use std::collections::BTreeMap;

use async_trait::async_trait;
use parking_lot::Mutex;
use serde_json::{Map, Value};

use crate::trigger::{TriggerError, Triggers};

/// The functions of a transcript, by ARN.
#[derive(Default)]
pub(super) struct Functions {
    answers: Mutex<BTreeMap<String, Result<Value, TriggerError>>>,
    told: Mutex<Vec<Value>>,
}

impl Functions {
    /// Makes a function of `arn how`, where `how` is a response in JSON, `throws <message>`,
    /// `answers <json>` for a whole answer, or one of the errors of the port.
    pub(super) fn set(&self, line: &str) {
        let (arn, how) = line.split_once(' ').expect("an ARN, and what the function does");
        let answer = match how.split_once(' ').unwrap_or((how, "")) {
            ("throws", message) => Err(TriggerError::Threw(message.to_owned())),
            ("answers", json) => Ok(read(json)),
            ("denied", _) => Err(TriggerError::Denied),
            ("throttled", _) => Err(TriggerError::Throttled),
            ("hangs", _) => Err(TriggerError::TimedOut),
            ("babbles", _) => Err(TriggerError::InvalidJson),
            _ => Ok(Value::Object(Map::from_iter([("response".to_owned(), read(how))]))),
        };
        self.answers.lock().insert(arn.to_owned(), answer);
    }

    /// The events since the last time.
    pub(super) fn told(&self) -> Vec<Value> {
        std::mem::take(&mut self.told.lock())
    }
}

#[async_trait]
impl Triggers for Functions {
    async fn invoke(&self, function_arn: &str, event: Value) -> Result<Value, TriggerError> {
        let answer = self.answers.lock().get(function_arn).cloned().ok_or(TriggerError::NotFound)?;
        self.told.lock().push(event);
        answer
    }
}

fn read(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error} in {json}"))
}
