//! What scripts and plugins print and log, on its way to whoever shows it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::declare::Origin;
use crate::said::cut;

/// Takes the lines of a run as they happen. It is called while the script or plugin waits, so it should be quick.
pub type LogSink = Arc<dyn Fn(LogLine) + Send + Sync>;

/// One line of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// How much it matters.
    pub level: LogLevel,
    /// The line of the script, or the plugin, that said it, when it is known.
    pub origin: Option<Origin>,
    /// What it said, at most 8 KiB of it.
    pub text: String,
}

/// How much a line of the log matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogLevel {
    /// `ph.log.info` and `print`.
    Info,
    /// `ph.log.warn`.
    Warn,
}

/// The way to a sink, which nobody can flood: lines are cut, and after a number of them no more pass.
pub struct Log {
    sink: LogSink,
    most_lines: usize,
    written: AtomicUsize,
}

impl Log {
    /// A way that lets so many lines pass.
    #[must_use]
    pub fn new(sink: LogSink, most_lines: usize) -> Self {
        Self { sink, most_lines, written: AtomicUsize::new(0) }
    }

    /// Lets as many lines pass once more.
    pub fn renew(&self) {
        self.written.store(0, Ordering::Relaxed);
    }

    /// Writes a line, and gives back what was written, if it was.
    pub fn write(&self, level: LogLevel, origin: Option<Origin>, text: &str) -> Option<String> {
        let count = self.written.fetch_add(1, Ordering::Relaxed);
        let text = match count.cmp(&self.most_lines) {
            std::cmp::Ordering::Less => cut(text),
            std::cmp::Ordering::Equal => "the log is too long: further lines are left out".to_owned(),
            std::cmp::Ordering::Greater => return None,
        };
        (self.sink)(LogLine { level, origin, text: text.clone() });
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn a_flood_is_cut_in_length_and_in_lines() {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&lines);
        let log = Log::new(Arc::new(move |line: LogLine| kept.lock().unwrap().push(line.text)), 10);
        log.write(LogLevel::Info, None, &"é".repeat(5000));
        for _ in 0..20 {
            log.write(LogLevel::Info, None, "more");
        }
        let lines = lines.lock().unwrap();
        assert!(lines[0].ends_with("é… (1808 more bytes)"), "{}", lines[0]);
        assert_eq!(lines.len(), 11);
        assert_eq!(lines.last().unwrap(), "the log is too long: further lines are left out");
    }
}
