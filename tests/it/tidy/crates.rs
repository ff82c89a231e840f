//! Who may import whom, and what a package's manifest takes from the workspace.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value;

use super::refuse;
use super::sources::{beneath, line_at};
use super::words::found;
use crate::command::{self, repository};

/// The packages of the repository, and which of the others each may import.
const MAY_IMPORT: [(&str, &[&str]); 14] = [
    ("poolhouse-core", &[]),
    ("poolhouse-files", &[]),
    ("poolhouse-lua", &["poolhouse-core", "poolhouse-emulator-model"]),
    ("poolhouse-wasm", &["poolhouse-core", "poolhouse-files"]),
    ("poolhouse-kit", &["poolhouse-files", "poolhouse-wasm"]),
    ("poolhouse-plugin", &[]),
    ("poolhouse-aws", &["poolhouse-core"]),
    ("poolhouse-emulator-model", &[]),
    ("poolhouse-emulator", &["poolhouse-emulator-model"]),
    ("poolhouse-local", &["poolhouse-core", "poolhouse-emulator", "poolhouse-emulator-model"]),
    (
        "poolhouse",
        &[
            "poolhouse-core",
            "poolhouse-files",
            "poolhouse-lua",
            "poolhouse-wasm",
            "poolhouse-kit",
            "poolhouse-aws",
            "poolhouse-local",
            "poolhouse-emulator",
            "poolhouse-emulator-model",
        ],
    ),
    ("poolhouse-cli", &["poolhouse"]),
    ("poolhouse-xtask", &[]),
    (
        "poolhouse-tests",
        &[
            "poolhouse",
            "poolhouse-core",
            "poolhouse-lua",
            "poolhouse-wasm",
            "poolhouse-aws",
            "poolhouse-local",
            "poolhouse-emulator",
            "poolhouse-emulator-model",
        ],
    ),
];

/// Crates that one package alone may name; `*` stands for any ending.
const KEPT_TO_ONE: [(&str, &str); 16] = [
    ("aws-config", "poolhouse-aws"),
    ("aws-sdk-*", "poolhouse-aws"),
    ("aws-sigv4", "poolhouse-emulator"),
    ("aws-smithy-*", "poolhouse-aws"),
    ("aws-types", "poolhouse-aws"),
    ("axum", "poolhouse-emulator"),
    ("mlua", "poolhouse-lua"),
    ("wasmtime*", "poolhouse-wasm"),
    ("object_store", "poolhouse"),
    ("slatedb", "poolhouse"),
    ("clap", "poolhouse-cli"),
    ("indicatif", "poolhouse-cli"),
    ("rpassword", "poolhouse-cli"),
    ("rustyline", "poolhouse-cli"),
    ("anstream", "poolhouse-cli"),
    ("owo-colors", "poolhouse-cli"),
];

/// How the lines of core's tree begin that would let it do I/O, run scripts or speak to people.
const NEVER_IN_CORE: [&str; 12] = [
    "anstream",
    "aws-",
    "axum",
    "clap",
    "hyper",
    "mlua",
    "redb",
    "tokio feature \"fs\"",
    "tokio feature \"net\"",
    "tokio feature \"process\"",
    "tokio feature \"signal\"",
    "wasmtime",
];
const NEVER_SAID_IN_CORE: [&str; 6] =
    ["std::fs", "std::env", "std::net", "std::process", "SystemTime::now", "Instant::now"];

/// What each manifest takes from the workspace.
const INHERITED: [&str; 5] = [
    "version.workspace = true",
    "edition.workspace = true",
    "rust-version.workspace = true",
    "license.workspace = true",
    "[lints]\nworkspace = true",
];

/// A package of the repository.
struct Package {
    name: String,
    /// From the repository.
    manifest: String,
    text: String,
    dependencies: Vec<Dependency>,
}

struct Dependency {
    name: String,
    is_ours: bool,
    for_tests: bool,
}

static PACKAGES: LazyLock<Vec<Package>> = LazyLock::new(|| {
    let told = cargo(&["metadata", "--offline", "--locked", "--format-version=1", "--no-deps"]);
    let told: Value = serde_json::from_str(&told).expect("cargo speaks JSON");
    list(&told["packages"]).map(Package::read).collect()
});

