//! The Python environment of the tests: the AWS CLI, boto3, and a Cognito that others wrote.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Outcome;
use crate::environment::{Environment, run};

const REQUIREMENTS: &str = "tests/requirements.txt";
const INTERPRETER: &str = "bin/python";

const HINT: &str = "\
hint: the tests need Python 3.10 or newer with its `venv` module
      (Debian, Ubuntu: `apt install python3-venv`; Fedora: `dnf install python3`; macOS: `brew install python`)";

/// The absolute path of the environment, which is made when it is missing or was made for something else.
pub(crate) fn environment(root: &Path) -> Outcome<PathBuf> {
    let venv = Environment::of(root, "venv", &[REQUIREMENTS])?;
    if !venv.is_current(INTERPRETER) {
        eprintln!("making the Python environment of the tests in {}", venv.folder.display());
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&venv.folder), HINT)?;
        let mut pip = Command::new(venv.folder.join(INTERPRETER));
        let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
        run(pip.args(install).arg(root.join(REQUIREMENTS)), HINT)?;
        venv.made()?;
    }
    Ok(venv.folder)
}
