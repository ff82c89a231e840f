//! The clock of an emulator, as a port: real, or moved by hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use parking_lot::Mutex;
use poolhouse_emulator_model::Timestamp;

/// Tells an emulator what time it is.
pub trait Clock: Send + Sync {
    /// The present moment, with a resolution of milliseconds.
    fn now(&self) -> Timestamp;
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(millis(since_epoch))
    }
}

/// A clock that stands still until it is moved: what takes a week takes a line in a test.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that shows `start`.
    pub fn at(start: Timestamp) -> Self {
        Self(AtomicI64::new(start.millis()))
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(millis(by), Ordering::Relaxed);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::Relaxed))
    }
}

/// The clock of an emulator, in the hands of whoever has the emulator. Everything that lasts obeys it: codes, tokens,
/// sessions, lockouts, temporary passwords, one-time passwords.
///
/// ```
/// # use std::time::Duration;
/// # use poolhouse_emulator::Emulator;
/// let emulator = Emulator::new();
/// let clock = emulator.clock();
/// clock.freeze();
/// let before = emulator.now();
/// clock.advance(Duration::from_secs(7 * 24 * 60 * 60));
/// assert_eq!(emulator.now().millis() - before.millis(), 604_800_000);
/// clock.resume();
/// ```
pub struct AdjustableClock {
    source: Arc<dyn Clock>,
    shift: Mutex<Shift>,
}

/// What stands between the source's time and the one that is shown, in milliseconds.
#[derive(Clone, Copy)]
enum Shift {
    /// So much is added.
    By(i64),
    /// The clock stands still here.
    At(i64),
}

impl AdjustableClock {
    /// A clock that shows what `source` shows, until it is told otherwise.
    pub(crate) fn over(source: Arc<dyn Clock>) -> Self {
        Self { source, shift: Mutex::new(Shift::By(0)) }
    }

    /// The same time, to be changed apart.
    pub(crate) fn fork(&self) -> Self {
        Self { source: Arc::clone(&self.source), shift: Mutex::new(*self.shift.lock()) }
    }

    /// Shows `time` from now on, and goes on from there unless it is frozen. It may lie in the past.
    pub fn set(&self, time: Timestamp) {
        let mut shift = self.shift.lock();
        *shift = match *shift {
            Shift::By(_) => Shift::By(time.millis() - self.source.now().millis()),
            Shift::At(_) => Shift::At(time.millis()),
        };
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        let mut shift = self.shift.lock();
        *shift = match *shift {
            Shift::By(offset) => Shift::By(offset.saturating_add(millis(by))),
            Shift::At(time) => Shift::At(time.saturating_add(millis(by))),
        };
    }

    /// Stops the clock where it is.
    pub fn freeze(&self) {
        let mut shift = self.shift.lock();
        *shift = Shift::At(self.shown(*shift));
    }

    /// Lets the clock go on from where it stands.
    pub fn resume(&self) {
        let mut shift = self.shift.lock();
        *shift = Shift::By(self.shown(*shift) - self.source.now().millis());
    }

    fn shown(&self, shift: Shift) -> i64 {
        match shift {
            Shift::By(offset) => self.source.now().millis().saturating_add(offset),
            Shift::At(time) => time,
        }
    }
}

impl Clock for AdjustableClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.shown(*self.shift.lock()))
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_when_told() {
        let clock = ManualClock::at(Timestamp::from_millis(1_000));
        assert_eq!(clock.now().millis(), 1_000);
        clock.advance(Duration::from_secs(60));
        assert_eq!(clock.now().millis(), 61_000);
    }

    /// A clock over one that stands at a thousand seconds, and that one.
    fn adjustable() -> (AdjustableClock, Arc<ManualClock>) {
        let source = Arc::new(ManualClock::at(Timestamp::from_millis(1_000_000)));
        (AdjustableClock::over(Arc::clone(&source) as _), source)
    }

    #[test]
    fn a_clock_that_was_set_goes_on_from_there() {
        let (clock, source) = adjustable();
        clock.set(Timestamp::from_millis(5_000));
        source.advance(Duration::from_secs(1));
        assert_eq!(clock.now().millis(), 6_000);
    }

    #[test]
    fn a_frozen_clock_moves_by_hand_alone_and_goes_on_where_it_stood() {
        let (clock, source) = adjustable();
        clock.freeze();
        source.advance(Duration::from_secs(60));
        clock.advance(Duration::from_secs(1));
        assert_eq!(clock.now().millis(), 1_001_000);
        clock.resume();
        source.advance(Duration::from_secs(2));
        assert_eq!(clock.now().millis(), 1_003_000);
    }

    #[test]
    fn a_forks_clock_begins_alike_and_moves_apart() {
        let (clock, _) = adjustable();
        clock.advance(Duration::from_secs(1));
        let fork = clock.fork();
        fork.advance(Duration::from_secs(1));
        assert_eq!((clock.now().millis(), fork.now().millis()), (1_001_000, 1_002_000));
    }
}
