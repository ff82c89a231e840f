//! The Python environment of the tests: the AWS CLI, boto3, and a Cognito that others wrote.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Outcome;

const REQUIREMENTS: &str = "tests/requirements.txt";

const HINT: &str = "\
hint: the tests need Python 3.10 or newer with its `venv` module
      (Debian, Ubuntu: `apt install python3-venv`; Fedora: `dnf install python3`; macOS: `brew install python`)";

/// The absolute path of the environment, which is made when it is missing or was made for something else.
pub(crate) fn environment(root: &Path) -> Outcome<PathBuf> {
    let venv = root.join("target/venv");
    let stamp = stamp(root)?;
    if !is_current(&venv, &stamp) {
        eprintln!("making the Python environment of the tests in {}", venv.display());
        make(root, &venv)?;
        fs::write(stamp_path(&venv), stamp)?;
    }
    Ok(venv)
}

/// What an environment is made from. Its programs name its path, so it cannot be moved.
fn stamp(root: &Path) -> Outcome<String> {
    let requirements = fs::read_to_string(root.join(REQUIREMENTS))?;
    Ok(format!("{}\n{requirements}", root.display()))
}

fn stamp_path(venv: &Path) -> PathBuf {
    venv.join("made-from.txt")
}

fn is_current(venv: &Path, stamp: &str) -> bool {
    // An upgrade of the system's Python may leave the link behind and nothing at its end.
    interpreter(venv).is_file() && fs::read_to_string(stamp_path(venv)).is_ok_and(|made| made == stamp)
}

fn interpreter(venv: &Path) -> PathBuf {
    venv.join("bin/python")
}

fn make(root: &Path, venv: &Path) -> Outcome<()> {
    run(OsStr::new("python3"), &["-m", "venv", "--clear"], venv)?;
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
    run(interpreter(venv).as_os_str(), &install, &root.join(REQUIREMENTS))
}

fn run(program: &OsStr, args: &[&str], last: &Path) -> Outcome<()> {
    let shown = format!("{} {} {}", program.display(), args.join(" "), last.display());
    match Command::new(program).args(args).arg(last).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{shown}` ended with {status}\n{HINT}").into()),
        Err(error) => Err(format!("`{shown}` does not start: {error}\n{HINT}").into()),
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    /// A project and its environment, as if made from `stamp`.
    fn project(requirements: &str) -> (TempDir, PathBuf) {
        let root = tempfile::tempdir().unwrap();
        let venv = root.path().join("target/venv");
        fs::create_dir_all(root.path().join("tests")).unwrap();
        fs::create_dir_all(venv.join("bin")).unwrap();
        fs::write(root.path().join(REQUIREMENTS), requirements).unwrap();
        fs::write(interpreter(&venv), "").unwrap();
        (root, venv)
    }

    #[test]
    fn an_environment_made_from_the_same_requirements_is_kept() {
        let (root, venv) = project("boto3==1\n");
        fs::write(stamp_path(&venv), stamp(root.path()).unwrap()).unwrap();
        assert_eq!(environment(root.path()).unwrap(), venv);
    }

    #[test]
    fn other_requirements_another_place_or_a_lost_interpreter_make_it_anew() {
        let (root, venv) = project("boto3==1\n");
        let made = stamp(root.path()).unwrap();
        assert!(!is_current(&venv, &made), "half made");
        fs::write(stamp_path(&venv), &made).unwrap();
        assert!(is_current(&venv, &made));
        assert!(!is_current(&venv, &made.replace("==1", "==2")));
        assert!(!is_current(&venv, &format!("/elsewhere{made}")));
        fs::remove_file(interpreter(&venv)).unwrap();
        assert!(!is_current(&venv, &made));
    }

    #[test]
    fn a_missing_python_says_what_to_install() {
        let error = run(OsStr::new("/no/python3"), &["-m", "venv"], Path::new("venv")).unwrap_err();
        let text = error.to_string();
        assert!(
            text.starts_with("`/no/python3 -m venv venv` does not start") && text.contains("python3-venv")
        );
    }
}
