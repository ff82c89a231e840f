//! Why a plugin is not made.

use std::path::{Path, PathBuf};

/// Why a plugin is not made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KitError {
    /// A file or folder is not what it should be.
    #[error("{}: {reason}", .path.display())]
    Place {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong, and what to do about it.
        reason: String,
    },
    /// A program that building needs is not on this machine.
    #[error("building it needs {tool}, which is not there; {install}")]
    Missing {
        /// The program, or what it lacks.
        tool: String,
        /// What to install.
        install: &'static str,
    },
    /// A program that building needs did not do what it should.
    #[error("`{command}` failed:\n{output}")]
    Failed {
        /// How it was called.
        command: String,
        /// What it said.
        output: String,
    },
    /// What the compiler made is no component, and does not become one.
    #[error("no component comes of what was compiled: {0}")]
    Component(String),
}

impl KitError {
    /// An error of a file or folder.
    pub(crate) fn of(path: &Path, reason: impl ToString) -> Self {
        Self::Place { path: path.to_path_buf(), reason: reason.to_string() }
    }
}
