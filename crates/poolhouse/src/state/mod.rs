//! Where states are kept.

mod choice;
mod holder;
mod home;
mod local;
mod lock;
mod place;
mod portable;
#[cfg(test)]
mod samples;
#[cfg(feature = "team-state")]
mod team;

pub use choice::StateChoice;
pub use holder::Holder;
pub use home::{StateHome, StateLock};
pub use local::{LocalState, list};
pub use place::Place;
pub use portable::{ExportedState, forget, rename};
#[cfg(feature = "team-state")]
pub use team::TeamAddress;
