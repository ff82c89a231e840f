//! Rust, by cargo. Its standard library for WebAssembly comes from rustup, or with the sources of Debian's.

use std::env;
use std::path::{self, Path, PathBuf};
use std::process::Command;

use super::read;
use crate::component;
use crate::error::KitError;
use crate::folder::PluginFolder;
use crate::interface::{make_folder, write};
use crate::tool;

/// A way to a component.
enum Way {
    /// A target of rustup's whose output is a component already.
    Component,
    /// A target of rustup's whose output is a core module.
    Module,
    /// Debian's compiler, which builds the standard library too, into a core module.
    FromSource,
}

/// Builds the package.
pub(super) fn component(folder: &PluginFolder) -> Result<Vec<u8>, KitError> {
    let way = way().ok_or_else(|| tool::missing("the standard library of Rust for WebAssembly", INSTALL))?;
    let target =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| folder.build_folder().join("target"), PathBuf::from);
    // Cargo runs in the plugin's folder, and whoever named that folder did so from elsewhere.
    let target = path::absolute(&target).map_err(|error| KitError::of(&target, error))?;
    let mut cargo = way.cargo();
    cargo.args(["build", "--release", "--quiet", "--target", way.target(), "--target-dir"]).arg(&target);
    tool::run(cargo.current_dir(folder.root()), INSTALL)?;
    let file = format!("{}.wasm", folder.manifest().name.replace('-', "_"));
    let built = read(&target.join(way.target()).join("release").join(file))?;
    match way {
        Way::Component => Ok(built),
        Way::Module | Way::FromSource => component::of_module(&built),
    }
}

fn way() -> Option<Way> {
    let sysroot = tool::run(Command::new("rustc").args(["--print", "sysroot"]), INSTALL).unwrap_or_default();
    let has = |target: &str| Path::new(sysroot.trim()).join("lib/rustlib").join(target).is_dir();
    let from_source = || Path::new(DEBIAN_SOURCES).is_dir() && tool::starts(Path::new(DEBIAN_CARGO));
    match () {
        () if has(COMPONENT_TARGET) => Some(Way::Component),
        () if has(MODULE_TARGET) => Some(Way::Module),
        () if from_source() => Some(Way::FromSource),
        () => None,
    }
}

impl Way {
    fn target(&self) -> &'static str {
        match self {
            Self::Component => COMPONENT_TARGET,
            Self::Module | Self::FromSource => MODULE_TARGET,
        }
    }

    fn cargo(&self) -> Command {
        let Self::FromSource = self else { return Command::new("cargo") };
        let mut cargo = Command::new(DEBIAN_CARGO);
        // Building the standard library is for nightly compilers only, or those that are told to take themselves for one.
        cargo.env("RUSTC", DEBIAN_RUSTC).env("RUSTC_BOOTSTRAP", "1");
        cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker());
        cargo.arg("-Zbuild-std=std,panic_abort");
        cargo
    }
}

fn linker() -> PathBuf {
    let numbered = (16..=24).rev().map(|version| PathBuf::from(format!("wasm-ld-{version}")));
    numbered.into_iter().find(|program| tool::starts(program)).unwrap_or_else(|| "wasm-ld".into())
}

/// Writes the crate that plugins in Rust are made with, which is not published.
pub(super) fn write_kit(build: &Path) -> Result<(), KitError> {
    let kit = build.join("poolhouse-plugin");
    let sources = kit.join("src");
    make_folder(&kit)?;
    make_folder(&sources)?;
    write(&kit.join("Cargo.toml"), MANIFEST)?;
    SOURCES
        .iter()
        .try_for_each(|(name, text)| write(&sources.join(name), text.replace(WIT_IN_REPOSITORY, "../wit")))
}

const MANIFEST: &str = include_str!("../../templates/rust/kit.toml.template");
const SOURCES: [(&str, &str); 5] = [
    ("lib.rs", include_str!("../../../plugin/src/lib.rs")),
    ("bindings.rs", include_str!("../../../plugin/src/bindings.rs")),
    ("defaults.rs", include_str!("../../../plugin/src/defaults.rs")),
    ("export.rs", include_str!("../../../plugin/src/export.rs")),
    ("host.rs", include_str!("../../../plugin/src/host.rs")),
];
const WIT_IN_REPOSITORY: &str = "../wasm/wit/0.1.0";
const COMPONENT_TARGET: &str = "wasm32-wasip2";
const MODULE_TARGET: &str = "wasm32-unknown-unknown";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_SOURCES: &str = "/usr/lib/rustlib/src/rust/library";
const INSTALL: &str = "install Rust by rustup and run `rustup target add wasm32-wasip2` (Debian's own: `apt install \
                       rustc-web cargo-web rust-web-src lld-19`)";
