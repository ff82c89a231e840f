//! What stops a script: a clock, which stands still while the script waits for the host or for the machine, and whoever
//! asks.

use std::future::poll_fn;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::Poll;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use cpu_time::ThreadTime;
use futures::task::AtomicWaker;
use parking_lot::{Condvar, Mutex};

use crate::limits::Excess;

/// Says once that a script has to stop, and why.
///
/// A thread of its own keeps the time, so that asking costs the reading of a flag and not of a clock. What counts is the
/// time that the script's own thread has had of the processor, which only that thread can see: when as much has passed on
/// the wall it is asked to look, and stops or goes on for what is left.
pub(crate) struct Watch {
    /// One of [`RUNS`], [`LOOKS`] and [`STOPPED`].
    state: AtomicU8,
    time: Mutex<Time>,
    changed: Condvar,
    /// Whoever waits for it, on the script's own thread.
    waiting: AtomicWaker,
}

/// The script goes on.
const RUNS: u8 = 0;
/// Its time may be over; it looks.
const LOOKS: u8 = 1;
/// It has to stop.
const STOPPED: u8 = 2;

/// Looks come no closer than this, though less be left.
const CLOSEST: Duration = Duration::from_millis(1);

struct Time {
    /// What was left of the script's time when it began to run, or to wait, or last looked.
    left: Duration,
    /// Since when it runs; none while it waits for the host.
    runs_since: Option<Since>,
    /// Why it was stopped.
    why: Option<Excess>,
    /// Whether the script has ended.
    over: bool,
}

/// A moment, on the wall and in the time of the script's thread.
struct Since {
    wall: Instant,
    own: Duration,
}

/// A script that is watched until this is dropped.
pub(crate) struct Watched {
    watch: Arc<Watch>,
    timer: Option<JoinHandle<()>>,
}

impl Watch {
    /// Starts to count the time of the thread that calls, on which the script runs.
    ///
    /// # Errors
    /// When the system has no thread left.
    pub(crate) fn start(time: Duration) -> io::Result<Watched> {
        let time = Time { left: time, runs_since: Some(Since::now()), why: None, over: false };
        let watch = Arc::new(Self {
            state: AtomicU8::new(RUNS),
            time: Mutex::new(time),
            changed: Condvar::new(),
            waiting: AtomicWaker::new(),
        });
        let keeper = Arc::clone(&watch);
        let timer = thread::Builder::new().name("script time limit".into()).spawn(move || keeper.count())?;
        Ok(Watched { watch, timer: Some(timer) })
    }

    /// Whether the script has to stop, asked on its own thread.
    pub(crate) fn is_stopped(&self) -> bool {
        match self.state.load(Ordering::Relaxed) {
            RUNS => false,
            LOOKS => self.is_over(),
            _ => true,
        }
    }

    /// Whether the script has had all of its time. Where it has not, it is asked again when it may have.
    fn is_over(&self) -> bool {
        let mut time = self.time.lock();
        time.pass();
        if time.left.is_zero() {
            drop(time);
            self.stop(Excess::Time);
            return true;
        }
        time.runs_since = Some(Since::now());
        // Whoever has stopped it meanwhile is not to be forgotten.
        let goes_on = self.state.compare_exchange(LOOKS, RUNS, Ordering::AcqRel, Ordering::Acquire).is_ok();
        self.changed.notify_one();
        !goes_on
    }

    /// Why it has to.
    pub(crate) fn why(&self) -> Option<Excess> {
        self.time.lock().why
    }

    /// Has the script stop. The first reason counts.
    pub(crate) fn stop(&self, why: Excess) {
        self.time.lock().why.get_or_insert(why);
        self.state.store(STOPPED, Ordering::Release);
        self.waiting.wake();
    }

    /// Returns when the script has to stop.
    pub(crate) async fn stopped(&self) {
        poll_fn(|context| {
            self.waiting.register(context.waker());
            if self.state.load(Ordering::Acquire) == STOPPED { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }

    /// Does what the script waits for, which takes nothing of its time.
    pub(crate) fn wait<T>(&self, work: impl FnOnce() -> T) -> T {
        self.time.lock().pass();
        let done = work();
        self.time.lock().runs_since = Some(Since::now());
        self.changed.notify_one();
        done
    }

    /// Has the script look whenever its time may be over, until it has ended.
    fn count(&self) {
        let mut time = self.time.lock();
        while !time.over {
            let runs = time.runs_since.as_ref().filter(|_| self.state.load(Ordering::Acquire) == RUNS);
            let Some(since) = runs else {
                self.changed.wait(&mut time);
                continue;
            };
            let left = time.left.max(CLOSEST).saturating_sub(since.wall.elapsed());
            if left.is_zero() {
                // Nothing but `stop` comes between, and that is to stay.
                let _ = self.state.compare_exchange(RUNS, LOOKS, Ordering::AcqRel, Ordering::Acquire);
            } else {
                self.changed.wait_for(&mut time, left);
            }
        }
    }
}

impl Time {
    /// Takes what the script has had of the processor since it ran from what it has left. It does not run from then on.
    fn pass(&mut self) {
        let had = self.runs_since.take().map(|since| own_time().saturating_sub(since.own));
        self.left = self.left.saturating_sub(had.unwrap_or_default());
    }
}

impl Since {
    fn now() -> Self {
        Self { wall: Instant::now(), own: own_time() }
    }
}

/// How long the thread that calls has had the processor.
fn own_time() -> Duration {
    ThreadTime::now().as_duration()
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
    fn time_that_the_thread_does_not_have_the_processor_does_not_count() {
        let watched = Watch::start(Duration::from_millis(20)).unwrap();
        let watch = watched.watch();
        while watch.state.load(Ordering::Relaxed) == RUNS {
            thread::sleep(Duration::from_millis(1));
        }
        assert!(!watch.is_stopped(), "the wall's time is over, and the thread slept");
        while !watch.is_stopped() {
            std::hint::spin_loop();
        }
        assert_eq!(watch.why(), Some(Excess::Time));
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
