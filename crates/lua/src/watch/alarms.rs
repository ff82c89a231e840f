//! One thread that wakes the watches of all scripts: a thread for each would be a good part of a short script's time.

use std::collections::BTreeMap;
use std::io;
use std::sync::Weak;
use std::thread;
use std::time::Instant;

use parking_lot::{Condvar, Mutex};

use super::Watch;

/// The alarms of this process.
pub(super) static ALARMS: Alarms = Alarms::new();

/// The watches to wake, and when.
pub(super) struct Alarms {
    set: Mutex<Set>,
    sooner: Condvar,
}

struct Set {
    /// By their moments; what is at the same one is told apart by where it lies.
    watches: BTreeMap<(Instant, usize), Weak<Watch>>,
    /// Until when the thread sleeps; for good where there is no moment.
    sleeps: Option<Instant>,
    started: bool,
}

impl Alarms {
    const fn new() -> Self {
        let set = Set { watches: BTreeMap::new(), sleeps: None, started: false };
        Self { set: Mutex::new(set), sooner: Condvar::new() }
    }

    /// Has the thread run.
    ///
    /// # Errors
    /// When the system has no thread left.
    pub(super) fn start(&'static self) -> io::Result<()> {
        let mut set = self.set.lock();
        if !set.started {
            thread::Builder::new().name("script time limits".into()).spawn(|| self.keep())?;
            set.started = true;
        }
        Ok(())
    }

    /// Wakes a watch at a moment.
    pub(super) fn set(&self, at: Instant, watch: &Weak<Watch>) {
        let mut set = self.set.lock();
        set.watches.insert((at, address(watch)), Weak::clone(watch));
        if set.sleeps.is_none_or(|until| until > at) {
            self.sooner.notify_one();
        }
    }

    /// Lets a watch be that was to be woken at a moment.
    pub(super) fn forget(&self, at: Instant, watch: &Weak<Watch>) {
        self.set.lock().watches.remove(&(at, address(watch)));
    }

    fn keep(&self) {
        let mut set = self.set.lock();
        loop {
            let Some(first) = set.watches.first_entry() else {
                set.sleeps = None;
                self.sooner.wait(&mut set);
                continue;
            };
            let at = first.key().0;
            if at > Instant::now() {
                set.sleeps = Some(at);
                self.sooner.wait_until(&mut set, at);
                continue;
            }
            let due = first.remove();
            // A watch has its own lock when it sets an alarm.
            parking_lot::MutexGuard::unlocked(&mut set, || {
                if let Some(watch) = due.upgrade() {
                    watch.ring();
                }
            });
        }
    }
}

fn address(watch: &Weak<Watch>) -> usize {
    watch.as_ptr() as usize
}
