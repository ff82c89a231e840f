//! What a script reaches in fuzzing: answers of every form, time that stands still, and nobody at the terminal.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use poolhouse_core::api::{Api, ApiCall};
use poolhouse_core::backend::{BackendError, ErrorKind};
use poolhouse_core::clock::{Clock, Timestamp};
use serde_json::{Value as Json, json};

use crate::live::{Live, Terminal, Writes};

/// A service that answers one thing after the other, whatever it is asked.
#[derive(Default)]
pub(super) struct World {
    calls: AtomicUsize,
}

impl World {
    /// What a script reaches by it.
    pub(super) fn live() -> Live {
        let world = Arc::new(Self::default());
        Live {
            api: Arc::clone(&world) as _,
            clock: Arc::clone(&world) as _,
            writes: Writes::Sent,
            terminal: world,
        }
    }
}

#[async_trait]
impl Api for World {
    async fn call(&self, call: &ApiCall) -> Result<Json, BackendError> {
        let answers = [
            json!({ "NextToken": "a", "PaginationToken": "a", "Users": [{ "Username": "ann" }] }),
            Json::Null,
            json!([1, "two", { "three": [] }]),
            json!({ "Users": [null] }),
            json!({ "Deep": [[[[[[[["bottom"]]]]]]]], "Exact": 9_007_199_254_740_993_u64 }),
            json!("text"),
        ];
        match answers.get(self.calls.fetch_add(1, Ordering::Relaxed) % (answers.len() + 1)) {
            Some(answer) => Ok(answer.clone()),
            None => Err(BackendError {
                operation: call.operation,
                subject: String::new(),
                kind: ErrorKind::Throttled,
                code: None,
                message: "later".to_owned(),
                source: None,
            }),
        }
    }
}

#[async_trait]
impl Clock for World {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(1_750_000_000_000)
    }

    async fn sleep(&self, _: Duration) {}
}

impl Terminal for World {
    fn print(&self, _: &str) {}

    fn ask(&self, question: &str, hidden: bool) -> Result<String, String> {
        if hidden { Ok(question.to_owned()) } else { Err("nobody is there".to_owned()) }
    }
}
