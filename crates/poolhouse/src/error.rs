//! Why poolhouse could not do what it was asked.

use std::path::PathBuf;

use poolhouse_core::apply::ApplyError;
use poolhouse_core::backend::BackendError;
use poolhouse_core::fault::Faults;
use poolhouse_core::state::StateError;

/// Why poolhouse could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// What was declared is wrong, and how: each fault with its place.
    #[error(transparent)]
    Faults(#[from] Faults),
    /// A call failed that everything else needs.
    #[error(transparent)]
    Backend(#[from] BackendError),
    /// The state cannot be read, written or locked.
    #[error(transparent)]
    State(#[from] StateError),
    /// The project's folder or file is not what it should be.
    #[error("{path}: {reason}", path = .path.display())]
    Project {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong, and what to do about it.
        reason: String,
    },
    /// A saved plan does not hold any longer.
    #[error("the saved plan no longer holds: {}; nothing was changed, plan again", .0.join(", "))]
    Stale(
        /// Why, one fragment for each: `the state is at serial 4, not 3`.
        Vec<String>,
    ),
    /// A thread or a file of this machine.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// What was asked for does not fit together.
    #[error("{0}")]
    Usage(String),
    /// The embedded emulator's data.
    #[cfg(feature = "emulator")]
    #[error("the embedded emulator: {0}")]
    Data(#[from] poolhouse_emulator::DataError),
    /// A pool given as a fixture.
    #[cfg(feature = "emulator")]
    #[error("{place}: {source}")]
    Fixture {
        /// The file or table that gives it.
        place: String,
        /// What is wrong with it.
        source: poolhouse_emulator::FixtureError,
    },
}

impl From<ApplyError> for Error {
    fn from(error: ApplyError) -> Self {
        match error {
            ApplyError::State(error) => Self::State(error),
            ApplyError::Secrets(faults) => Self::Faults(faults),
        }
    }
}

impl Error {
    /// An error of a file or folder of the project.
    pub(crate) fn project(path: impl Into<PathBuf>, reason: impl ToString) -> Self {
        Self::Project { path: path.into(), reason: reason.to_string() }
    }
}
