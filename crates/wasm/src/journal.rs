//! What a plugin logs and prints: to whoever runs it, and its last lines to whoever hears of its failure.

use std::collections::VecDeque;
use std::sync::Arc;

use parking_lot::Mutex;
use poolhouse_core::declare::Origin;
use poolhouse_core::log::{Log, LogLevel, LogSink};
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};
use wasmtime_wasi::p2::{OutputStream, Pollable, StreamResult};

/// The log of one call. Clones are the same log.
#[derive(Clone)]
pub(crate) struct Journal(Arc<Inner>);

struct Inner {
    log: Log,
    origin: Origin,
    last: Mutex<VecDeque<String>>,
    /// The beginning of a line that was printed and is not whole yet.
    unfinished: Mutex<Vec<u8>>,
}

impl Journal {
    pub(crate) fn new(sink: LogSink, most_lines: usize, origin: Origin) -> Self {
        let log = Log::new(sink, most_lines);
        Self(Arc::new(Inner { log, origin, last: Mutex::default(), unfinished: Mutex::default() }))
    }

    pub(crate) fn write(&self, level: LogLevel, text: &str) {
        let Some(written) = self.0.log.write(level, Some(self.0.origin.clone()), text) else { return };
        let mut last = self.0.last.lock();
        if last.len() == KEPT {
            last.pop_front();
        }
        last.push_back(written);
    }

    /// What was printed last, though its line has no end.
    pub(crate) fn finish(&self) {
        let rest = std::mem::take(&mut *self.0.unfinished.lock());
        if !rest.is_empty() {
            self.write(LogLevel::Info, &String::from_utf8_lossy(&rest));
        }
    }

    /// The last lines, oldest first.
    pub(crate) fn last(&self) -> Vec<String> {
        self.0.last.lock().iter().cloned().collect()
    }

    /// Takes what is printed, and writes each line that is whole.
    fn print(&self, bytes: &[u8]) {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            let mut unfinished = self.0.unfinished.lock();
            unfinished.extend_from_slice(part);
            if part.ends_with(b"\n") || unfinished.len() >= LONGEST_LINE {
                let line = std::mem::take(&mut *unfinished);
                drop(unfinished);
                self.write(LogLevel::Info, String::from_utf8_lossy(&line).trim_end());
            }
        }
    }
}

impl StdoutStream for Journal {
    fn async_stream(&self) -> Box<dyn tokio::io::AsyncWrite + Send + Sync> {
        // Only the previews that are not linked ask for it.
        Box::new(tokio::io::sink())
    }

    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(self.clone())
    }
}

impl IsTerminal for Journal {
    fn is_terminal(&self) -> bool {
        false
    }
}

#[async_trait::async_trait]
impl Pollable for Journal {
    async fn ready(&mut self) {}
}

impl OutputStream for Journal {
    fn write(&mut self, bytes: bytes::Bytes) -> StreamResult<()> {
        self.print(&bytes);
        Ok(())
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        Ok(LONGEST_LINE)
    }
}

const KEPT: usize = 10;
const LONGEST_LINE: usize = 8 * 1024;
