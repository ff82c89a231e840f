//! The port to what a case of a test has at hand: a Cognito of its own, scripts to run on it, and snapshots.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use poolhouse_core::api::Api;
use poolhouse_core::clock::Clock;
use poolhouse_core::event::Report;
use poolhouse_core::lifecycle::MaxDeletes;
use poolhouse_core::plan::Plan;
use serde_json::Value as Json;

use crate::live::{Terminal, Writes};

/// **Port**: what a case of a test has at hand, and no other case has.
///
/// All of it blocks, and is called from the thread on which the case runs.
pub trait TestBed: Send + Sync {
    /// Plans a script of the project and, where that is asked for, applies it. What it applied is remembered, for the
    /// next run of the same script in the same case.
    ///
    /// # Errors
    /// Why there is no plan: every fault of the script, a line each.
    fn provision(&self, script: &ScriptRequest, how: &Provisioning) -> Result<ScriptRun, String>;

    /// Runs a script of the project that calls the API.
    ///
    /// # Errors
    /// What ended it before its end.
    fn run(&self, script: &ScriptRequest, writes: Writes, terminal: Arc<dyn Terminal>) -> Result<(), String>;

    /// The API, for calls of the case itself. Whoever waits for a call on the case's thread needs no runtime for it.
    fn api(&self) -> Arc<dyn Api>;

    /// The case's clock, to be waited for in the same way. Waits move it and take no time.
    fn clock(&self) -> Arc<dyn Clock>;

    /// Calls an operation of the API by its name. The answer is `None` where the API answers with an empty body.
    ///
    /// # Errors
    /// What the operation refuses with.
    fn call(&self, operation: &str, input: Json) -> Result<Option<Json>, CallError>;

    /// What a pool would have sent, oldest first: an object each, with the members of the emulator's own messages.
    ///
    /// # Errors
    /// When there is no such pool.
    fn messages(&self, pool: &str, username: Option<&str>) -> Result<Vec<Json>, CallError>;

    /// Moves the clock forward.
    fn advance(&self, by: Duration);

    /// Has calls go wrong from now on.
    ///
    /// # Errors
    /// When there is no operation or exception of that name.
    fn fail(&self, fault: &CallFault) -> Result<(), String>;

    /// Ends all faults.
    fn lift_faults(&self);

    /// Compares a text with the snapshot of that name, or keeps it as that.
    fn snapshot(&self, name: &str, text: &str) -> Compared;
}

/// A script, and what it is given: what the command line says of one.
#[derive(Clone, Debug, Default)]
pub struct ScriptRequest {
    /// Its path from the project's root.
    pub script: String,
    /// `ph.args`.
    pub args: BTreeMap<String, String>,
    /// The environment that it sees, all of it.
    pub env: BTreeMap<String, String>,
    /// `ph.stage`; `dev` unless given.
    pub stage: Option<String>,
}

/// How what a script declares becomes so.
#[derive(Clone, Copy, Debug, Default)]
pub struct Provisioning {
    /// What is done with the script.
    pub aim: Aim,
    /// What exists already is taken over.
    pub adopt: bool,
    /// Accounts are replaced where Cognito cannot change them in place.
    pub allow_replace: bool,
    /// A plan that deletes more is refused.
    pub max_deletes: Option<MaxDeletes>,
}

/// What is done with a script.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Aim {
    /// It is planned.
    #[default]
    Plan,
    /// It is planned and applied.
    Apply,
    /// What it made is deleted.
    Destroy,
}

/// What a run of a script came to.
#[derive(Debug)]
pub struct ScriptRun {
    /// What was planned.
    pub plan: Plan,
    /// What came of it, when it was applied.
    pub report: Option<Report>,
}

/// Calls that go wrong.
#[derive(Clone, Debug)]
pub struct CallFault {
    /// The operation; every one unless given.
    pub on: Option<String>,
    /// What happens: `throttle`, `lost_answer`, `delay`, or an exception of the API by its name.
    pub with: String,
    /// What the exception says.
    pub message: String,
    /// How long a delay is.
    pub delay: Duration,
    /// So many calls pass first.
    pub after: u64,
    /// It ends after so many; never unless given.
    pub times: Option<u64>,
}

/// Why the service refuses a call.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct CallError {
    /// The exception's name.
    pub code: String,
    /// What it says.
    pub message: String,
}

/// How a text compares with its snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compared {
    /// It is the same, or is the snapshot from now on.
    Same,
    /// The snapshot is another.
    Differs(
        /// The snapshot.
        String,
    ),
    /// There is no snapshot, and none may be made.
    Missing,
}
