//! The port to whoever rules over what others declare: company rules, kept in one place for all scripts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;

use crate::backend::Backend;
use crate::declare::Declaration;
use crate::fault::Faults;
use crate::plan::Plan;
use crate::state::Key;

/// **Port**: sees all that hosts declare, may change it or refuse it, and sees the plan that comes of it.
///
/// `pools` is the Cognito of the run, to look at.
#[async_trait]
pub trait Transform: Send + Sync {
    /// How people call it: `plugin "naming-rules"`.
    fn name(&self) -> String;

    /// Gets all declarations of a run, each right by itself, and gives back those to go on with.
    ///
    /// # Errors
    /// Every reason to refuse them, or why it failed.
    async fn transform(
        &self,
        declarations: Vec<Declaration>,
        pools: &Arc<dyn Backend>,
    ) -> Result<Transformed, Faults>;

    /// What it has against a plan of the declarations that it saw last.
    async fn review(&self, plan: &Plan, pools: &Arc<dyn Backend>) -> Faults;
}

/// What a transform made of the declarations of a run.
#[derive(Debug, Default)]
pub struct Transformed {
    /// What to go on with.
    pub declarations: Vec<Declaration>,
    /// Which of it the transform changed or added.
    pub changed: BTreeSet<Key>,
    /// The files that were read, its own among them.
    pub inputs: BTreeSet<PathBuf>,
    /// What else it was given, by a name for people.
    pub values: BTreeMap<String, String>,
}
