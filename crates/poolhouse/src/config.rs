//! `poolhouse.toml`, the project's file. By itself it grants nothing; what it asks for counts where it is trusted.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::error::Error;
use crate::project::Project;
use crate::trust::Ask;

/// The name of the project's file, by which its folder is known too.
pub(crate) const FILE: &str = "poolhouse.toml";

/// What `poolhouse.toml` may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// Pools that the embedded emulator is given when it lacks them, by id, in the form of DescribeUserPool's answer.
    #[serde(default)]
    pub(crate) pools: BTreeMap<String, serde_json::Map<String, serde_json::Value>>,
    /// JSON files with such pools, relative to the project.
    #[serde(default)]
    pub(crate) fixtures: Vec<std::path::PathBuf>,
    /// Functions that answer the triggers of pools, by pool.
    #[cfg(feature = "emulator")]
    #[serde(default)]
    pub(crate) triggers: BTreeMap<String, crate::triggers::PoolTriggers>,
    #[cfg(not(feature = "emulator"))]
    #[serde(default, rename = "triggers")]
    _triggers: serde::de::IgnoredAny,
    /// The variables of the environment that scripts of the project ask to see.
    #[serde(default)]
    pub(crate) env: EnvConfig,
    /// Plugins that rule over what scripts declare, in this order: names of the project's plugins, or paths.
    #[serde(default)]
    pub(crate) transforms: Vec<String>,
    /// The project's plugins, by name, each pinned to what it is, with what it may use.
    #[cfg(feature = "wasm")]
    #[serde(default)]
    pub(crate) plugins: BTreeMap<String, crate::plugins::PinnedPlugin>,
    #[cfg(not(feature = "wasm"))]
    #[serde(default, rename = "plugins")]
    _plugins: serde::de::IgnoredAny,
    /// Where the project's states are kept, when not in its own folder.
    #[serde(default)]
    pub(crate) state: StateConfig,
    /// How much scripts of the project may take: less than without it, never more.
    #[cfg(feature = "lua")]
    #[serde(default)]
    pub(crate) limits: crate::limits::LimitsTable,
    #[cfg(not(feature = "lua"))]
    #[serde(default, rename = "limits")]
    _limits: serde::de::IgnoredAny,
}

/// Where the project says that its states are kept. It is asked for and never followed by itself.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StateConfig {
    /// An address of an object store: `s3://bucket/prefix`.
    pub(crate) url: Option<String>,
}

/// The table `[env]`. It is asked for, and counts where the project is trusted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EnvConfig {
    /// The names of variables.
    #[serde(default)]
    pub(crate) allow: Vec<String>,
}

impl Config {
    /// Reads the file of a project; a project without one has an empty one.
    pub(crate) fn read(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(FILE);
        let text = match poolhouse_files::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(Error::project(path, error)),
        };
        let config: Self =
            toml::from_str(&text).map_err(|error| Error::project(&path, error.to_string().trim_end()))?;
        #[cfg(feature = "wasm")]
        if let Some(name) = config.plugins.keys().find(|name| !poolhouse_wasm::is_name(name)) {
            let reason = format!("plugins: {name:?} is no name for a plugin; write it in a-z, 0-9 and -");
            return Err(Error::project(path, reason));
        }
        Ok(config)
    }

    /// The names of the project's plugins; none where plugins cannot be run.
    #[cfg(feature = "lua")]
    pub(crate) fn plugin_names(&self) -> Vec<String> {
        #[cfg(feature = "wasm")]
        return self.plugins.keys().cloned().collect();
        #[cfg(not(feature = "wasm"))]
        Vec::new()
    }

    /// What of it counts only where the project is trusted.
    #[cfg_attr(
        not(feature = "wasm"),
        allow(unused_variables, reason = "files of plugins lie in the project")
    )]
    pub(crate) fn asks(&self, project: &Project) -> Vec<Ask> {
        let env = self.env.allow.iter().cloned().map(Ask::Env);
        let state = self.state.url.iter().cloned().map(Ask::State);
        #[cfg(feature = "emulator")]
        let events =
            self.triggers.iter().flat_map(|(pool, functions)| crate::triggers::events_sent(pool, functions));
        #[cfg(not(feature = "emulator"))]
        let events = std::iter::empty();
        #[cfg(feature = "wasm")]
        let plugins = self.plugins.iter().flat_map(|(name, plugin)| plugin.asks(name, project));
        #[cfg(not(feature = "wasm"))]
        let plugins = std::iter::empty();
        env.chain(state).chain(events).chain(plugins).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_means_nothing_is_an_error_that_names_it() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), "pool = 1\n").unwrap();
        let error = Config::read(folder.path()).unwrap_err().to_string();
        assert!(error.contains("unknown field `pool`"), "{error}");
    }

    #[test]
    fn what_is_no_file_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(FILE)).unwrap();
        let error = Config::read(folder.path()).unwrap_err().to_string();
        assert!(error.ends_with("is a folder, where a file is needed"), "{error}");
    }

    #[test]
    fn a_pool_is_a_table_by_its_id() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), "[pools.us-east-1_a]\nAliasAttributes = [\"email\"]\n")
            .unwrap();
        let config = Config::read(folder.path()).unwrap();
        assert_eq!(config.pools["us-east-1_a"]["AliasAttributes"], serde_json::json!(["email"]));
    }
}
