//! Python, by componentize-py, which pip brings.

use std::path::Path;
use std::process::Command;

use super::read;
use crate::error::KitError;
use crate::folder::PluginFolder;
use crate::interface::write;
use crate::tool;

/// Has CPython hold `plugin.py`.
pub(super) fn component(folder: &PluginFolder) -> Result<Vec<u8>, KitError> {
    let build = folder.build_folder();
    let venv = build.join("venv");
    install(folder, &venv)?;
    let output = build.join("component.wasm");
    let mut tool = Command::new(venv.join("bin/componentize-py"));
    tool.arg("--wit-path").arg(folder.wit()).args(["--world", folder.manifest().world.name()]);
    // Without WASI, which would give nothing.
    tool.args(["componentize", "--stub-wasi", "plugin", "--python-path"]).arg(folder.root());
    tool::run(tool.arg("--output").arg(&output), INSTALL)?;
    read(&output)
}

/// Fetches what `requirements.txt` pins, when it is not there.
fn install(folder: &PluginFolder, venv: &Path) -> Result<(), KitError> {
    let requirements = folder.root().join("requirements.txt");
    let pinned = read(&requirements)?;
    let installed = venv.join("installed-by-poolhouse");
    if poolhouse_files::read(&installed).is_ok_and(|is| is == pinned) {
        return Ok(());
    }
    tool::run(Command::new("python3").args(["-m", "venv"]).arg(venv), INSTALL)?;
    let mut pip = Command::new(venv.join("bin/pip"));
    tool::run(pip.args(["install", "--quiet", "--requirement"]).arg(&requirements), INSTALL)?;
    write(&installed, pinned)
}

const INSTALL: &str = "install Python 3.10 or newer with venv (Debian: `apt install python3-venv`)";
