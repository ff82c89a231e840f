//! Calls of one kind, spaced evenly.

/// What was called in one category.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// Calls made, those that were throttled included.
    pub made: u64,
    /// Calls that the service throttled.
    pub throttled: u64,
}

/// Calls that share a rate. Times are in microseconds of the clock, rates in calls per second.
pub(super) struct Lane {
    pub(super) full_rate: f64,
    pub(super) rate: f64,
    /// When `rate` was last reckoned.
    reckoned: i64,
    /// When the next call may be made.
    next: i64,
    pub(super) calls: Calls,
}

/// What a throttle leaves of a rate.
const SLOWED: f64 = 0.5;
/// The part of the full rate that comes back each second.
const RECOVERY: f64 = 0.05;
/// No category gets slower than this part of its full rate: it must find out that the way is free again.
const SLOWEST: f64 = 1.0 / 64.0;

impl Lane {
    pub(super) fn new(rate: f64, now: i64) -> Self {
        Self { full_rate: rate, rate, reckoned: now, next: now, calls: Calls::default() }
    }

    /// Takes the next place, and tells how long to wait for it.
    pub(super) fn admit(&mut self, now: i64) -> i64 {
        self.recover(now);
        self.calls.made += 1;
        let place = self.next.max(now);
        self.next = place + (1_000_000.0 / self.rate) as i64;
        place - now
    }

    /// Whether a call may be made at once.
    pub(super) fn is_free(&self, now: i64) -> bool {
        self.next <= now
    }

    pub(super) fn slow_down(&mut self, now: i64) {
        self.recover(now);
        self.calls.throttled += 1;
        self.rate = (self.rate * SLOWED).max(self.full_rate * SLOWEST);
    }

    pub(super) fn recover(&mut self, now: i64) {
        let seconds = (now - self.reckoned).max(0) as f64 / 1_000_000.0;
        self.rate = (self.rate + self.full_rate * RECOVERY * seconds).min(self.full_rate);
        self.reckoned = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000;

    #[test]
    fn calls_are_spaced_evenly() {
        let mut lane = Lane::new(25.0, 0);
        let waits: Vec<i64> = (0..4).map(|_| lane.admit(0)).collect();
        assert_eq!(waits, [0, 40_000, 80_000, 120_000]);
    }

    #[test]
    fn who_was_idle_does_not_catch_up_in_a_burst() {
        let mut lane = Lane::new(25.0, 0);
        lane.admit(0);
        assert_eq!([lane.admit(10 * SECOND), lane.admit(10 * SECOND)], [0, 40_000]);
    }

    #[test]
    fn a_throttle_halves_the_rate_which_then_climbs_back() {
        let mut lane = Lane::new(20.0, 0);
        lane.slow_down(0);
        assert_eq!(lane.rate, 10.0);
        lane.recover(5 * SECOND);
        assert_eq!(lane.rate, 15.0);
        lane.recover(60 * SECOND);
        assert_eq!(lane.rate, 20.0);
    }

    #[test]
    fn throttles_without_end_leave_a_trickle() {
        let mut lane = Lane::new(64.0, 0);
        for _ in 0..100 {
            lane.slow_down(0);
        }
        assert_eq!(lane.rate, 1.0);
        assert_eq!(lane.calls.throttled, 100);
    }
}
