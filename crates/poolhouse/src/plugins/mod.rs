//! Plugins as files: what they are, and whether they do what their tests say.

#[cfg(feature = "plugin-kit")]
mod adding;
#[cfg(feature = "lua")]
mod callable;
#[cfg(all(feature = "lua", feature = "emulator"))]
mod case;
#[cfg(feature = "plugin-kit")]
mod download;
mod granted;
mod pins;
mod requests;
mod transform;
#[cfg(all(feature = "lua", feature = "emulator"))]
mod trial;

use std::path::{Path, PathBuf};

use poolhouse_wasm::{Limits, Manifest, Plugin, PluginFile, Runtime, World};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::error::Error;

#[cfg(feature = "plugin-kit")]
pub use adding::add;
#[cfg(feature = "lua")]
pub(crate) use callable::for_scripts;
pub(crate) use granted::Chosen;
pub(crate) use pins::PinnedPlugin;
pub use pins::{ProjectPlugin, named, of_project};
pub(crate) use transform::of_run as transforms;
#[cfg(all(feature = "lua", feature = "emulator"))]
pub use trial::{Trial, trials};

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
    /// What it says of itself and wants, where it carries that.
    pub manifest: Option<Manifest>,
}

/// Loads a file as a run would, and tells what it is. Nothing of it runs. This may take seconds, the first time.
///
/// # Errors
/// When it is no plugin that this version takes, in one sentence.
pub fn inspect(file: &Path) -> Result<Inspected, Error> {
    inspect_file(&PluginFile::at(file))
}

fn inspect_file(file: &PluginFile) -> Result<Inspected, Error> {
    let plugin = load(&runtime()?, file, Limits::provisioner())?;
    let bytes = poolhouse_files::read(&file.path).map_err(|error| Error::project(&file.path, error))?;
    Ok(Inspected {
        file: file.path.clone(),
        world: plugin.world(),
        version: plugin.version().to_owned(),
        imports: plugin.imports().to_vec(),
        size: bytes.len() as u64,
        digest: plugin.digest().to_owned(),
        manifest: Manifest::carried_by(&bytes).map_err(|error| Error::project(&file.path, error))?,
    })
}

fn runtime() -> Result<Runtime, Error> {
    Runtime::new(cache().as_deref()).map_err(|error| Error::Usage(error.to_string()))
}

fn load(runtime: &Runtime, file: &PluginFile, limits: Limits) -> Result<Plugin, Error> {
    runtime.load_file(file, limits).map_err(|error| Error::project(&file.path, error))
}

/// The SHA-256 of a file's content, as pins have it.
fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
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
            "name": self.manifest.as_ref().map(|manifest| &manifest.name),
            "version": self.manifest.as_ref().map(|manifest| manifest.version.to_string()),
            "wants": self.manifest.as_ref().map(|manifest| manifest.wants.spoken()),
        })
    }
}
