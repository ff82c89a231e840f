//! Builds of the crate `poolhouse` with few features: everything else builds it with all of them.

use std::path::Path;
use std::process::{Command, ExitCode};

use crate::Outcome;

/// What is asked of cargo: no features, the usual ones, and each by itself.
const CHOICES: &[&[&str]] = &[
    &["--no-default-features"],
    &[],
    &["--no-default-features", "--features", "lua"],
    &["--no-default-features", "--features", "emulator"],
    &["--no-default-features", "--features", "aws"],
    &["--no-default-features", "--features", "wasm"],
    &["--no-default-features", "--features", "plugin-kit"],
    &["--no-default-features", "--features", "passwords"],
    &["--no-default-features", "--features", "team-state"],
];

pub(crate) fn check(root: &Path) -> Outcome<ExitCode> {
    let mut refused = Vec::new();
    for choice in CHOICES {
        println!("poolhouse {}", choice.join(" "));
        let status = Command::new(env!("CARGO"))
            .current_dir(root)
            .args(["clippy", "--quiet", "--package", "poolhouse", "--lib", "--no-deps"])
            .args(*choice)
            .args(["--", "-D", "warnings"])
            .status()?;
        if !status.success() {
            refused.push(choice.join(" "));
        }
    }
    if refused.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    Err(format!("poolhouse does not build with: {}", refused.join("; ")).into())
}
