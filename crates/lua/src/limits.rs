//! How much a run of a script may take, and the clock that stops it.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use bytesize::ByteSize;

/// How much one run of a script may take. Past a limit the run ends with a fault that the script cannot catch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long it may run.
    pub time: Duration,
    /// How many bytes its values may take; no file that is read whole may be larger.
    pub memory: usize,
    /// How many lines of its log are shown.
    pub log_lines: usize,
}

impl Default for Limits {
    /// A minute and 512 MiB: a hundred thousand rows of a CSV file fit.
    fn default() -> Self {
        Self { time: Duration::from_secs(60), memory: 512 * MEBIBYTE, log_lines: 10_000 }
    }
}

impl Limits {
    /// For triggers: someone waits for a sign-in.
    #[must_use]
    pub fn trigger() -> Self {
        Self { time: Duration::from_millis(200), memory: 64 * MEBIBYTE, log_lines: 1_000 }
    }

    /// A time with its unit: `2s`, `500ms`, `1m 30s`.
    ///
    /// # Errors
    /// What is wrong with it, and how to write it.
    pub fn parse_time(text: &str) -> Result<Duration, String> {
        let time = humantime::parse_duration(text)
            .map_err(|error| format!("{error}; write a number and its unit, as in 2s, 500ms or 1m"))?;
        if time.is_zero() { Err("a script needs some time; write 1ms or more".to_owned()) } else { Ok(time) }
    }

    /// A size with its unit, in bytes: `64MiB`, `1GiB`.
    ///
    /// # Errors
    /// What is wrong with it, and how to write it.
    pub fn parse_memory(text: &str) -> Result<usize, String> {
        let wrong = || "write a number and its unit, as in 64MiB or 1GiB".to_owned();
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong());
        }
        let size: ByteSize = text.parse().map_err(|_| wrong())?;
        let bytes =
            usize::try_from(size.as_u64()).map_err(|_| "is more than this machine counts".to_owned())?;
        if bytes < MEBIBYTE { Err("a script needs 1MiB or more".to_owned()) } else { Ok(bytes) }
    }

    /// What is wrong when the time is over, and what to do.
    pub(crate) fn time_is_over(&self) -> (String, String) {
        let message = format!("the script ran longer than its time limit of {:?}", self.time);
        (message, "look for a loop without an end, or raise the limit with `--time-limit`".to_owned())
    }

    /// What is wrong when the memory is used up, and what to do.
    pub(crate) fn memory_is_used_up(&self) -> (String, String) {
        let size = ByteSize::b(self.memory as u64).display().iec();
        let message = format!("the script needs more memory than its limit of {size}");
        (message, "keep less at a time, or raise the limit with `--memory-limit`".to_owned())
    }
}

/// Passes once, when its time is over. Dropped before, it never does.
///
/// A thread of its own keeps the time, so that asking costs the reading of a flag and not of a clock.
pub(crate) struct Deadline {
    passed: Arc<AtomicBool>,
    running: Option<Sender<()>>,
    timer: Option<JoinHandle<()>>,
}

impl Deadline {
    /// Starts to count.
    ///
    /// # Errors
    /// When the system has no thread left.
    pub(crate) fn start(time: Duration) -> io::Result<Self> {
        let passed = Arc::new(AtomicBool::new(false));
        let (running, dropped) = mpsc::channel::<()>();
        let flag = Arc::clone(&passed);
        let timer = thread::Builder::new().name("script time limit".into()).spawn(move || {
            if dropped.recv_timeout(time) == Err(RecvTimeoutError::Timeout) {
                flag.store(true, Ordering::Relaxed);
            }
        })?;
        Ok(Self { passed, running: Some(running), timer: Some(timer) })
    }

    /// The flag to ask.
    pub(crate) fn passed(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.passed)
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        drop(self.running.take());
        if let Some(timer) = self.timer.take() {
            // The thread only waits and sets a flag; a panic in it has nothing to tell.
            let _ = timer.join();
        }
    }
}

const MEBIBYTE: usize = 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_that_is_dropped_early_does_not_wait_for_its_time() {
        let deadline = Deadline::start(Duration::from_secs(3600)).unwrap();
        let passed = deadline.passed();
        drop(deadline);
        assert!(!passed.load(Ordering::Relaxed));
    }

    #[test]
    fn limits_are_told_in_units_people_read() {
        let limits = Limits::default();
        assert_eq!(limits.time_is_over().0, "the script ran longer than its time limit of 60s");
        assert_eq!(limits.memory_is_used_up().0, "the script needs more memory than its limit of 512.0 MiB");
    }

    #[test]
    fn limits_are_written_with_their_units() {
        assert_eq!(Limits::parse_time("1m 30s"), Ok(Duration::from_secs(90)));
        assert_eq!(Limits::parse_time("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(Limits::parse_memory("64MiB"), Ok(64 << 20));
        for time in ["2", "", "0s", "fast"] {
            assert!(Limits::parse_time(time).is_err(), "{time}");
        }
        for memory in ["64", "", "1KiB", "much", "-1MiB"] {
            assert!(Limits::parse_memory(memory).is_err(), "{memory}");
        }
    }
}
