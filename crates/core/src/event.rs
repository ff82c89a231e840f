//! How an apply tells what it is doing, while it does it.

use std::collections::BTreeMap;

use crate::backend::{BackendError, ErrorKind};
use crate::change::{Action, Change, Step};
use crate::fault::Faults;
use crate::host::Applied;
use crate::output::Outputs;
use crate::pace::Calls;
use crate::rates::RateCategory;
use crate::state::Key;

/// Something that happened.
#[derive(Debug)]
pub enum Event<'a> {
    /// The apply begins with so many changes.
    Started {
        /// How many.
        changes: usize,
    },
    /// Work on one change begins.
    ChangeStarted(&'a Change),
    /// One of its calls was made and succeeded.
    StepDone(&'a Change, &'a Step),
    /// A call failed for a reason that passes, and is made again, or looked into when it may have had its effect.
    Retried(&'a BackendError),
    /// Something people should know, that stops nothing.
    Warned(&'a Key, &'a str),
    /// The change is done and remembered.
    ChangeDone(&'a Change),
    /// The change stopped; what it did before is remembered.
    ChangeFailed(&'a Change, &'a Failure),
    /// The change was not begun.
    ChangeSkipped(&'a Change),
}

/// How far one change got between what the service does and what the state knows of it. A run can end at any of these
/// points, and the next one goes on from there; tests end runs at each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Point {
    /// Nothing is written yet and nothing called.
    Begun,
    /// What is about to be done is in the state.
    Intended,
    /// A call had its effect, and the state does not know.
    Called,
    /// What a call came to is in the state.
    Remembered,
    /// Every call was made, and the state does not know that.
    Unsettled,
    /// The state knows that the change is done.
    Settled,
}

impl Point {
    /// All points, in the order in which a change gets to them first.
    pub const ALL: [Self; 6] =
        [Self::Begun, Self::Intended, Self::Called, Self::Remembered, Self::Unsettled, Self::Settled];
}

/// **Port**: whoever wants to hear of it. Called often, from one task; should return at once.
pub trait Observer: Send + Sync {
    /// Hears of one event.
    fn event(&self, event: &Event<'_>);

    /// Hears how far a change got.
    fn reached(&self, _change: &Change, _point: Point) {}
}

/// Hears nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Deaf;

impl Observer for Deaf {
    fn event(&self, _: &Event<'_>) {}
}

/// What an apply came to.
#[derive(Debug, Default)]
pub struct Report {
    /// What was done, in the order in which it ended.
    pub done: Vec<(Key, Action)>,
    /// What failed.
    pub failed: Vec<(Key, Failure)>,
    /// What was not begun, because the run was stopped or could not have succeeded.
    pub skipped: Vec<Key>,
    /// What people should know all the same.
    pub warnings: Vec<(Key, String)>,
    /// The calls that failed for a reason that passes, one for each try.
    pub retries: Vec<Retried>,
    /// What the service made up for resources that were made or changed.
    pub outputs: BTreeMap<Key, Outputs>,
    /// What failed of what the script does after an apply.
    pub faults: Faults,
    /// What was called, by rate category, where calls kept to a pace; reading for the plan is part of it.
    pub calls: BTreeMap<RateCategory, Calls>,
}

/// A try that failed and was followed by another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retried {
    /// The API operation.
    pub operation: &'static str,
    /// Whom or what it was about.
    pub subject: String,
    /// Why it failed.
    pub kind: ErrorKind,
}

impl From<&BackendError> for Retried {
    fn from(error: &BackendError) -> Self {
        Self { operation: error.operation, subject: error.subject.clone(), kind: error.kind }
    }
}

impl Report {
    /// What was done, as hosts hear of it.
    #[must_use]
    pub fn applied(&self) -> Vec<Applied> {
        let outputs = |key| self.outputs.get(key).cloned().unwrap_or_default();
        let done = self.done.iter();
        done.map(|(key, action)| Applied { key: key.clone(), action: *action, outputs: outputs(key) })
            .collect()
    }

    /// Whether all of the plan was done.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.failed.is_empty() && self.skipped.is_empty() && self.faults.is_empty()
    }

    /// How many resources were done what to.
    #[must_use]
    pub fn count(&self, action: Action) -> usize {
        self.done.iter().filter(|(_, done)| *done == action).count()
    }
}

/// Why a change stopped.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A call failed.
    #[error(transparent)]
    Call(#[from] BackendError),
    /// A secret has no value.
    #[error(transparent)]
    Secret(#[from] crate::secret::SecretError),
    /// A value that was to come did not.
    #[error(transparent)]
    Output(#[from] crate::output::OutputError),
    /// Reality is not what the plan saw.
    #[error("{0}")]
    Stale(String),
    /// No import job made the user.
    #[error("was not imported: {0}")]
    Import(String),
    /// What was done could not be remembered.
    #[error(transparent)]
    State(#[from] crate::state::StateError),
    /// The run was stopped between two calls of the change.
    #[error("was stopped half-way; what was done is remembered, and the next run does the rest")]
    Stopped,
}

impl Failure {
    /// Whether every other change would fail the same way.
    #[must_use]
    pub fn ends_the_run(&self) -> bool {
        match self {
            Self::Call(error) => error.ends_the_run(),
            Self::State(_) => true,
            Self::Secret(_) | Self::Output(_) | Self::Stale(_) | Self::Import(_) | Self::Stopped => false,
        }
    }
}
