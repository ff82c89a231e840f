//! Carrying a plan out: bounded in how much runs at once, remembered as it goes, one user's failure stopping nobody else.

mod creation;
mod group;
mod import;
mod journal;
mod membership;
mod run;
mod stop;
mod user;

pub use run::{ApplyError, ApplyOptions, Ports, apply};
pub use stop::Stop;
