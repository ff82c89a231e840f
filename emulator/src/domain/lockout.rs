//! Keeping a user out after too many wrong passwords, for longer each time.

use poolhouse_emulator_model::Timestamp;

use crate::error::ApiError;

/// The wrong passwords of one user. That they are counted whatever the client is unsure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lockout {
    failures: u32,
    /// The last attempt that counted.
    last: Option<Timestamp>,
}

impl Lockout {
    /// Refuses an attempt while the user is locked out. Such an attempt does not count.
    pub(crate) fn check(&self, now: Timestamp) -> Result<(), ApiError> {
        let until = self.last.map(|last| last.millis() + self.locked_millis());
        if until.is_some_and(|until| now.millis() < until) {
            return Err(ApiError::password_attempts_exceeded());
        }
        Ok(())
    }

    /// The count after one more wrong password. A quarter of an hour without any forgets the rest.
    pub(crate) fn after_failure(self, now: Timestamp) -> Self {
        let failures = if self.is_forgotten(now) { 0 } else { self.failures };
        Self { failures: failures.saturating_add(1), last: Some(now) }
    }

    /// Whether the last attempt is so long ago that it counts no more.
    pub(crate) fn is_forgotten(&self, now: Timestamp) -> bool {
        self.last.is_none_or(|last| now.millis() >= last.millis() + MEMORY_MILLIS)
    }

    /// A second after the fifth failure, twice as long after each one more.
    fn locked_millis(&self) -> i64 {
        match self.failures.checked_sub(FREE_FAILURES) {
            None => 0,
            Some(beyond) => (1000 << beyond.min(MOST_DOUBLINGS)).min(MEMORY_MILLIS),
        }
    }
}

const FREE_FAILURES: u32 = 5;
const MOST_DOUBLINGS: u32 = 10;
const MEMORY_MILLIS: i64 = 15 * 60 * 1000;

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    fn after(failures: u32) -> Lockout {
        (0..failures).fold(Lockout::default(), |lockout, _| lockout.after_failure(at(100)))
    }

    #[test]
    fn the_lock_doubles_from_a_second_to_a_quarter_of_an_hour() {
        for (failures, seconds) in [(5, 1), (6, 2), (7, 4), (12, 128), (14, 512), (15, 900), (40, 900)] {
            let lockout = after(failures);
            let refusal = Err(ApiError::password_attempts_exceeded());
            assert_eq!(lockout.check(at(100 + seconds - 1)), refusal, "{failures}");
            assert_eq!(lockout.check(at(100 + seconds)), Ok(()), "{failures}");
        }
    }

    #[test]
    fn four_failures_lock_nobody_out() {
        assert_eq!(after(4).check(at(100)), Ok(()));
    }

    #[test]
    fn a_quarter_of_an_hour_forgets() {
        let later = after(9).after_failure(at(100 + 15 * 60));
        assert_eq!(later.check(at(100 + 15 * 60)), Ok(()));
    }
}
