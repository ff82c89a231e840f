//! The way into a plugin: so many calls at once, so many waiting, and a rest for one that keeps breaking.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::error::CallErrorKind;

/// The way into one plugin. What one plugin takes of the engine's pool is bounded, so that another always finds room.
pub(crate) struct Gate {
    running: Semaphore,
    waiting: AtomicUsize,
    record: Mutex<Record>,
    rest: Duration,
}

/// How the last calls went.
#[derive(Default)]
struct Record {
    broken_in_a_row: u32,
    rests_until: Option<Instant>,
}

impl Gate {
    pub(crate) fn new(rest: Duration) -> Self {
        let running = Semaphore::new(AT_ONCE);
        Self { running, waiting: AtomicUsize::new(0), record: Mutex::default(), rest }
    }

    /// A place, as soon as there is one; or why there will be none.
    pub(crate) async fn enter(&self) -> Result<SemaphorePermit<'_>, CallErrorKind> {
        self.check_rest()?;
        if let Ok(permit) = self.running.try_acquire() {
            return Ok(permit);
        }
        let waiting = Waiting::join(&self.waiting).ok_or(CallErrorKind::Busy)?;
        let permit = self.running.acquire().await;
        drop(waiting);
        permit.map_err(|_| CallErrorKind::Busy)
    }

    /// Remembers how a call ended.
    pub(crate) fn settle(&self, error: Option<&CallErrorKind>) {
        let mut record = self.record.lock();
        match error {
            Some(CallErrorKind::Trapped(_) | CallErrorKind::Exhausted(_)) => {
                record.broken_in_a_row += 1;
                if record.broken_in_a_row >= PATIENCE {
                    record.rests_until = Some(Instant::now() + self.rest);
                }
            }
            // Nothing ran.
            Some(CallErrorKind::Busy | CallErrorKind::Resting(_)) => {}
            Some(CallErrorKind::Refused(_)) | None => *record = Record::default(),
        }
    }

    /// After its rest a plugin is tried again; breaks it once more, it rests once more.
    fn check_rest(&self) -> Result<(), CallErrorKind> {
        let record = self.record.lock();
        match record.rests_until {
            Some(until) if Instant::now() < until => Err(CallErrorKind::Resting(record.broken_in_a_row)),
            _ => Ok(()),
        }
    }
}

/// One who waits, counted for as long as they do.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn join(waiting: &'a AtomicUsize) -> Option<Self> {
        let joined = Self(waiting);
        (waiting.fetch_add(1, Ordering::Relaxed) < MOST_WAITING).then_some(joined)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

pub(crate) const AT_ONCE: usize = 16;
pub(crate) const MOST_WAITING: usize = 64;
/// So many broken calls in a row make a plugin rest.
const PATIENCE: u32 = 5;
