//! A clock that does not wait.

use std::time::Duration;

use poolhouse_core::clock::{Clock, Timestamp};
use poolhouse_emulator_model::Timestamp as EmulatorTimestamp;
use tokio::runtime::Runtime;
use tokio::time::Instant;

/// The time of a runtime that [`runtime`] made, as core and emulator want it. It stands still while anything happens,
/// and jumps when everybody waits.
pub(crate) struct VirtualClock {
    began: Timestamp,
    start: Instant,
}

/// A runtime in which nobody waits.
pub(crate) fn runtime() -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()
}

impl VirtualClock {
    /// A clock that shows `began`. It belongs to the runtime in which this is called, and is read there.
    pub(crate) fn at(began: Timestamp) -> Self {
        Self { began, start: Instant::now() }
    }

    fn millis(&self) -> i64 {
        let elapsed = i64::try_from(self.start.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.began.millis().saturating_add(elapsed)
    }
}

#[async_trait::async_trait]
impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.millis())
    }

    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}

impl poolhouse_emulator::Clock for VirtualClock {
    fn now(&self) -> EmulatorTimestamp {
        EmulatorTimestamp::from_millis(self.millis())
    }
}
