//! Keeping what an emulator holds beyond its process: the port, and the store behind it.

mod port;
mod redb;

pub use self::port::{DataError, Durable, Record, RecordChange, RecordKey, Ticket};
pub use self::redb::RedbData;
