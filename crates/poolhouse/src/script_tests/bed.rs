//! What one case has at hand.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use parking_lot::Mutex;
use poolhouse_core::clock::{Clock, Timestamp};
use poolhouse_core::log::LogSink;
use poolhouse_core::plan::Options;
use poolhouse_core::state::{MemoryState, StateStore};
use poolhouse_emulator::{ApiError, Emulator, Fault};
use poolhouse_emulator_model::{ErrorCode, OperationName};
use poolhouse_lua::testbed::{Aim, CallError, CallFault, Compared, ScriptRequest, ScriptRun, TestBed};
use serde_json::Value;
use tokio::runtime::Runtime;

use super::ground::{BEGINNING, Ground, SEED};
use super::snapshots::Snapshots;
use crate::error::Error;
use crate::poolhouse::{Builder, Poolhouse};
use crate::sources::Answering;
use crate::surroundings::Surroundings;
use crate::target::Target;
use crate::triggers;
use crate::trust::Granted;
use crate::virtual_clock::{self, VirtualClock};

/// An emulator of the case's own, in a runtime in which nobody waits, and what its scripts have applied to it.
pub(super) struct Bed {
    ground: Arc<Ground>,
    snapshots: Arc<Snapshots>,
    log: LogSink,
    emulator: Emulator,
    states: Mutex<BTreeMap<StateName, Arc<MemoryState>>>,
    /// Who answers the triggers of pools, of the scripts that are applied.
    answering: Mutex<BTreeMap<StateName, Answering>>,
    runtime: Runtime,
}

/// The script and the stage that a state is of.
type StateName = (String, Option<String>);

impl Bed {
    pub(super) fn new(ground: Arc<Ground>, snapshots: Arc<Snapshots>, log: LogSink) -> Result<Self, Error> {
        let runtime = virtual_clock::runtime()?;
        let clock = runtime.block_on(async { Arc::new(VirtualClock::at(Timestamp::from_millis(BEGINNING))) });
        let emulator = Emulator::builder().clock(clock).seed(SEED).build()?;
        emulator.restore(&ground.pools);
        // Nobody is asked for trust in a test: what would leave this process is refused.
        let run = Surroundings {
            project: ground.project.clone(),
            granted: Granted::closed(),
            stage: "dev".to_owned(),
            log: Arc::clone(&log),
        };
        let emulator = match runtime.block_on(triggers::configured(&run, &emulator))? {
            Some(functions) => emulator.with_triggers(Arc::new(functions)),
            None => emulator,
        };
        let (states, answering) = (Mutex::default(), Mutex::default());
        Ok(Self { ground, snapshots, log, emulator, states, answering, runtime })
    }

    async fn carry_out(&self, request: &ScriptRequest) -> Result<ScriptRun, Error> {
        let poolhouse = self.poolhouse(request)?;
        let options = Options {
            adopt: request.adopt,
            allow_replace: request.allow_replace,
            max_deletes: request.max_deletes,
            destroy: request.aim == Aim::Destroy,
            ..Options::default()
        };
        if request.aim == Aim::Plan {
            return Ok(ScriptRun { plan: poolhouse.plan(options).await?, report: None });
        }
        let run = poolhouse.prepare(options).await?;
        let plan = run.plan().clone();
        let report = run.apply().await?;
        let mut answering = self.answering.lock();
        match request.aim {
            Aim::Destroy => drop(answering.remove(&state_name(request))),
            _ => drop(answering.insert(state_name(request), poolhouse.sources.answering())),
        }
        Ok(ScriptRun { plan, report: Some(report) })
    }

    /// The emulator, asking the functions of the scripts that are applied.
    fn emulator(&self) -> Emulator {
        self.answering.lock().values().fold(self.emulator.clone(), |emulator, answering| {
            triggers::with_declared(&emulator, Arc::clone(answering), Arc::clone(&self.log))
        })
    }

