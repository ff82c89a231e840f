//! What one case has at hand.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use poolhouse_core::api::{Api, PersistentApi};
use poolhouse_core::clock::Clock;
use poolhouse_core::log::LogSink;
use poolhouse_core::plan::Options;
use poolhouse_core::state::{MemoryState, StateStore};
use poolhouse_emulator::{ApiError, Fault};
use poolhouse_emulator_model::{ErrorCode, OperationName};
use poolhouse_lua::testbed::{
    Aim, CallError, CallFault, Compared, Provisioning, ScriptRequest, ScriptRun, TestBed,
};
use poolhouse_lua::{Live, Terminal, Writes};
use serde_json::Value;

use super::ground::Ground;
use super::snapshots::Snapshots;
use super::world::World;
use crate::builder::Builder;
use crate::emulator_clock::EmulatorClock;
use crate::error::Error;
use crate::poolhouse::Poolhouse;
use crate::target::Target;

/// A world of the case's own, and what its scripts have applied to it.
pub(super) struct Bed {
    ground: Arc<Ground>,
    snapshots: Arc<Snapshots>,
    world: Arc<World>,
    states: Mutex<BTreeMap<StateName, Arc<MemoryState>>>,
}

/// The script and the stage that a state is of.
pub(super) type StateName = (String, Option<String>);

impl Bed {
    pub(super) fn new(ground: Arc<Ground>, snapshots: Arc<Snapshots>, log: LogSink) -> Result<Self, Error> {
        let world = Arc::new(World::new(&ground, log)?);
        Ok(Self { ground, snapshots, world, states: Mutex::default() })
    }

    async fn carry_out(&self, request: &ScriptRequest, how: &Provisioning) -> Result<ScriptRun, Error> {
        let poolhouse = self.poolhouse(request)?;
        let options = Options {
            adopt: how.adopt,
            allow_replace: how.allow_replace,
            max_deletes: how.max_deletes,
            destroy: how.aim == Aim::Destroy,
            ..Options::default()
        };
        if how.aim == Aim::Plan {
            return Ok(ScriptRun { plan: poolhouse.plan(options).await?, report: None });
        }
        let run = poolhouse.prepare(options).await?;
        let plan = run.plan().clone();
        let report = run.apply().await?;
        let mut answering = self.world.answering.lock();
        match how.aim {
            Aim::Destroy => drop(answering.remove(&state_name(request))),
            _ => drop(answering.insert(state_name(request), poolhouse.sources.answering())),
        }
        Ok(ScriptRun { plan, report: Some(report) })
    }

    fn poolhouse(&self, request: &ScriptRequest) -> Result<Poolhouse, Error> {
        let root = self.ground.project.root();
        let state = self.state(state_name(request));
        let mut builder = source(Poolhouse::builder(), root.join(&request.script))
            .project(root)
            .target(Target::Emulator(self.world.answered()))
            .state(state as Arc<dyn StateStore>)
            .clock(Arc::new(EmulatorClock(self.world.emulator.clone())))
            .log(Arc::clone(&self.world.log))
            .with_entry(|entry| {
                // Where a test is run from changes nothing that it sees.
                entry.shown_from = Some(root.to_path_buf());
                entry.coverage = self.ground.coverage.clone();
            })
            .closed()
            .limits(self.ground.asked)
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
    fn provision(&self, script: &ScriptRequest, how: &Provisioning) -> Result<ScriptRun, String> {
        let run = Box::pin(self.carry_out(script, how));
        self.world.block_on(run).map_err(|error| error.to_string())
    }

    fn run(&self, script: &ScriptRequest, writes: Writes, terminal: Arc<dyn Terminal>) -> Result<(), String> {
        let options = self.poolhouse(script).and_then(|poolhouse| poolhouse.script_to_run());
        let options = options.map_err(|error| error.to_string())?;
        let live = Live { api: self.api(), clock: self.clock(), writes, terminal };
        poolhouse_lua::run(&options, live).map_err(|faults| faults.to_string())
    }

    fn api(&self) -> Arc<dyn Api> {
        Arc::new(PersistentApi::new(Arc::clone(&self.world) as _, None, self.clock()))
    }

    fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.world) as _
    }

    fn call(&self, operation: &str, input: Value) -> Result<Option<Value>, CallError> {
        let emulator = self.world.answered();
        let caller = emulator.caller();
        let answer = emulator.handle(operation, input, &caller);
        self.world.block_on(answer).map_err(|error| call_error(&error))
    }

    fn messages(&self, pool: &str, username: Option<&str>) -> Result<Vec<Value>, CallError> {
        let sent = self.world.emulator.messages(pool, username).map_err(|error| call_error(&error))?;
        Ok(sent.iter().map(|message| serde_json::json!(message)).collect())
    }

    fn advance(&self, by: Duration) {
        self.world.emulator.clock().advance(by);
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
        self.world.emulator.fail(match times {
            Some(times) => made.times(*times),
            None => made,
        });
        Ok(())
    }

    fn lift_faults(&self) {
        self.world.emulator.lift_faults();
    }

    fn snapshot(&self, name: &str, text: &str) -> Compared {
        self.snapshots.compare(name, text)
    }
}

fn call_error(error: &ApiError) -> CallError {
    CallError { code: error.code().to_owned(), message: error.message().unwrap_or_default().to_owned() }
}
