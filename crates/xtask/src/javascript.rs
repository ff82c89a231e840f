//! The JavaScript packages of the tests: what apps of browsers and of Node.js speak to Cognito with.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Outcome;
use crate::environment::{Environment, run};

const MANIFEST: &str = "tests/js/package.json";
const LOCK: &str = "tests/js/package-lock.json";

const HINT: &str = "\
hint: the tests need Node.js 20 or newer with npm
      (Debian, Ubuntu: `apt install nodejs npm`; Fedora: `dnf install nodejs`; macOS: `brew install node`)";

/// The absolute path of the packages, which are installed when they are missing or others are asked for. No package
/// runs anything of its own while that is done.
pub(crate) fn packages(root: &Path) -> Outcome<PathBuf> {
    let environment = Environment::of(root, "js", &[MANIFEST, LOCK])?;
    if !environment.is_current("node_modules") {
        eprintln!("installing the JavaScript packages of the tests into {}", environment.folder.display());
        fs::create_dir_all(&environment.folder)?;
        for file in [MANIFEST, LOCK] {
            let from = root.join(file);
            fs::copy(&from, environment.folder.join(from.file_name().unwrap_or_default()))?;
        }
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]);
        run(npm.current_dir(&environment.folder), HINT)?;
        environment.made()?;
    }
    Ok(environment.folder.join("node_modules"))
}
