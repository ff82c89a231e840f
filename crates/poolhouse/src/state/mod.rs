//! Where states are kept.

mod local;
mod place;
mod portable;

pub use local::{LocalState, list};
pub use place::Place;
pub use portable::{ExportedState, forget, rename};
