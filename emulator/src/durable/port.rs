//! The port to durable storage: records by key, appended in order, committed in groups.

use std::path::PathBuf;

use async_trait::async_trait;

/// Where an emulator's pools outlive its process.
///
/// Changes are taken in the order of [`Durable::append`] and become durable in that order: when a
/// ticket is committed, so is every ticket before it.
#[async_trait]
pub trait Durable: Send + Sync {
    /// Everything kept so far, in no order. Called once, before anything is appended.
    fn load(&self) -> Result<Vec<Record>, DataError>;

    /// Takes changes over without waiting; all of them become durable in one step. The caller may
    /// hold a pool's lock, so this must not block on the storage.
    fn append(&self, changes: Vec<RecordChange>) -> Ticket;

    /// Returns once the ticket's changes, and all before them, would survive a kill.
    async fn committed(&self, ticket: Ticket) -> Result<(), DataError>;
}

/// A place in the order of changes. The default stands before all changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// What a record is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordKey {
    /// The id of the user pool.
    pub pool: String,
    /// The kind of thing: `pool`, `user`, `group`, `client`.
    pub kind: String,
    /// Its name within the pool; empty for the pool itself.
    pub name: String,
}

/// One kept thing.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    /// What it is about.
    pub key: RecordKey,
    /// JSON; holds personal data, which is why records have no `Debug`.
    pub value: Vec<u8>,
}

/// A step of a change.
#[derive(Clone, PartialEq, Eq)]
pub enum RecordChange {
    /// Writes a record, new or not.
    Put(Record),
    /// Removes a record, there or not.
    Delete(RecordKey),
    /// Removes all records of a pool.
    DeletePool(String),
}

/// Why data cannot be read or kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// Another process holds the file.
    #[error("{path} is in use by another process", path = .0.display())]
    InUse(PathBuf),
    /// The file was written by a version of this program that keeps its data in another form.
    #[error("{path} keeps its data in form {found}, this version reads form {expected}", path = .path.display())]
    Form {
        /// The file.
        path: PathBuf,
        /// The form it declares.
        found: u64,
        /// The form this version reads and writes.
        expected: u64,
    },
    /// A record is not what it should be.
    #[error("the {kind} record {name:?} of user pool {pool} cannot be read: {source}")]
    Record {
        /// The user pool.
        pool: String,
        /// The kind of record.
        kind: String,
        /// The name in the record's key.
        name: String,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// A record belongs to a pool that has no record itself.
    #[error("there are records of user pool {0}, but none of the pool itself")]
    OrphanRecord(String),
    /// The file cannot be opened or read.
    #[error("{path} cannot be opened: {source}", path = .path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Changes could not be written. Nothing is written after that.
    #[error("changes could not be kept: {0}")]
    Write(String),
}
