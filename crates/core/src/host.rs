//! The port to whoever declares: Lua scripts and WASM plugins alike.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::change::Action;
use crate::declare::Declaration;
use crate::fault::{Fault, Faults};
use crate::hook::{Handler, Hook};
use crate::output::Outputs;
use crate::plan::Plan;
use crate::state::Key;

/// **Port**: a source of declarations.
///
/// All of it blocks and contacts nothing, so callers on an async runtime run it in a blocking task. What it declared
/// last is what its policies, callbacks and handlers are about.
pub trait Host: Send + Sync {
    /// Runs the source to its end and tells what it declared.
    fn declare(&self) -> Declared;

    /// What can hardly be meant in what was declared last, seen without running it.
    fn warnings(&self) -> Vec<Fault> {
        Vec::new()
    }

    /// What its policies have against a plan.
    fn policy(&self, _plan: &Plan) -> Faults {
        Faults::default()
    }

    /// Hears what an apply did, and tells what failed of what it does then.
    fn after(&self, _applied: &[Applied]) -> Faults {
        Faults::default()
    }

    /// Answers an event of a pool, by the function that it told of among its handlers: the event with its `response`
    /// filled in. Many may be asked at once.
    ///
    /// # Errors
    /// What the function refuses with, or why it failed.
    fn handle(&self, pool: &str, hook: Hook, _event: &serde_json::Value) -> Result<serde_json::Value, Fault> {
        Err(Fault::new(None, format!("nothing answers {hook} of {pool}")))
    }
}

/// A change that was carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The resource.
    pub key: Key,
    /// What happened to it.
    pub action: Action,
    /// What the service made up for it.
    pub outputs: Outputs,
}

/// What a run of a source came to.
#[derive(Debug, Default)]
pub struct Declared {
    /// What was declared, as far as the run came.
    pub declarations: Vec<Declaration>,
    /// Every fault of the run: where the source could go on after one, it did, so that all can be told together.
    pub faults: Faults,
    /// Whether the run came to its end; where it did not, what is missing says nothing.
    pub complete: bool,
    /// The triggers of pools that it answers.
    pub handlers: Vec<Handler>,
    /// The files that were read, the source itself among them.
    pub inputs: BTreeSet<PathBuf>,
    /// What else was given and read, by a name for people: `argument pool`, `variable TEAM`. No secret is among it.
    pub values: BTreeMap<String, String>,
}
