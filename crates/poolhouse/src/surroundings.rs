//! What everything that runs in a run has around it.

#[cfg(feature = "emulator")]
use std::collections::BTreeSet;
use std::sync::Arc;

use poolhouse_core::clock::Clock;
use poolhouse_core::log::LogSink;

#[cfg(feature = "emulator")]
use crate::error::Error;
use crate::project::Project;
use crate::trust::Granted;

/// What the scripts, plugins and functions of a run have around them.
#[derive(Clone)]
pub(crate) struct Surroundings {
    pub(crate) project: Project,
    /// What of the project's file counts.
    pub(crate) granted: Granted,
    pub(crate) stage: String,
    /// The time of the run, for plugins that may know it.
    #[cfg_attr(not(feature = "wasm"), allow(dead_code, reason = "there are no plugins"))]
    pub(crate) clock: Arc<dyn Clock>,
    /// Takes what they print and log.
    pub(crate) log: LogSink,
}

#[cfg(feature = "emulator")]
impl Surroundings {
    /// Around a function of that project which is called by itself, and not in a run.
    ///
    /// # Errors
    /// When the project's file cannot be read.
    pub(crate) fn by_hand(project: Project, clock: Arc<dyn Clock>, log: LogSink) -> Result<Self, Error> {
        let granted = Granted::of(&project, None, &BTreeSet::new())?;
        Ok(Self { project, granted, stage: "dev".to_owned(), clock, log })
    }

    /// The same around what another project has.
    #[cfg(feature = "wasm")]
    pub(crate) fn of_project(project: Project, run: &Self) -> Result<Self, Error> {
        Self::by_hand(project, Arc::clone(&run.clock), Arc::clone(&run.log))
    }
}
