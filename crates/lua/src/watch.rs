//! What stops a script: a clock, which stands still while the script waits for the host, and whoever asks.

use std::future::poll_fn;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use futures::task::AtomicWaker;
use parking_lot::{Condvar, Mutex};

use crate::limits::Excess;

/// Says once that a script has to stop, and why.
///
/// A thread of its own keeps the time, so that asking costs the reading of a flag and not of a clock.
pub(crate) struct Watch {
    stopped: AtomicBool,
    time: Mutex<Time>,
    changed: Condvar,
    /// Whoever waits for it, on the script's own thread.
    waiting: AtomicWaker,
}

struct Time {
    /// What was left of the script's time when it began to run, or to wait.
    left: Duration,
    /// Since when it runs; none while it waits for the host.
    runs_since: Option<Instant>,
    /// Why it was stopped.
    why: Option<Excess>,
    /// Whether the script has ended.
    over: bool,
}

/// A script that is watched until this is dropped.
pub(crate) struct Watched {
    watch: Arc<Watch>,
    timer: Option<JoinHandle<()>>,
}

impl Watch {
    /// Starts to count.
    ///
    /// # Errors
    /// When the system has no thread left.
    pub(crate) fn start(time: Duration) -> io::Result<Watched> {
        let time = Time { left: time, runs_since: Some(Instant::now()), why: None, over: false };
        let watch = Arc::new(Self {
            stopped: AtomicBool::new(false),
            time: Mutex::new(time),
            changed: Condvar::new(),
            waiting: AtomicWaker::new(),
        });
        let keeper = Arc::clone(&watch);
        let timer = thread::Builder::new().name("script time limit".into()).spawn(move || keeper.count())?;
        Ok(Watched { watch, timer: Some(timer) })
    }

    /// Whether the script has to stop.
    pub(crate) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Why it has to.
    pub(crate) fn why(&self) -> Option<Excess> {
        self.time.lock().why
    }

    /// Has the script stop. The first reason counts.
    pub(crate) fn stop(&self, why: Excess) {
        self.time.lock().why.get_or_insert(why);
        self.stopped.store(true, Ordering::Release);
        self.waiting.wake();
    }

    /// Returns when the script has to stop.
    pub(crate) async fn stopped(&self) {
        poll_fn(|context| {
            self.waiting.register(context.waker());
            if self.stopped.load(Ordering::Acquire) { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }

    /// Does what the script waits for, which takes nothing of its time.
    pub(crate) fn wait<T>(&self, work: impl FnOnce() -> T) -> T {
        {
            let mut time = self.time.lock();
            let ran = time.runs_since.take().map(|since| since.elapsed()).unwrap_or_default();
            time.left = time.left.saturating_sub(ran);
        }
        let done = work();
        self.time.lock().runs_since = Some(Instant::now());
        self.changed.notify_one();
        done
    }

    /// Waits until the script has ended or its time is over.
    fn count(&self) {
        let mut time = self.time.lock();
        while !time.over {
            let Some(since) = time.runs_since else {
                self.changed.wait(&mut time);
                continue;
            };
            let left = time.left.saturating_sub(since.elapsed());
            if left.is_zero() {
                time.why.get_or_insert(Excess::Time);
                self.stopped.store(true, Ordering::Relaxed);
                return;
            }
            self.changed.wait_for(&mut time, left);
        }
    }
}

impl Watched {
    /// The watch, for whoever asks or waits.
    pub(crate) fn watch(&self) -> &Arc<Watch> {
        &self.watch
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.watch.time.lock().over = true;
        self.watch.changed.notify_one();
        if let Some(timer) = self.timer.take() {
            // The thread only waits and sets a flag; a panic in it has nothing to tell.
            let _ = timer.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watch_that_is_dropped_early_does_not_wait_for_its_time() {
        let watched = Watch::start(Duration::from_secs(3600)).unwrap();
        let watch = Arc::clone(watched.watch());
        drop(watched);
        assert!(!watch.is_stopped());
    }

    #[test]
    fn the_clock_stands_still_while_the_script_waits() {
        let watched = Watch::start(Duration::from_secs(3600)).unwrap();
        assert!(watched.watch().time.lock().runs_since.is_some());
        assert!(watched.watch().wait(|| watched.watch().time.lock().runs_since.is_none()));
        assert!(watched.watch().time.lock().runs_since.is_some());
    }

    #[test]
    fn the_first_reason_to_stop_counts() {
        let watched = Watch::start(Duration::from_secs(3600)).unwrap();
        watched.watch().stop(Excess::Calls);
        watched.watch().stop(Excess::Output);
        assert!(watched.watch().is_stopped());
        assert_eq!(watched.watch().why(), Some(Excess::Calls));
    }
}
