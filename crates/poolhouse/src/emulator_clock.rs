//! An emulator's time, for what runs beside it.

use std::time::Duration;

use async_trait::async_trait;
use poolhouse_core::clock::{Clock, Timestamp};
use poolhouse_emulator::Emulator;

/// The time that an emulator has, turned or frozen as it may be. Waiting is the runtime's.
pub(crate) struct EmulatorClock(pub(crate) Emulator);

#[async_trait]
impl Clock for EmulatorClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.now().millis())
    }

    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}
