//! Where states are kept.

mod local;
mod place;

pub use local::{LocalState, list};
pub use place::Place;
