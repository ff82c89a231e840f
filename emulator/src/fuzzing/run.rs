//! One run on an emulator of its own.

use std::sync::Arc;
use std::time::Duration;

use poolhouse_emulator_model::OperationName;
use serde_json::Value;

use super::functions::Functions;
use super::oracle;
use super::variables::Variables;
use super::world::{self, WORLD};
use crate::authorize::authorize;
use crate::durable::{Durable, Memory, Record};
use crate::emulator::Emulator;
use crate::error::ApiError;
use crate::protocol::{self, Reply};
use crate::store::Pool;

/// An emulator under test, and what its answers told.
pub(super) struct Run {
    pub(super) emulator: Emulator,
    pub(super) variables: Variables,
    kept: Arc<Memory>,
    functions: Arc<Functions>,
    authorization: Option<String>,
}

/// Waits on this thread alone, so that a run is the same each time.
pub(super) fn wait_for<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(future)
}

impl Run {
    /// A run in the world that is there already.
    pub(super) fn begin() -> Self {
        let world = &*WORLD;
        // Another seed than the world's, which would make the ids again that are taken.
        let run = Self::in_nothing(2);
        run.emulator.restore(&world.snapshot);
        Self { variables: world.variables.clone(), ..run }
    }

    /// A run in an empty emulator. Its time, and all that it makes up, are the same each time, but
    /// for keys and what is sealed with them.
    pub(super) fn in_nothing(seed: u64) -> Self {
        let (kept, functions) = (Arc::new(Memory::default()), Arc::new(Functions::default()));
        let builder = Emulator::builder().clock(world::clock()).seed(seed);
        let emulator = builder.data(kept.clone()).triggers(functions.clone()).build();
        let emulator = emulator.expect("there is nothing to read");
        let authorization = Some(SIGNED.to_owned());
        Self { emulator, variables: Variables::new(), kept, functions, authorization }
    }

    /// Plays a line. A refusal is as good an answer as any.
    pub(super) async fn step(&mut self, line: &[u8]) {
        let (word, rest) = match line.iter().position(|byte| *byte == b' ') {
            Some(at) => (&line[..at], &line[at + 1..]),
            None => (line, &[] as &[u8]),
        };
        let text = std::str::from_utf8(rest);
        match (std::str::from_utf8(word), text) {
            (Ok("" | "#") | Err(_), _) => {}
            (Ok("wait"), Ok(seconds)) => self.wait(seconds),
            (Ok("authorization"), Ok(header)) => {
                self.authorization = Some(header.to_owned()).filter(|header| !header.is_empty());
            }
            (Ok("function"), Ok(response)) => self.functions.answer(&self.variables.filled(response)),
            (Ok(target), Ok(body)) => {
                self.request(target, self.variables.filled(body).as_bytes()).await;
            }
            (Ok(target), Err(_)) => drop(self.request(target, rest).await),
        }
    }

    /// Sends a request, learns from the answer, and holds it and all pools to what is promised. What is no call of
    /// the API at all has no answer.
    pub(super) async fn request(&mut self, target: &str, body: &[u8]) -> Option<Result<Value, ApiError>> {
        let target = match target.contains('.') {
            true => target.to_owned(),
            false => format!("AWSCognitoIdentityProviderService.{target}"),
        };
        let name = protocol::operation_name(Some(&target))?;
        let answer = self.answer(name, body).await;
        if let Ok(Some(output)) = &answer {
            self.variables.learn(output);
        }
        self.settle();
        let mut faults = oracle::faults(name, &answer);
        let sent = answer.clone().map(|output| output.map(|output| output.to_string().into_bytes()));
        faults.extend(oracle::reply_faults(&Reply::to(sent)));
        faults.extend(self.pools().iter().flat_map(Pool::contradictions));
        assert!(faults.is_empty(), "{name} {}: {}", String::from_utf8_lossy(body), faults.join("\n"));
        Some(answer.map(Option::unwrap_or_default))
    }

    /// Lets what goes on in the background come to its end, and looks whether all was kept.
    pub(super) async fn end(&self) {
        while self.pools().iter().any(Pool::imports) {
            tokio::task::yield_now().await;
        }
        let mut faults: Vec<_> = self.pools().iter().flat_map(Pool::contradictions).collect();
        faults.extend(self.pools().iter().flat_map(Pool::wrong_records));
        assert!(faults.is_empty(), "in the end: {}", faults.join("\n"));
        let in_order = |mut records: Vec<Record>| {
            records.sort_by(|one, two| one.key.cmp(&two.key));
            records
        };
        let kept = in_order(self.kept.load().expect("memory can be read"));
        let held = in_order(self.emulator.snapshot().records().collect());
        let missing = held.iter().find(|record| !kept.contains(record)).map(|record| &record.key);
        let stale = kept.iter().find(|record| !held.contains(record)).map(|record| &record.key);
        assert!(kept == held, "not kept: {missing:?}, kept wrongly: {stale:?}");
    }

    /// What the door for HTTP does with a target and a body.
    async fn answer(&self, name: &str, body: &[u8]) -> Result<Option<Value>, ApiError> {
        let operation: OperationName = name.parse().map_err(|_| ApiError::unknown_operation())?;
        let caller = protocol::caller(operation, self.authorization.as_deref(), self.emulator.caller())?;
        authorize(operation, &caller)?;
        self.emulator.handle(name, protocol::input(body)?, &caller).await
    }

    fn wait(&self, seconds: &str) {
        let seconds: u32 = seconds.parse().unwrap_or(1);
        self.emulator.clock().advance(Duration::from_secs(seconds.into()));
    }

    /// What would otherwise take the time of many runs, or follows from a message or the clock.
    fn settle(&mut self) {
        world::lend_keys(&self.emulator);
        self.variables.follow(&self.emulator);
    }

    fn pools(&self) -> Vec<Pool> {
        self.emulator.snapshot().pools().cloned().collect()
    }
}

/// A signature like those of the SDKs.
const SIGNED: &str = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/us-east-1/cognito-idp/aws4_request, \
                      SignedHeaders=host;x-amz-date, Signature=0a1b";
