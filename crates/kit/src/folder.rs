//! The folder that a plugin's source lies in.

use std::path::{Path, PathBuf};

use poolhouse_wasm::{Language, Manifest};

use crate::build;
use crate::error::KitError;
use crate::interface::write;

/// The folder that a plugin's source lies in, by its `plugin.toml`.
#[derive(Clone, Debug)]
pub struct PluginFolder {
    root: PathBuf,
    manifest: Manifest,
    text: String,
    language: Language,
}

impl PluginFolder {
    /// Opens one.
    ///
    /// # Errors
    /// When its `plugin.toml` is missing, wrong, or names no language.
    pub fn open(root: &Path) -> Result<Self, KitError> {
        let file = root.join(FILE);
        let text = poolhouse_files::read_to_string(&file).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => {
                KitError::of(root, format!("has no {FILE}; `poolhouse plugin new` makes a plugin's folder"))
            }
            _ => KitError::of(&file, error),
        })?;
        let manifest = Manifest::from_toml(&text).map_err(|reason| KitError::of(&file, reason))?;
        let language =
            manifest.language.ok_or_else(|| KitError::of(&file, "language: say which, to have it built"))?;
        Ok(Self { root: root.to_path_buf(), manifest, text, language })
    }

    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What the plugin says of itself.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Where its component is, once it is built.
    #[must_use]
    pub fn component(&self) -> PathBuf {
        self.root.join(format!("{}.wasm", self.manifest.name))
    }

    /// Writes what editors and compilers need of the interface into `build/`.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn prepare(&self) -> Result<(), KitError> {
        build::prepare(self.language, self)
    }

    /// Builds the component, which carries the `plugin.toml`, and says where it is.
    ///
    /// # Errors
    /// When a tool is missing, with what to install; when one fails, with what it said.
    pub fn build(&self) -> Result<PathBuf, KitError> {
        self.prepare()?;
        let mut component = build::component(self.language, self)?;
        Manifest::embed(&self.text, &mut component);
        let path = self.component();
        write(&path, component)?;
        Ok(path)
    }

    /// What poolhouse and compilers write, and nobody keeps.
    pub(crate) fn build_folder(&self) -> PathBuf {
        self.root.join("build")
    }

    pub(crate) fn wit(&self) -> PathBuf {
        self.build_folder().join("wit")
    }
}

/// The name of the file that makes a folder a plugin's.
pub(crate) const FILE: &str = "plugin.toml";
