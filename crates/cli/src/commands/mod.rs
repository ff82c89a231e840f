//! One file a command: its arguments, one call on `Poolhouse`, one on `print`.

pub(crate) mod apply;
mod carry_out;
pub(crate) mod check;
pub(crate) mod console;
pub(crate) mod destroy;
pub(crate) mod drift;
pub(crate) mod emulator;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod plan;
pub(crate) mod plugin;
pub(crate) mod pull;
pub(crate) mod rehearse;
pub(crate) mod run;
mod script;
pub(crate) mod state;
pub(crate) mod test;
pub(crate) mod trigger;
pub(crate) mod trust;
pub(crate) mod types;
