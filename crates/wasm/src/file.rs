//! A file that should be a plugin.

use std::path::{Path, PathBuf};

/// A file that should be a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PluginFile {
    /// What the plugin is called in errors and logs.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// The SHA-256 that it must have, in hexadecimal; whatever it has, where none is said.
    pub pin: Option<String>,
}

impl PluginFile {
    /// Whatever is at that path, called as the file is without its ending.
    #[must_use]
    pub fn at(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        Self { name: Self::name_of(&path), path, pin: None }
    }

    /// What a plugin is called by its file.
    #[must_use]
    pub fn name_of(path: &Path) -> String {
        path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
    }
}