    fn poolhouse(&self, request: &ScriptRequest) -> Result<Poolhouse, Error> {
        let root = self.ground.project.root();
        let state = self.state(state_name(request));
        let mut builder = source(Poolhouse::builder(), root.join(&request.script))
            .project(root)
            .target(Target::Emulator(self.emulator()))
            .state(state as Arc<dyn StateStore>)
            .clock(Arc::new(CaseClock(self.emulator.clone())))
            .log(Arc::clone(&self.log))
            .with_entry(|entry| {
                // Where a test is run from changes nothing that it sees.
                entry.shown_from = Some(root.to_path_buf());
                entry.coverage = self.ground.coverage.clone();
            })
            .closed()
            .time_limit(self.ground.limits.time)
            .memory_limit(self.ground.limits.memory)
            // One after the other, so that the same happens in every run.
            .at_once(1);
        if let Some(stage) = &request.stage {
            builder = builder.stage(stage);
        }
        for (name, value) in &request.args {
            builder = builder.arg(name, value);
        }
        for (name, value) in &request.env {
            builder = builder.env(name, Some(value.clone()));
        }
        builder.build()
    }

    fn state(&self, name: StateName) -> Arc<MemoryState> {
        Arc::clone(self.states.lock().entry(name).or_default())
    }
}

/// What the state of a script is told by.
fn state_name(request: &ScriptRequest) -> StateName {
    (request.script.clone(), request.stage.clone())
}

/// A script, or a plugin where those can be run.
#[cfg(feature = "wasm")]
fn source(builder: Builder, path: PathBuf) -> Builder {
    builder.source(path)
}

#[cfg(not(feature = "wasm"))]
fn source(builder: Builder, path: PathBuf) -> Builder {
    builder.script(path)
}

impl TestBed for Bed {
    fn run(&self, request: &ScriptRequest) -> Result<ScriptRun, String> {
        let run = Box::pin(self.carry_out(request));
        self.runtime.block_on(run).map_err(|error| error.to_string())
    }

    fn call(&self, operation: &str, input: Value) -> Result<Option<Value>, CallError> {
        let emulator = self.emulator();
        let caller = emulator.caller();
        let answer = emulator.handle(operation, input, &caller);
        self.runtime.block_on(answer).map_err(|error| call_error(&error))
    }

    fn messages(&self, pool: &str, username: Option<&str>) -> Result<Vec<Value>, CallError> {
        let sent = self.emulator.messages(pool, username).map_err(|error| call_error(&error))?;
        Ok(sent.iter().map(|message| serde_json::json!(message)).collect())
    }

    fn now(&self) -> i64 {
        self.runtime.block_on(async { self.emulator.now().millis() })
    }

    fn advance(&self, by: Duration) {
        self.emulator.clock().advance(by);
    }

    fn fail(&self, fault: &CallFault) -> Result<(), String> {
        let CallFault { on, with, message, delay, after, times } = fault;
        let mut made = match with.as_str() {
            "throttle" => Fault::throttle(),
            "lost_answer" => Fault::lost_answer(),
            "delay" => Fault::delay(*delay),
            code => {
                let code: ErrorCode = code.parse().map_err(|_| {
                    format!(
                        "`with` is throttle, lost_answer, delay or an exception of the API, not \"{code}\""
                    )
                })?;
                Fault::error(code, message.as_str())
            }
        };
        if let Some(name) = on {
            let operation: OperationName =
                name.parse().map_err(|_| format!("the API has no operation \"{name}\""))?;
            made = made.on(operation);
        }
        made = made.after(*after);
        self.emulator.fail(match times {
            Some(times) => made.times(*times),
            None => made,
        });
        Ok(())
    }

    fn lift_faults(&self) {
        self.emulator.lift_faults();
    }

    fn snapshot(&self, name: &str, text: &str) -> Compared {
        self.snapshots.compare(name, text)
    }
}

fn call_error(error: &ApiError) -> CallError {
    CallError { code: error.code().to_owned(), message: error.message().unwrap_or_default().to_owned() }
}

/// The emulator's time, for what waits and remembers when.
struct CaseClock(Emulator);

#[async_trait]
impl Clock for CaseClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.now().millis())
    }

    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}
