//! What stops a script: a clock, which stands still while the script waits for the host or for the machine, and whoever
//! asks.

mod alarms;

use std::future::poll_fn;
use std::io;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Weak};
use std::task::Poll;
use std::time::{Duration, Instant};

use cpu_time::ThreadTime;
use futures::task::AtomicWaker;
use parking_lot::Mutex;

use self::alarms::ALARMS;
use crate::limits::Excess;

/// Says once that a script has to stop, and why.
///
/// An alarm keeps the time, so that asking costs the reading of a flag and not of a clock. What counts is the time that
/// the script's own thread has had of the processor, which only that thread can see: when as much has passed on the wall
/// it is asked to look, and stops or goes on for what is left.
pub(crate) struct Watch {
    me: Weak<Self>,
    /// One of [`RUNS`], [`LOOKS`] and [`STOPPED`].
    state: AtomicU8,
    time: Mutex<Time>,
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
    /// When it is asked to look. While it runs that is no later than its time may be over.
    alarm: Option<Instant>,
}

/// A moment, on the wall and in the time of the script's thread.
struct Since {
    wall: Instant,
    own: Duration,
}

/// A script that is watched until this is dropped.
pub(crate) struct Watched {
    watch: Arc<Watch>,
}

impl Watch {
    /// Starts to count the time of the thread that calls, on which the script runs.
    ///
    /// # Errors
    /// When the system has no thread left.
    pub(crate) fn start(time: Duration) -> io::Result<Watched> {
        ALARMS.start()?;
        let watch = Arc::new_cyclic(|me| Self {
            me: Weak::clone(me),
            state: AtomicU8::new(RUNS),
            time: Mutex::new(Time { left: time, runs_since: None, why: None, alarm: None }),
            waiting: AtomicWaker::new(),
        });
        watch.go_on(&mut watch.time.lock());
        Ok(Watched { watch })
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
        // Whoever has stopped it meanwhile is not to be forgotten.
        let goes_on = self.state.compare_exchange(LOOKS, RUNS, Ordering::AcqRel, Ordering::Acquire).is_ok();
        self.go_on(&mut time);
        !goes_on
    }

    /// Why it has to.
    pub(crate) fn why(&self) -> Option<Excess> {
        self.time.lock().why
    }

    /// What the script has left of its time, asked once it has run.
    pub(crate) fn left(&self) -> Duration {
        let mut time = self.time.lock();
        time.pass();
        time.left
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
        self.go_on(&mut self.time.lock());
        done
    }

    /// Has the clock run, and the script look when its time may be over.
    fn go_on(&self, time: &mut Time) {
        let since = Since::now();
        let over = since.wall + time.left.max(CLOSEST);
        time.runs_since = Some(since);
        if time.alarm.is_none_or(|alarm| alarm > over) {
            self.set_alarm(time, over);
        }
    }

    fn set_alarm(&self, time: &mut Time, at: Instant) {
        self.forget_alarm(time);
        time.alarm = Some(at);
        ALARMS.set(at, &self.me);
    }

    fn forget_alarm(&self, time: &mut Time) {
        if let Some(alarm) = time.alarm.take() {
            ALARMS.forget(alarm, &self.me);
        }
    }

    /// The alarm: has the script look if its time may be over, and waits on if it has waited meanwhile.
    fn ring(&self) {
        let mut time = self.time.lock();
        time.alarm = None;
        let runs = time.runs_since.as_ref().filter(|_| self.state.load(Ordering::Acquire) == RUNS);
        let Some(over) = runs.map(|since| since.wall + time.left.max(CLOSEST)) else { return };
        if over > Instant::now() {
            self.set_alarm(&mut time, over);
        } else {
            // Nothing but `stop` comes between, and that is to stay.
            let _ = self.state.compare_exchange(RUNS, LOOKS, Ordering::AcqRel, Ordering::Acquire);
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
        let mut time = self.watch.time.lock();
        time.runs_since = None;
        self.watch.forget_alarm(&mut time);
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

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
