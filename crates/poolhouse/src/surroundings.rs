//! What everything that runs in a run has around it.

use poolhouse_core::log::LogSink;

use crate::project::Project;
use crate::trust::Granted;

/// What the scripts, plugins and functions of a run have around them.
#[derive(Clone)]
pub(crate) struct Surroundings {
    pub(crate) project: Project,
    /// What of the project's file counts.
    pub(crate) granted: Granted,
    pub(crate) stage: String,
    /// Takes what they print and log.
    pub(crate) log: LogSink,
}
