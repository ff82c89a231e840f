//! JavaScript, by componentize-qjs, which npm brings.

use std::process::Command;

use super::read;
use crate::error::KitError;
use crate::folder::PluginFolder;
use crate::interface::write;
use crate::tool;

/// Has QuickJS hold `plugin.js`.
pub(super) fn component(folder: &PluginFolder) -> Result<Vec<u8>, KitError> {
    install(folder)?;
    let output = folder.build_folder().join("component.wasm");
    let mut tool = Command::new(folder.root().join("node_modules/.bin/componentize-qjs"));
    // Synchronous, since plugins are called so; without WASI, which would give nothing.
    tool.args(["--sync", "--stub-wasi", "--world", folder.manifest().world.name()]);
    tool.arg("--wit").arg(folder.wit()).arg("--js").arg(folder.root().join("plugin.js"));
    tool::run(tool.arg("--output").arg(&output), INSTALL)?;
    read(&output)
}

/// Fetches what the lock file pins, when it is not there. No package runs anything of its own.
fn install(folder: &PluginFolder) -> Result<(), KitError> {
    let lock = folder.root().join("package-lock.json");
    let pinned = read(&lock)?;
    let installed = folder.root().join("node_modules/installed-by-poolhouse");
    if poolhouse_files::read(&installed).is_ok_and(|is| is == pinned) {
        return Ok(());
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(folder.root());
    tool::run(&mut npm, INSTALL)?;
    write(&installed, pinned)
}

const INSTALL: &str = "install Node.js 20 or newer with npm (Debian: `apt install nodejs npm`)";
