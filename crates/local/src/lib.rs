//! The emulator in the same process, as a backend.
//!
//! The only crate that joins core and emulator. [`LocalBackend`] turns each method of
//! [`Backend`](poolhouse_core::backend::Backend) into one typed call on an
//! [`Emulator`](poolhouse_emulator::Emulator), which keeps the promises that its socket keeps: the same checks, the
//! same answers, the same errors.

mod backend;
mod convert;
mod error;

pub use backend::LocalBackend;
