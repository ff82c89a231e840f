//! Functions of scripts that answer the triggers of pools.
//!
//! They run in states of their own and never in the one that declares: there a script has ended when its first event
//! comes, and many events come at once. A trigger's own script returns its functions; for those that a declaring script
//! gave to `pool:on`, that script is run once more in each state, where nothing of what it declares counts.

mod event;
mod script;
mod state;
#[cfg(test)]
mod tests;

pub use script::TriggerScript;
pub(crate) use state::Answer;
