//! What a plugin asks its host for. What nobody granted answers with an error.

use std::io::{self, Read};

use crate::bindings::host::poolhouse::plugin::{
    config as configs, declarations, inputs as files, log, secrets,
};
use crate::{Declaration, Fault};

pub use crate::bindings::host::poolhouse::plugin::{clock, directory, http, random};

/// Logs a line.
pub fn info(text: &str) {
    log::write(log::Level::Info, text);
}

/// Logs a warning.
pub fn warn(text: &str) {
    log::write(log::Level::Warn, text);
}

/// A value of the configuration: text as it is, anything else as JSON.
#[must_use]
pub fn config(name: &str) -> Option<String> {
    configs::get(name)
}

/// All of the configuration, as a JSON object.
#[must_use]
pub fn configuration() -> String {
    configs::all()
}

/// The stage of the run.
#[must_use]
pub fn stage() -> String {
    configs::stage()
}

/// The names of the inputs that were granted.
#[must_use]
pub fn inputs() -> Vec<String> {
    files::names()
}

/// Opens a granted input.
///
/// # Errors
/// When it was not granted, or cannot be read.
pub fn input(name: &str) -> Result<Input, String> {
    files::open(name).map(Input)
}

/// The value of a granted secret.
///
/// # Errors
/// When it was not granted.
pub fn secret(name: &str) -> Result<String, String> {
    secrets::reveal(name)
}

/// Declares resources. A batch of some hundreds costs least; the order does not matter.
pub fn declare(batch: &[Declaration]) {
    declarations::declare(batch);
}

/// Says that something is wrong, and goes on, so that all faults are told together.
pub fn report(fault: &Fault) {
    declarations::report(fault);
}

/// An input, read from its beginning to its end.
pub struct Input(files::Input);

impl Read for Input {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let most = u32::try_from(into.len()).unwrap_or(u32::MAX);
        let bytes = self.0.read(most).map_err(io::Error::other)?;
        into[..bytes.len()].copy_from_slice(&bytes);
        Ok(bytes.len())
    }
}
