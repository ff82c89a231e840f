//! The plugins of a project: `[plugins.NAME]` in `poolhouse.toml`, each pinned to what it is, with what it may use.

use std::collections::BTreeMap;
use std::path::PathBuf;

use poolhouse_wasm::{PluginFile, Wants};
use serde::Deserialize;
use serde_json::{Value, json};

use super::granted::is_within;
use super::{Inspected, inspect_file};
use crate::config::Config;
use crate::error::Error;
use crate::project::Project;
use crate::trust::Ask;

/// A plugin as the project's file names it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PinnedPlugin {
    /// Its file, from the project's folder.
    pub(super) path: PathBuf,
    /// The SHA-256 of the file, in hexadecimal.
    pub(super) sha256: String,
    /// Where it was fetched from.
    url: Option<String>,
    /// Its configuration, by name.
    #[serde(default)]
    pub(super) config: serde_json::Map<String, Value>,
    /// Files that it may read, by the names it knows them by, from the project's folder.
    #[serde(default)]
    pub(super) inputs: BTreeMap<String, PathBuf>,
    /// Variables of the environment that it may name in password fields.
    #[serde(default)]
    pub(super) env: Vec<String>,
    /// Variables of the environment that it may see.
    #[serde(default)]
    pub(super) secrets: Vec<String>,
    /// Hosts that it may send requests to.
    #[serde(default)]
    pub(super) http: Vec<String>,
    /// Whether it may read users and groups of pools.
    #[serde(default)]
    pub(super) directory: bool,
    /// Whether it may know the time.
    #[serde(default)]
    pub(super) clock: bool,
    /// Whether it may have randomness.
    #[serde(default)]
    pub(super) random: bool,
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
    /// What the project's file grants it, a phrase each: `input staff`.
    pub granted: Vec<String>,
    /// What of that counts only where the project is trusted, in words.
    pub asks: Vec<Ask>,
}

/// The plugins of a project, each looked at. This may take seconds for each, the first time.
///
/// # Errors
/// When the project's file cannot be read.
pub fn of_project(project: &Project) -> Result<Vec<ProjectPlugin>, Error> {
    let plugins = Config::read(project.root())?.plugins;
    Ok(plugins.into_iter().map(|(name, pinned)| looked_at(project, name, pinned)).collect())
}

/// The plugin of that name in a project's file, looked at; none where there is none.
///
/// # Errors
/// When the project's file cannot be read.
pub fn named(project: &Project, name: &str) -> Result<Option<ProjectPlugin>, Error> {
    let pinned = Config::read(project.root())?.plugins.remove(name);
    Ok(pinned.map(|pinned| looked_at(project, name.to_owned(), pinned)))
}

fn looked_at(project: &Project, name: String, pinned: PinnedPlugin) -> ProjectPlugin {
    let path = project.root().join(&pinned.path);
    let file = PluginFile { name: name.clone(), path: path.clone(), pin: Some(pinned.sha256.clone()) };
    let found = inspect_file(&file).map_err(|error| error.to_string());
    let (granted, asks) = (pinned.grants().spoken(), pinned.asks(&name, project));
    ProjectPlugin { name, path, url: pinned.url, found, granted, asks }
}

impl PinnedPlugin {
    /// What is granted, in the words in which a plugin says what it wants.
    fn grants(&self) -> Wants {
        Wants {
            config: self.config.keys().cloned().collect(),
            inputs: self.inputs.keys().cloned().collect(),
            env: self.env.clone(),
            secrets: self.secrets.clone(),
            http: self.http.clone(),
            directory: self.directory,
            clock: self.clock,
            random: self.random,
        }
    }

    /// What of it counts only where the project is trusted: everything but values and files of the project itself, which
    /// its scripts have, too.
    pub(crate) fn asks(&self, name: &str, project: &Project) -> Vec<Ask> {
        let outside = self.inputs.values().filter(|file| !is_within(project, &project.root().join(file)));
        let flags = [
            (self.directory, "the users and groups of pools"),
            (self.clock, "the time"),
            (self.random, "randomness"),
        ];
        let outside = outside.map(|file| format!("the file {}", file.display()));
        let env = self.env.iter().map(|name| format!("the variable {name} for passwords"));
        let secrets = self.secrets.iter().map(|name| format!("the secret {name}"));
        let http = self.http.iter().map(|host| format!("requests to {host}"));
        let flags = flags.into_iter().filter(|(is_granted, _)| *is_granted).map(|(_, what)| what.to_owned());
        let all = outside.chain(env).chain(secrets).chain(http).chain(flags);
        all.map(|what| Ask::Plugin { plugin: name.to_owned(), what }).collect()
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
        shown["granted"] = json!(self.granted);
        shown
    }
}
