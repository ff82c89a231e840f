//! What a script reaches that calls the API instead of declaring: `poolhouse run`, and cases of tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use poolhouse_core::api::{Api, ApiCall};
use poolhouse_core::clock::{Clock, Timestamp};
use poolhouse_emulator_model::{Access, OperationName, masked};
use serde_json::{Map, Value as Json};

use crate::error::Refusal;
use crate::failure::Failure;
use crate::limits::Excess;
use crate::session::Session;

/// What a script reaches that does not only declare.
#[derive(Clone)]
pub struct Live {
    /// What takes its calls.
    pub api: Arc<dyn Api>,
    /// What time it is, and waiting.
    pub clock: Arc<dyn Clock>,
    /// What becomes of its calls that do not only look.
    pub writes: Writes,
    /// Whoever runs it.
    pub terminal: Arc<dyn Terminal>,
}

/// What becomes of calls that do not only look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Writes {
    /// They are made.
    #[default]
    Sent,
    /// They are printed and not made, and answer an empty table: a dry run.
    Shown,
    /// They are an error.
    Refused,
}

/// **Port**: whoever runs a script.
pub trait Terminal: Send + Sync {
    /// Takes a line of output.
    fn print(&self, line: &str);

    /// Asks, and gives the answer without its line break. What is typed is shown, unless it is to be hidden.
    ///
    /// # Errors
    /// Why nobody answers, a sentence.
    fn ask(&self, question: &str, hidden: bool) -> Result<String, String>;
}

/// The same, while a script runs.
pub(crate) struct Reach {
    live: Live,
    calls: AtomicUsize,
    printed: AtomicUsize,
}

impl Reach {
    pub(crate) fn new(live: Live) -> Self {
        Self { live, calls: AtomicUsize::new(0), printed: AtomicUsize::new(0) }
    }

    /// Makes a call whose request was checked.
    pub(crate) fn call(
        &self,
        session: &Session,
        operation: OperationName,
        input: Json,
    ) -> Result<Json, Refusal> {
        self.count(session)?;
        match if operation.is_read() { Writes::Sent } else { self.live.writes } {
            Writes::Sent => self.send(session, operation, input),
            Writes::Shown => {
                self.print(session, &format!("would call {operation} {}", masked(operation, &input)))?;
                Ok(Json::Object(Map::new()))
            }
            Writes::Refused => {
                let message = format!("{operation} changes something, and here calls may only look");
                Err(Refusal::new(message).hint("`--write` lets them change things"))
            }
        }
    }

    fn send(&self, session: &Session, operation: OperationName, input: Json) -> Result<Json, Refusal> {
        let (signed, reads) = (operation.access() == Access::Signed, operation.is_read());
        let call = ApiCall { operation: operation.as_str(), signed, reads, input };
        let answer = session.wait_for(self.live.api.call(&call))?;
        answer.map_err(|error| Refusal::Failed(Failure::of(operation, &error)))
    }

    /// What time it is.
    pub(crate) fn now(&self) -> Timestamp {
        self.live.clock.now()
    }

    /// Returns when that time has passed.
    pub(crate) fn sleep(&self, session: &Session, time: Duration) -> Result<(), Refusal> {
        self.count(session)?;
        session.wait_for(self.live.clock.sleep(time))
    }

    /// Asks whoever runs the script.
    pub(crate) fn ask(&self, session: &Session, question: &str, hidden: bool) -> Result<String, Refusal> {
        self.count(session)?;
        session.wait(|| self.live.terminal.ask(question, hidden)).map_err(Refusal::new)
    }

    /// Prints a line.
    pub(crate) fn print(&self, session: &Session, line: &str) -> Result<(), Refusal> {
        let before = self.printed.fetch_add(line.len() + 1, Ordering::Relaxed);
        if before + line.len() + 1 > session.limits.output {
            return Err(session.exceed(Excess::Output));
        }
        session.wait(|| self.live.terminal.print(line));
        Ok(())
    }

    /// Counts anew what is limited.
    pub(crate) fn begin(&self) {
        self.calls.store(0, Ordering::Relaxed);
        self.printed.store(0, Ordering::Relaxed);
    }

    /// Counts a call.
    pub(crate) fn count(&self, session: &Session) -> Result<(), Refusal> {
        match self.calls.fetch_add(1, Ordering::Relaxed) < session.limits.calls {
            true => Ok(()),
            false => Err(session.exceed(Excess::Calls)),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
