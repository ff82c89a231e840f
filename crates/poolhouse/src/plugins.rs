//! Plugin files: what they are, before anything of them runs.

use std::fs;
use std::path::{Path, PathBuf};

use poolhouse_wasm::{Limits, Plugin, Runtime, World, name_of};
use serde_json::{Value, json};

use crate::error::Error;

/// A file that is a plugin, and what it says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Inspected {
    /// The file.
    pub file: PathBuf,
    /// What it is for.
    pub world: World,
    /// The version of `poolhouse:plugin` that it was built against.
    pub version: String,
    /// The interfaces that it imports, each with its version.
    pub imports: Vec<String>,
    /// How many bytes it has.
    pub size: u64,
    /// The SHA-256 of the file, in hexadecimal.
    pub digest: String,
}

/// Loads a file as a run would, and tells what it is. Nothing of it runs. This may take seconds, the first time.
///
/// # Errors
/// When it is no plugin that this version takes, in one sentence.
pub fn inspect(file: &Path) -> Result<Inspected, Error> {
    let runtime = Runtime::new(cache().as_deref()).map_err(|error| Error::Usage(error.to_string()))?;
    let plugin = load(&runtime, file)?;
    Ok(Inspected {
        file: file.to_path_buf(),
        world: plugin.world(),
        version: plugin.version().to_owned(),
        imports: plugin.imports().to_vec(),
        size: fs::metadata(file).map_err(|error| Error::project(file, error))?.len(),
        digest: plugin.digest().to_owned(),
    })
}

fn load(runtime: &Runtime, file: &Path) -> Result<Plugin, Error> {
    runtime
        .load_file(&name_of(file), file, Limits::provisioner())
        .map_err(|error| Error::project(file, error))
}

/// Where compiled plugins are kept.
pub(crate) fn cache() -> Option<PathBuf> {
    dirs::cache_dir().map(|folder| folder.join("poolhouse").join("plugins"))
}

impl Inspected {
    /// The interfaces of `poolhouse:plugin` that it imports, by their short names: `config`. `types` asks for nothing.
    pub fn uses(&self) -> impl Iterator<Item = &str> {
        let ours = self.imports.iter().filter_map(|import| import.strip_prefix("poolhouse:plugin/"));
        ours.map(|name| name.split('@').next().unwrap_or(name)).filter(|name| *name != "types")
    }

    /// What it imports besides, which is there and gives nothing: `wasi:io/streams@0.2.6`.
    pub fn ungiven(&self) -> impl Iterator<Item = &str> {
        self.imports.iter().map(String::as_str).filter(|import| !import.starts_with("poolhouse:plugin/"))
    }

    /// As JSON, described in `docs/json.md`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "file": self.file,
            "world": self.world.name(),
            "interface": self.version,
            "uses": self.uses().collect::<Vec<_>>(),
            "imports": self.imports,
            "size": self.size,
            "sha256": self.digest,
        })
    }
}
