//! The emulator of a case, and the time in which it lives.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use parking_lot::Mutex;
use poolhouse_core::api::{Api, ApiCall};
use poolhouse_core::backend::BackendError;
use poolhouse_core::clock::{Clock, Timestamp};
use poolhouse_core::log::LogSink;
use poolhouse_emulator::Emulator;
use poolhouse_local::LocalApi;
use serde_json::Value;
use tokio::runtime::Runtime;

use super::bed::StateName;
use super::ground::{BEGINNING, Ground, SEED};
use crate::emulator_clock::EmulatorClock;
use crate::error::Error;
use crate::sources::Answering;
use crate::surroundings::Surroundings;
use crate::triggers;
use crate::trust::Granted;
use crate::virtual_clock::{self, VirtualClock};

/// An emulator of the case's own, in a runtime in which nobody waits.
///
/// As [`Api`] and [`Clock`] it serves the case's thread, which is in no runtime: a call or a wait is over when it is first
/// asked whether it is, since nobody but this thread moves the runtime.
pub(super) struct World {
    pub(super) emulator: Emulator,
    pub(super) log: LogSink,
    /// Who answers the triggers of pools, of the scripts that are applied.
    pub(super) answering: Mutex<BTreeMap<StateName, Answering>>,
    runtime: Runtime,
}

impl World {
    pub(super) fn new(ground: &Ground, log: LogSink) -> Result<Self, Error> {
        let runtime = virtual_clock::runtime()?;
        let clock = runtime.block_on(async { VirtualClock::at(Timestamp::from_millis(BEGINNING)) });
        let emulator = Emulator::builder().clock(Arc::new(clock)).seed(SEED).build()?;
        emulator.restore(&ground.pools);
        // Nobody is asked for trust in a test: what would leave this process is refused.
        let run = Surroundings {
            project: ground.project.clone(),
            granted: Granted::closed(),
            stage: "dev".to_owned(),
            clock: Arc::new(EmulatorClock(emulator.clone())),
            log: Arc::clone(&log),
        };
        let emulator = match runtime.block_on(triggers::configured(&run, &emulator))? {
            Some(functions) => emulator.with_triggers(Arc::new(functions)),
            None => emulator,
        };
        Ok(Self { emulator, log, answering: Mutex::default(), runtime })
    }

    /// The emulator, asking the functions of the scripts that are applied.
    pub(super) fn answered(&self) -> Emulator {
        self.answering.lock().values().fold(self.emulator.clone(), |emulator, answering| {
            triggers::with_declared(&emulator, Arc::clone(answering), Arc::clone(&self.log))
        })
    }

    /// Does something to its end. Time jumps when all of it waits.
    pub(super) fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }
}

#[async_trait]
impl Api for World {
    async fn call(&self, call: &ApiCall) -> Result<Value, BackendError> {
        self.block_on(LocalApi::new(self.answered()).call(call))
    }
}

#[async_trait]
impl Clock for World {
    fn now(&self) -> Timestamp {
        self.block_on(async { Timestamp::from_millis(self.emulator.now().millis()) })
    }

    async fn sleep(&self, time: Duration) {
        self.block_on(async { tokio::time::sleep(time).await });
    }
}
