//! What a script prints and logs, on its way to whoever shows it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use poolhouse_core::declare::Origin;

/// Takes the lines of a run as they happen. It is called while the script waits, so it should be quick.
pub type LogSink = Arc<dyn Fn(LogLine) + Send + Sync>;

/// One line of a script's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// How much it matters.
    pub level: LogLevel,
    /// The line of the script that said it, when it is known.
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

/// The way to the sink, which a script cannot flood: lines are cut, and after ten thousand of them no more pass.
pub(crate) struct Log {
    sink: LogSink,
    written: AtomicUsize,
}

impl Log {
    pub(crate) fn new(sink: LogSink) -> Self {
        Self { sink, written: AtomicUsize::new(0) }
    }

    pub(crate) fn write(&self, level: LogLevel, origin: Option<Origin>, text: &str) {
        let text = match self.written.fetch_add(1, Ordering::Relaxed) {
            MOST_LINES => "the log is too long: further lines are left out".to_owned(),
            count if count > MOST_LINES => return,
            _ => cut(text),
        };
        (self.sink)(LogLine { level, origin, text });
    }
}

/// The beginning of `text`, marked as such when it is not all.
fn cut(text: &str) -> String {
    match text.len() {
        0..=LONGEST => text.to_owned(),
        _ => format!("{}…", &text[..text.floor_char_boundary(LONGEST)]),
    }
}

const MOST_LINES: usize = 10_000;
const LONGEST: usize = 8 * 1024;

#[cfg(test)]
mod tests {
    use parking_lot::Mutex;

    use super::*;

    #[test]
    fn a_flood_is_cut_in_length_and_in_lines() {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&lines);
        let log = Log::new(Arc::new(move |line: LogLine| kept.lock().push(line.text)));
        log.write(LogLevel::Info, None, &"é".repeat(LONGEST));
        for _ in 0..2 * MOST_LINES {
            log.write(LogLevel::Info, None, "more");
        }
        let lines = lines.lock();
        assert_eq!(lines[0].len(), LONGEST + "…".len());
        assert_eq!(lines.len(), MOST_LINES + 1);
        assert_eq!(lines.last().unwrap(), "the log is too long: further lines are left out");
    }
}
