//! The process that holds what is measured.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::Outcome;

/// `emulator/examples/bench_server.rs`, running until this is dropped.
pub(super) struct BenchServer {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    pub(super) places: Places,
}

/// Where its servers listen, and what filling the emulator took.
#[derive(Clone, Deserialize)]
pub(super) struct Places {
    /// The emulator in memory.
    pub(super) emulator: String,
    /// The emulator that keeps its data in a file.
    pub(super) kept: String,
    /// The bare server.
    pub(super) echo: String,
    /// The app client to sign in through.
    pub(super) client: String,
    /// What 100,000 users take, where the system tells.
    pub(super) memory_bytes: Option<f64>,
}

impl BenchServer {
    pub(super) fn start(program: &Path) -> Outcome<Self> {
        let mut process = Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let input = process.stdin.take().ok_or("the input is piped")?;
        let mut output = BufReader::new(process.stdout.take().ok_or("the output is piped")?);
        let places = line(&mut output)?;
        Ok(Self { process, input, output, places })
    }

    /// The number that a measure inside of the process gives.
    pub(super) fn ask(&mut self, measure: &str) -> Outcome<f64> {
        writeln!(self.input, "{measure}")?;
        line(&mut self.output)
    }
}

impl Drop for BenchServer {
    fn drop(&mut self) {
        // One that has ended by itself is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn line<T: DeserializeOwned>(output: &mut impl BufRead) -> Outcome<T> {
    let mut line = String::new();
    output.read_line(&mut line)?;
    serde_json::from_str(&line).map_err(|_| format!("the server of the bench ended, or said {line:?}").into())
}
