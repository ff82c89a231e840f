//! How much a run of a script may take.

use std::time::Duration;

use bytesize::ByteSize;

/// How much one run of a script may take. Past a limit the run ends with a fault that the script cannot catch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long it may run; while it waits for a call of the API, for a terminal or for time to pass it does not.
    pub time: Duration,
    /// How many bytes its values may take; no file that is read whole may be larger.
    pub memory: usize,
    /// How many lines of its log are shown.
    pub log_lines: usize,
    /// How many calls of the API, waits and questions it may make, where it may make any.
    pub calls: usize,
    /// How many bytes it may print, where that is not its log.
    pub output: usize,
    /// Whether they stand fast: whoever runs the script has no flags to raise them by.
    pub fixed: bool,
}

/// Why a run ends before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Excess {
    /// Its time is over.
    Time,
    /// It made as many calls as it may.
    Calls,
    /// It printed as much as it may.
    Output,
    /// Whoever runs it wants it to end.
    Interrupted,
}

impl Default for Limits {
    /// A minute and 512 MiB: a hundred thousand rows of a CSV file fit.
    fn default() -> Self {
        Self {
            time: Duration::from_secs(60),
            memory: 512 * MEBIBYTE,
            log_lines: 10_000,
            calls: 100_000,
            output: 16 * MEBIBYTE,
            fixed: false,
        }
    }
}

impl Limits {
    /// For triggers: someone waits for a sign-in, however much whoever runs them allows.
    #[must_use]
    pub fn trigger() -> Self {
        Self {
            time: Duration::from_millis(200),
            memory: 64 * MEBIBYTE,
            log_lines: 1_000,
            fixed: true,
            ..Self::default()
        }
    }

    /// Of each limit the lower one.
    #[must_use]
    pub fn at_most(self, other: Self) -> Self {
        Self {
            time: self.time.min(other.time),
            memory: self.memory.min(other.memory),
            log_lines: self.log_lines.min(other.log_lines),
            calls: self.calls.min(other.calls),
            output: self.output.min(other.output),
            fixed: self.fixed || other.fixed,
        }
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
    pub fn parse_size(text: &str) -> Result<usize, String> {
        let wrong = || "write a number and its unit, as in 64MiB or 1GiB".to_owned();
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong());
        }
        let size: ByteSize = text.parse().map_err(|_| wrong())?;
        usize::try_from(size.as_u64()).map_err(|_| "is more than this machine counts".to_owned())
    }

    /// As [`Limits::parse_size`], of the memory that a script may take.
    ///
    /// # Errors
    /// What is wrong with it, and how to write it.
    pub fn parse_memory(text: &str) -> Result<usize, String> {
        let bytes = Self::parse_size(text)?;
        if bytes < MEBIBYTE { Err("a script needs 1MiB or more".to_owned()) } else { Ok(bytes) }
    }

    /// A number of bytes, as people read it.
    #[must_use]
    pub fn spoken_size(bytes: usize) -> String {
        ByteSize::b(bytes as u64).display().iec().to_string()
    }

    /// What is wrong when a run went beyond a limit, and what to do.
    pub(crate) fn exceeded(&self, excess: Excess) -> (String, String) {
        match excess {
            Excess::Time => (
                format!("the script ran longer than its time limit of {:?}", self.time),
                self.or_raised("look for a loop without an end", "--time-limit"),
            ),
            Excess::Calls => (
                format!("the script made more than its {} calls", self.calls),
                self.or_raised("look for a loop without an end", "--call-limit"),
            ),
            Excess::Output => (
                format!("the script printed more than {}", Self::spoken_size(self.output)),
                self.or_raised("print less", "--output-limit"),
            ),
            Excess::Interrupted => ("interrupted".to_owned(), "what was done before is done".to_owned()),
        }
    }

    /// What is wrong when the memory is used up, and what to do.
    pub(crate) fn memory_is_used_up(&self) -> (String, String) {
        let message =
            format!("the script needs more memory than its limit of {}", Self::spoken_size(self.memory));
        (message, self.or_raised("keep less at a time", "--memory-limit"))
    }

    /// What to do, or the flag to raise a limit by, where there is one.
    pub(crate) fn or_raised(&self, advice: &str, flag: &str) -> String {
        match self.fixed {
            true => format!("{advice}: the limit of a trigger's function stands fast"),
            false => format!("{advice}, or raise the limit with `{flag}`"),
        }
    }
}

const MEBIBYTE: usize = 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_told_in_units_people_read() {
        let limits = Limits::default();
        assert_eq!(limits.exceeded(Excess::Time).0, "the script ran longer than its time limit of 60s");
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
