//! Keeping what an emulator holds beyond its process: the port, and the store behind it.

#[cfg(any(test, feature = "fuzzing"))]
mod memory;
mod port;
mod redb;

#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use self::memory::Memory;
pub use self::port::{DataError, Durable, Record, RecordChange, RecordKey, Ticket};
pub use self::redb::RedbData;
