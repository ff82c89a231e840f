//! How an apply tells what it is doing, while it does it.

use crate::backend::BackendError;
use crate::change::{Action, Change, Step};
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
    /// Something people should know, that stops nothing.
    Warned(&'a Key, &'a str),
    /// The change is done and remembered.
    ChangeDone(&'a Change),
    /// The change stopped; what it did before is remembered.
    ChangeFailed(&'a Change, &'a Failure),
    /// The change was not begun.
    ChangeSkipped(&'a Change),
}

/// **Port**: whoever wants to hear of it. Called often, from one task; should return at once.
pub trait Observer: Send + Sync {
    /// Hears of one event.
    fn event(&self, event: &Event<'_>);
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
}

impl Report {
    /// Whether all of the plan was done.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.failed.is_empty() && self.skipped.is_empty()
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
    /// Reality is not what the plan saw.
    #[error("{0}")]
    Stale(String),
    /// What was done could not be remembered.
    #[error(transparent)]
    State(#[from] crate::state::StateError),
}

impl Failure {
    /// Whether every other change would fail the same way.
    #[must_use]
    pub fn ends_the_run(&self) -> bool {
        match self {
            Self::Call(error) => error.kind.ends_the_run(),
            Self::State(_) => true,
            Self::Secret(_) | Self::Stale(_) => false,
        }
    }
}
