//! The plugins of a project: `[plugins.NAME]` in `poolhouse.toml`, each pinned to what it is. A pin grants nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Inspected, inspect};
use crate::config::{Config, FILE};
use crate::error::Error;
use crate::project::Project;

/// A plugin as the project's file names it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PinnedPlugin {
    /// Its file, from the project's folder.
    path: PathBuf,
    /// The SHA-256 of the file, in hexadecimal.
    sha256: String,
    /// Where it was fetched from.
    url: Option<String>,
}

/// A plugin of a project.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ProjectPlugin {
    /// Its name in the project.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// Where it was fetched from, if from elsewhere.
    pub url: Option<String>,
    /// What it is; or why it is not what the project says.
    pub found: Result<Inspected, String>,
}

/// The plugins of a project, each looked at. This may take seconds for each, the first time.
///
/// # Errors
/// When the project's file cannot be read.
pub fn of_project(project: &Project) -> Result<Vec<ProjectPlugin>, Error> {
    let plugins = Config::read(project.root())?.plugins;
    Ok(plugins.into_iter().map(|(name, pinned)| looked_at(project, name, pinned)).collect())
}

fn looked_at(project: &Project, name: String, pinned: PinnedPlugin) -> ProjectPlugin {
    let path = project.root().join(&pinned.path);
    let found = inspect(&path).and_then(|plugin| pinned.check(&path, &plugin.digest).map(|()| plugin));
    ProjectPlugin { name, path, url: pinned.url, found: found.map_err(|error| error.to_string()) }
}

/// Holds a file that is about to run against its pin, where the project pins it.
pub(crate) fn check(project: &Project, file: &Path) -> Result<(), Error> {
    let plugins: BTreeMap<String, PinnedPlugin> = Config::read(project.root())?.plugins;
    let is_it = |pinned: &&PinnedPlugin| is_same(&project.root().join(&pinned.path), file);
    let Some(pinned) = plugins.values().find(is_it) else { return Ok(()) };
    let bytes = fs::read(file).map_err(|error| Error::project(file, error))?;
    pinned.check(file, &super::digest(&bytes))
}

fn is_same(one: &Path, other: &Path) -> bool {
    matches!((fs::canonicalize(one), fs::canonicalize(other)), (Ok(one), Ok(other)) if one == other)
}

impl PinnedPlugin {
    fn check(&self, file: &Path, digest: &str) -> Result<(), Error> {
        if self.sha256.eq_ignore_ascii_case(digest) {
            return Ok(());
        }
        let reason = format!("is not the plugin that {FILE} pins: its SHA-256 is {digest}");
        Err(Error::project(file, reason))
    }
}

impl ProjectPlugin {
    /// As JSON, described in `docs/json.md`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut shown = match &self.found {
            Ok(plugin) => plugin.to_json(),
            Err(reason) => json!({ "file": self.path, "error": reason }),
        };
        shown["name"] = json!(self.name);
        shown["url"] = json!(self.url);
        shown
    }
}
