//! Programs of other toolchains.

use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::error::KitError;

/// Runs a program to its end; where it is missing, `install` says what to do.
pub(crate) fn run(command: &mut Command, install: &'static str) -> Result<String, KitError> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| match error.kind() {
        ErrorKind::NotFound => missing(&command.get_program().to_string_lossy(), install),
        _ => KitError::Failed { command: shown(command), output: error.to_string() },
    })?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(said);
    }
    let output = String::from_utf8_lossy(&output.stderr) + said.as_str();
    Err(KitError::Failed { command: shown(command), output: output.trim_end().to_owned() })
}

/// That a program is not there.
pub(crate) fn missing(tool: &str, install: &'static str) -> KitError {
    KitError::Missing { tool: tool.to_owned(), install }
}

/// Whether a program is there and starts.
pub(crate) fn starts(program: &Path) -> bool {
    let started = Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    started.is_ok_and(|status| status.success())
}

fn shown(command: &Command) -> String {
    let words = [command.get_program()].into_iter().chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_is_missing_is_told_with_what_to_install() {
        let error = run(&mut Command::new("no-such-compiler"), "install it").unwrap_err();
        assert_eq!(error.to_string(), "building it needs no-such-compiler, which is not there; install it");
    }

    #[test]
    fn a_program_that_fails_is_told_with_what_it_said() {
        let error = run(Command::new("sh").args(["-c", "echo broken >&2; exit 3"]), "").unwrap_err();
        assert_eq!(error.to_string(), "`sh -c echo broken >&2; exit 3` failed:\nbroken");
    }
}