#[test]
fn every_package_imports_only_what_it_may() {
    let faults = PACKAGES.iter().flat_map(forbidden_imports);
    refuse(faults, "`MAY_IMPORT` in tests/it/tidy/crates.rs says who may import whom: go through a port");
}

#[test]
fn what_one_package_wraps_no_other_names() {
    let faults = PACKAGES.iter().flat_map(|package| {
        let shipped = package.dependencies.iter().filter(|dependency| !dependency.for_tests);
        shipped.filter_map(|dependency| {
            let (_, owner) = KEPT_TO_ONE.iter().find(|(kept, _)| matches(kept, &dependency.name))?;
            (*owner != package.name).then(|| package.fault(&dependency.name, &format!("belongs to {owner}")))
        })
    });
    refuse(faults, "ask the package that wraps it");
}

#[test]
fn core_builds_without_io_scripts_or_words() {
    let tree = cargo(&[
        "tree",
        "--offline",
        "--locked",
        "--package=poolhouse-core",
        "--edges=normal,features",
        "--prefix=none",
        "--no-dedupe",
    ]);
    let needs: BTreeSet<_> = tree.lines().collect();
    let never = |line: &&str| NEVER_IN_CORE.iter().any(|never| line.starts_with(never));
    let faults = needs.into_iter().filter(never);
    let faults = faults.map(|line| format!("crates/core/Cargo.toml:1: brings in {line}"));
    refuse(faults, "core has ports, to implement elsewhere; name only the features it needs");
}

#[test]
fn core_reads_no_file_environment_or_clock() {
    let faults =
        beneath("crates/core/src/").flat_map(|source| found(source, &source.shipped, &NEVER_SAID_IN_CORE));
    refuse(faults, "core has ports (`Clock`, `StateStore`, `Host`): implement one in another crate");
}

#[test]
fn every_manifest_takes_its_terms_from_the_workspace() {
    let faults = PACKAGES.iter().flat_map(|package| {
        let missing = INHERITED.iter().filter(|line| !package.text.contains(**line));
        missing.map(|line| format!("{}:1: lacks `{}`", package.manifest, line.replace('\n', " ")))
    });
    refuse(faults, "one version, edition, licence and set of lints holds for all");
}

fn forbidden_imports(package: &Package) -> Vec<String> {
    let Some((_, may)) = MAY_IMPORT.iter().find(|(name, _)| *name == package.name) else {
        return vec![format!("{}:1: the package {} is not in the table", package.manifest, package.name)];
    };
    let ours = package.dependencies.iter().filter(|dependency| dependency.is_ours);
    let forbidden = ours.filter(|dependency| !may.contains(&dependency.name.as_str()));
    forbidden.map(|dependency| package.fault(&dependency.name, "may not be imported here")).collect()
}

impl Package {
    fn read(told: &Value) -> Self {
        let manifest = Path::new(text(&told["manifest_path"]));
        Self {
            name: text(&told["name"]).to_owned(),
            manifest: manifest.strip_prefix(repository()).unwrap_or(manifest).display().to_string(),
            text: fs::read_to_string(manifest).expect("a member has a manifest"),
            dependencies: list(&told["dependencies"]).map(Dependency::read).collect(),
        }
    }

    /// A fault of a dependency, with its place.
    fn fault(&self, dependency: &str, what: &str) -> String {
        let line = self.text.find(&format!("\n{dependency}")).map_or(1, |at| line_at(&self.text, at + 1));
        format!("{}:{line}: {dependency} {what}", self.manifest)
    }
}

impl Dependency {
    fn read(told: &Value) -> Self {
        Self {
            name: text(&told["name"]).to_owned(),
            is_ours: told["source"].is_null(),
            for_tests: told["kind"] == "dev",
        }
    }
}

fn matches(pattern: &str, name: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == name, |start| name.starts_with(start))
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().expect("a list").iter()
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn cargo(arguments: &[&str]) -> String {
    let output = command::cargo().args(arguments).output().expect("cargo runs");
    assert!(output.status.success(), "cargo: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo speaks UTF-8")
}
