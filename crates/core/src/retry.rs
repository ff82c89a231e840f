//! What is tried again, how often, and how long it waits in between.

use std::time::Duration;

use crate::backend::{BackendError, ErrorKind};
use crate::clock::Clock;

/// How a call is tried again. The waits double from one try to the next.
#[derive(Clone, Copy, Debug)]
pub struct Retry {
    /// Tries in all.
    pub attempts: u32,
    /// The first wait.
    pub first_wait: Duration,
    /// No wait is longer.
    pub longest_wait: Duration,
    /// Whether each wait is drawn at random up to its length, so that many who failed together do not come back
    /// together.
    pub jitter: bool,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            attempts: 12,
            first_wait: Duration::from_millis(200),
            longest_wait: Duration::from_secs(10),
            jitter: true,
        }
    }
}

impl Retry {
    /// Makes the call until it succeeds, fails for a reason that `again` does not hold for passing, or tries run out.
    /// `failed` hears of each failure after which it is tried again.
    ///
    /// # Errors
    /// The last try's.
    pub async fn run<T, F>(
        &self,
        clock: &dyn Clock,
        again: impl Fn(ErrorKind) -> bool,
        failed: impl Fn(&BackendError),
        mut call: impl FnMut() -> F,
    ) -> Result<T, BackendError>
    where
        F: Future<Output = Result<T, BackendError>>,
    {
        for wait in self.waits() {
            match call().await {
                Err(error) if again(error.kind) => {
                    failed(&error);
                    clock.sleep(wait).await;
                }
                settled => return settled,
            }
        }
        call().await
    }

    /// The waits between one try and the next.
    pub fn waits(&self) -> impl Iterator<Item = Duration> {
        let longer = |wait: &Duration| Some((*wait * 2).min(self.longest_wait));
        let waits = std::iter::successors(Some(self.first_wait), longer);
        waits.take(self.attempts.saturating_sub(1) as usize).map(|wait| self.drawn(wait))
    }

    fn drawn(&self, wait: Duration) -> Duration {
        if self.jitter { wait.mul_f64(fastrand::f64()) } else { wait }
    }
}

/// Passing for a call that may be made twice: throttled, failed or unanswered.
#[must_use]
pub fn idempotent(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Throttled | ErrorKind::Unavailable)
}

/// Passing for a call on a user just made, whom the service may not yet find everywhere.
#[must_use]
pub fn on_new_user(kind: ErrorKind) -> bool {
    idempotent(kind) || kind == ErrorKind::UserNotFound
}

/// Passing for a call that must not be made twice: only when it surely had no effect.
#[must_use]
pub fn throttled(kind: ErrorKind) -> bool {
    kind == ErrorKind::Throttled
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::clock::Timestamp;

    #[derive(Default)]
    struct Waits(Mutex<Vec<u64>>);

    #[async_trait::async_trait]
    impl Clock for Waits {
        fn now(&self) -> Timestamp {
            Timestamp(0)
        }

        async fn sleep(&self, time: Duration) {
            self.0.lock().unwrap().push(time.as_millis() as u64);
        }
    }

    fn failure(kind: ErrorKind) -> BackendError {
        let message = String::new();
        BackendError { operation: "ListUsers", subject: "p".into(), kind, code: None, message, source: None }
    }

    fn run(kind: ErrorKind) -> (usize, Vec<u64>) {
        let (clock, calls) = (Waits::default(), Mutex::new(0));
        let retry = Retry { attempts: 4, jitter: false, ..Retry::default() };
        let outcome = futures::executor::block_on(retry.run(
            &clock,
            idempotent,
            |_| (),
            || {
                *calls.lock().unwrap() += 1;
                async { Err::<(), _>(failure(kind)) }
            },
        ));
        assert_eq!(outcome.unwrap_err().kind, kind);
        (calls.into_inner().unwrap(), clock.0.into_inner().unwrap())
    }

    #[test]
    fn a_throttled_call_is_tried_again_with_growing_waits() {
        assert_eq!(run(ErrorKind::Throttled), (4, vec![200, 400, 800]));
    }

    #[test]
    fn a_refused_call_is_made_once() {
        assert_eq!(run(ErrorKind::Invalid), (1, vec![]));
        assert_eq!(run(ErrorKind::LimitExceeded), (1, vec![]));
    }
}
