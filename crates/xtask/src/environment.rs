//! What the tests need besides Rust: folders under `target/` that other package managers fill, made anew when what they
//! are made from changes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Outcome;

/// A folder and what it is made from.
pub(crate) struct Environment {
    /// The absolute path. Programs in it may name it, so it cannot be moved.
    pub(crate) folder: PathBuf,
    stamp: String,
}

impl Environment {
    /// The folder of that name in the target directory, made from these files of the repository.
    pub(crate) fn of(root: &Path, name: &str, sources: &[&str]) -> Outcome<Self> {
        let texts = sources.iter().map(|source| fs::read_to_string(root.join(source)));
        let texts = texts.collect::<Result<Vec<_>, _>>()?;
        let stamp = format!("{}\n{}", root.display(), texts.join("\n"));
        Ok(Self { folder: root.join("target").join(name), stamp })
    }

    /// Whether it was made from the same, and nothing of what it must hold has gone since.
    pub(crate) fn is_current(&self, holds: &str) -> bool {
        // An upgrade of the system's programs may leave a link behind and nothing at its end.
        let made = fs::read_to_string(self.stamp_path());
        self.folder.join(holds).exists() && made.is_ok_and(|made| made == self.stamp)
    }

    /// Notes that it is made.
    pub(crate) fn made(&self) -> Outcome<()> {
        Ok(fs::write(self.stamp_path(), &self.stamp)?)
    }

    fn stamp_path(&self) -> PathBuf {
        self.folder.join("made-from.txt")
    }
}

/// Runs a program to its end; where it fails, says what may be missing.
pub(crate) fn run(command: &mut Command, hint: &str) -> Outcome<()> {
    let words = [command.get_program()].into_iter().chain(command.get_args());
    let shown = words.map(|word| word.display().to_string()).collect::<Vec<_>>().join(" ");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{shown}` ended with {status}\n{hint}").into()),
        Err(error) => Err(format!("`{shown}` does not start: {error}\n{hint}").into()),
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    /// A project whose environment holds a program, as if just made.
    fn project() -> (TempDir, Environment) {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("needs.txt"), "boto3==1\n").unwrap();
        let environment = Environment::of(root.path(), "venv", &["needs.txt"]).unwrap();
        fs::create_dir_all(&environment.folder).unwrap();
        fs::write(environment.folder.join("program"), "").unwrap();
        (root, environment)
    }

    #[test]
    fn an_environment_made_from_the_same_is_kept() {
        let (root, environment) = project();
        assert!(!environment.is_current("program"), "half made");
        environment.made().unwrap();
        let again = Environment::of(root.path(), "venv", &["needs.txt"]).unwrap();
        assert!(again.is_current("program"));
    }

    #[test]
    fn other_needs_another_place_or_a_lost_program_make_it_anew() {
        let (root, environment) = project();
        environment.made().unwrap();
        assert!(!environment.is_current("another"));
        fs::write(root.path().join("needs.txt"), "boto3==2\n").unwrap();
        let changed = Environment::of(root.path(), "venv", &["needs.txt"]).unwrap();
        assert!(!changed.is_current("program"));
        let moved = Environment { stamp: format!("/elsewhere{}", environment.stamp), ..environment };
        assert!(!moved.is_current("program"));
    }

    #[test]
    fn a_program_that_is_missing_is_named_with_what_to_install() {
        let mut command = Command::new("/no/python3");
        let error = run(command.args(["-m", "venv"]), "hint: install it").unwrap_err();
        let text = error.to_string();
        assert!(
            text.starts_with("`/no/python3 -m venv` does not start") && text.ends_with("hint: install it")
        );
    }
}
