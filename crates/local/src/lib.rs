//! The emulator in the same process, as a backend.
//!
//! The only crate that joins core and emulator. [`LocalBackend`] turns each method of
//! [`Backend`](poolhouse_core::backend::Backend) into one typed call on an
//! [`Emulator`](poolhouse_emulator::Emulator), which keeps the promises that its socket keeps: the same checks, the
//! same answers, the same errors. [`LocalApi`] calls any operation by its name.

mod api;
mod backend;
mod convert;
mod error;

pub use api::LocalApi;
pub use backend::LocalBackend;
