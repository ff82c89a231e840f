//! Text through rustfmt.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::{Outcome, root};

/// The code as rustfmt leaves it under the workspace's own settings.
pub(crate) fn rustfmt(code: &str) -> Outcome<String> {
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024", "--config-path"])
        .arg(root().join("rustfmt.toml"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| {
            format!("rustfmt does not start ({error}); `rustup component add rustfmt` brings it")
        })?;
    rustfmt.stdin.take().expect("stdin is piped").write_all(code.as_bytes())?;
    let output = rustfmt.wait_with_output()?;
    if !output.status.success() {
        return Err("rustfmt refused the code".into());
    }
    Ok(String::from_utf8(output.stdout)?)
}
