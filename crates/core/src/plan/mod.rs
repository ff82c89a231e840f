//! The difference between what is wanted and what is, as an ordered list.

mod cost;
mod diff;
mod drift;
mod generated;
mod group;
mod importing;
mod lint;
mod making;
mod membership;
mod people;
mod planner;
mod resume;
mod text;
mod user;
mod waiting;

#[cfg(test)]
pub(crate) mod tests;

pub use cost::Cost;
pub use drift::{Drift, Drifted, How, drift};
pub use generated::GeneratedPassword;
pub use planner::{Options, Plan, Totals, plan};
pub use text::{Line, Tone};
pub use waiting::plan_with;
