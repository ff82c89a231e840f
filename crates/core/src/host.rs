//! The port to whoever declares: Lua scripts and WASM plugins alike.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::declare::Declaration;
use crate::fault::Faults;

/// **Port**: a source of declarations.
///
/// Declaring blocks and contacts nothing, so callers on an async runtime run it in a blocking task.
pub trait Host: Send + Sync {
    /// Runs the source to its end and tells what it declared.
    fn declare(&self) -> Declared;
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
    /// The files that were read, the source itself among them.
    pub inputs: BTreeSet<PathBuf>,
}
