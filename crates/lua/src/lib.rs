//! Lua scripts as the source of declarations: a [`poolhouse_core::host::Host`] over Luau.
//!
//! A run has a state of its own: no file but those beneath the project, no process, network, clock or entropy, no
//! environment but what was granted; bounded time and memory. The script only records: what it says becomes
//! [`poolhouse_core::declare::Declaration`]s, each with the file and line that said it. [`run`] runs a script that calls the
//! API instead, through core's port to it.

mod api;
mod bind;
mod callbacks;
mod console;
mod convert;
mod coverage;
pub mod editor;
mod error;
mod failure;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod handle;
mod host;
mod limits;
mod live;
mod modules;
mod output;
mod plugins;
mod prelude;
mod pretty;
mod project;
mod provide;
pub mod registry;
mod request;
mod run;
mod sandbox;
mod session;
mod shown;
mod source;
mod suite;
mod test_file;
pub mod testbed;
mod trigger;
mod watch;
mod write;

#[cfg(test)]
mod attacks;
#[cfg(test)]
mod testing;

pub use console::Console;
pub use coverage::{Coverage, CoveredLines};
pub use host::{LuaHost, LuaOptions};
pub use limits::Limits;
pub use live::{Live, Terminal, Writes};
pub use plugins::{PluginCall, Plugins};
pub use poolhouse_core::log::{LogLevel, LogLine, LogSink};
pub use run::run;
pub use source::{Span, locate, locate_all};
pub use test_file::{TestCase, TestFile};
pub use trigger::TriggerScript;
pub use write::script;

use poolhouse_core::log;
