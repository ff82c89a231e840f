//! The port to plugins that scripts call.

use std::collections::BTreeMap;
use std::path::PathBuf;

use poolhouse_core::host::Declared;
use serde_json::{Map, Value as Json};

/// **Port**: the plugins of the project that a script can call. It blocks, and the clock of the script stands still
/// meanwhile.
pub trait Plugins: Send + Sync {
    /// Their names, by which scripts require them: `hr` for `plugin:hr`.
    fn names(&self) -> &[String];

    /// Has one declare, and gives all that came of it.
    fn declare(&self, call: PluginCall) -> Declared;
}

/// A plugin, and what a script gives it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PluginCall {
    /// Its name.
    pub plugin: String,
    /// Its configuration, by name.
    pub config: Map<String, Json>,
    /// Files of the project, by the names that the plugin knows them by.
    pub inputs: BTreeMap<String, PathBuf>,
}
