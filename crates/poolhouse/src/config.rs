//! `poolhouse.toml`, the project's file. It grants nothing.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::error::Error;

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
    /// Where the project's states are kept, when not in its own folder.
    #[serde(default)]
    pub(crate) state: StateConfig,
}

/// Where the project says that its states are kept. It is asked for and never followed by itself.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StateConfig {
    /// An address of an object store: `s3://bucket/prefix`.
    pub(crate) url: Option<String>,
}

impl Config {
    /// Reads the file of a project; a project without one has an empty one.
    pub(crate) fn read(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(Error::project(path, error)),
        };
        toml::from_str(&text).map_err(|error| Error::project(path, error.to_string().trim_end()))
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
    fn a_pool_is_a_table_by_its_id() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), "[pools.us-east-1_a]\nAliasAttributes = [\"email\"]\n")
            .unwrap();
        let config = Config::read(folder.path()).unwrap();
        assert_eq!(config.pools["us-east-1_a"]["AliasAttributes"], serde_json::json!(["email"]));
    }
}
