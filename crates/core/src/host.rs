//! The port to whoever declares: Lua scripts and WASM plugins alike.

use crate::declare::Declaration;
use crate::fault::Faults;

/// **Port**: a source of declarations.
///
/// Declaring blocks and contacts nothing, so callers on an async runtime run it in a blocking task.
pub trait Host: Send + Sync {
    /// Runs the source to its end and tells what it declared.
    ///
    /// # Errors
    /// Every fault of the run together: where the source could go on after a fault, it did.
    fn declare(&self) -> Result<Vec<Declaration>, Faults>;
}
