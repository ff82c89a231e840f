//! A test of a plugin as its file says it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use poolhouse_wasm::TriggerEvent;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::error::Error;

/// A test: what a plugin is given, and what must come of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    /// Pools of the emulator, in the form of DescribeUserPool's answer.
    #[serde(default)]
    pub(super) pools: BTreeMap<String, Map<String, Value>>,
    /// The stage of the run.
    #[serde(default = "usual_stage")]
    pub(super) stage: String,
    /// The plugin's configuration.
    #[serde(default)]
    pub(super) config: BTreeMap<String, String>,
    /// Files by the names that the plugin knows them by, from the folder of the test.
    #[serde(default)]
    pub(super) inputs: BTreeMap<String, PathBuf>,
    /// A script whose users and groups are in the pools beforehand; for a transform, the one that it rules over.
    pub(super) script: Option<PathBuf>,
    /// The event that a trigger gets.
    pub(super) event: Option<EventTable>,
    /// What must come of it.
    pub(super) expect: Expected,
}

/// An event, with whatever the test does not care for left out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EventTable {
    trigger_source: String,
    #[serde(default = "first_version")]
    version: String,
    user_pool_id: String,
    #[serde(default)]
    user_name: String,
    #[serde(default)]
    client_id: String,
    #[serde(default)]
    request: Map<String, Value>,
    #[serde(default)]
    response: Map<String, Value>,
}

/// What must come of a test: one of these.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Expected {
    /// The plan, as `poolhouse plan` shows it.
    Plan(String),
    /// What is wrong, each in a line.
    Faults(Vec<String>),
    /// The answer of a trigger.
    Response(Value),
    /// The message with which a trigger refuses, or what a transform has against the plan.
    Refusal(String),
}

impl Case {
    pub(super) fn read(file: &Path) -> Result<Self, Error> {
        let text = poolhouse_files::read_to_string(file).map_err(|error| Error::project(file, error))?;
        toml::from_str(&text).map_err(|error| Error::project(file, error.to_string().trim_end()))
    }
}

impl From<EventTable> for TriggerEvent {
    fn from(event: EventTable) -> Self {
        let region = event.user_pool_id.split('_').next().unwrap_or_default().to_owned();
        Self {
            trigger_source: event.trigger_source,
            version: event.version,
            region,
            user_pool_id: event.user_pool_id,
            user_name: event.user_name,
            client_id: event.client_id,
            request: Value::Object(event.request).to_string(),
            response: Value::Object(event.response).to_string(),
        }
    }
}

fn usual_stage() -> String {
    "dev".to_owned()
}

fn first_version() -> String {
    "1".to_owned()
}
