//! C, by clang with wasi-libc.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::read;
use crate::component;
use crate::error::KitError;
use crate::folder::PluginFolder;
use crate::tool;

/// Compiles `plugin.c`, and every other C file beside it, with the bindings.
pub(super) fn component(folder: &PluginFolder) -> Result<Vec<u8>, KitError> {
    let build = folder.build_folder();
    let module = build.join("core.wasm");
    let mut clang = Command::new(clang()?);
    // Names stay, for the errors of plugins that break.
    clang.args(["--target=wasm32-wasi", "-mexec-model=reactor", "-O2", "-Wall", "-Wl,--strip-debug"]);
    clang.arg("-I").arg(&build).arg("-o").arg(&module).args(sources(folder.root())?);
    clang.args([build.join("plugin.c"), build.join("plugin_component_type.o")]);
    tool::run(&mut clang, INSTALL)?;
    component::of_module(&read(&module)?)
}

fn sources(root: &Path) -> Result<Vec<PathBuf>, KitError> {
    let entries = fs::read_dir(root).map_err(|error| KitError::of(root, error))?;
    let files = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let mut sources: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|ending| ending == "c")).collect();
    sources.sort();
    if sources.is_empty() { Err(KitError::of(root, "has no C file")) } else { Ok(sources) }
}

/// The clang of the WASI SDK where there is one, else the newest of the system.
fn clang() -> Result<PathBuf, KitError> {
    if let Some(sdk) = env::var_os("WASI_SDK_PATH") {
        return Ok(Path::new(&sdk).join("bin").join("clang"));
    }
    let numbered = VERSIONS.rev().map(|version| PathBuf::from(format!("clang-{version}")));
    let mut candidates = numbered.chain([PathBuf::from("clang")]);
    candidates.find(|program| tool::starts(program)).ok_or_else(|| tool::missing("clang", INSTALL))
}

/// The versions that distributions give names of their own, and that know how to make such modules.
const VERSIONS: std::ops::RangeInclusive<u32> = 16..=24;

const INSTALL: &str = "install clang, lld, the WebAssembly builtins of clang and wasi-libc (Debian: `apt install \
                       clang-19 lld-19 libclang-rt-19-dev-wasm32 wasi-libc`), or set WASI_SDK_PATH to a WASI SDK";
