//! `cargo xtask test`: all tests, with all that they need.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, ExitCode};

use crate::{Outcome, javascript, python};

/// Tells the tests where the Python programs lie that they start.
const VENV_VARIABLE: &str = "POOLHOUSE_TEST_VENV";
/// Tells the tests where the JavaScript packages lie that their scripts need.
const NODE_MODULES_VARIABLE: &str = "POOLHOUSE_TEST_NODE_MODULES";

/// Runs `cargo test` over the workspace and passes on how it ends.
pub(crate) fn run(root: &Path, args: &[String]) -> Outcome<ExitCode> {
    let venv = python::environment(root)?;
    let node_modules = javascript::packages(root)?;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let status = Command::new(cargo)
        .args(["test", "--workspace"])
        .args(args)
        .env(VENV_VARIABLE, venv)
        .env(NODE_MODULES_VARIABLE, node_modules)
        .current_dir(root)
        .status()?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
