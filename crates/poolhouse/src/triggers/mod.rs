//! Functions of this machine that answer the triggers of an emulator's pools: scripts, plugins, and what is behind URLs.

mod configured;
mod declared;
mod failing_open;
mod function;
#[cfg(feature = "lua")]
mod lua;
mod opening;
mod router;
#[cfg(feature = "wasm")]
mod wasm;

pub(crate) use configured::{PoolTriggers, configured, events_sent};
pub(crate) use declared::with_declared;
pub use function::FunctionSource;
pub(crate) use opening::by_arn;
pub use opening::{invoke, read_event};
