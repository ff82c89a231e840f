//! Ending an apply early.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::Notify;

use crate::clock::{Clock, Timestamp};

/// A flag that ends an apply after the calls under way, with the state settled.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<Flag>);

#[derive(Debug, Default)]
struct Flag {
    is_set: AtomicBool,
    set: Notify,
}

impl Stop {
    /// Begins no call after this.
    pub fn stop(&self) {
        self.0.is_set.store(true, Ordering::Release);
        self.0.set.notify_waiters();
    }

    /// Whether [`Stop::stop`] was called.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.0.is_set.load(Ordering::Acquire)
    }

    /// Returns when [`Stop::stop`] is called, or was.
    async fn stopped(&self) {
        let set = self.0.set.notified();
        if !self.is_stopped() {
            set.await;
        }
    }
}

/// A clock whose waits end when the run is stopped.
pub(super) struct Impatient<'a> {
    pub(super) clock: &'a dyn Clock,
    pub(super) stop: &'a Stop,
}

#[async_trait]
impl Clock for Impatient<'_> {
    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    async fn sleep(&self, time: Duration) {
        let (slept, stopped) = (self.clock.sleep(time), std::pin::pin!(self.stop.stopped()));
        futures::future::select(slept, stopped).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A clock on which no time ever passes.
    struct Frozen;

    #[async_trait]
    impl Clock for Frozen {
        fn now(&self) -> Timestamp {
            Timestamp(0)
        }

        async fn sleep(&self, _: Duration) {
            std::future::pending().await
        }
    }

    #[test]
    fn a_wait_ends_when_the_run_is_stopped_before_or_meanwhile() {
        let stop = Stop::default();
        let impatient = Impatient { clock: &Frozen, stop: &stop };
        futures::executor::block_on(async {
            futures::join!(impatient.sleep(Duration::from_secs(1)), async { stop.stop() });
            impatient.sleep(Duration::from_secs(1)).await;
        });
        assert!(stop.is_stopped());
    }
}
