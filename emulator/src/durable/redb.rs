//! Durable storage in one file, through redb. One thread writes: it takes all changes that wait,
//! commits them in one transaction, and lets all their callers go on.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use async_trait::async_trait;
use parking_lot::{Condvar, Mutex};
use redb::{Database, DatabaseError, ReadableDatabase, ReadableTable, TableDefinition};
use tokio::sync::watch;

use super::port::{DataError, Durable, Record, RecordChange, RecordKey, Ticket};

/// In bytes. All of the file is read once, at the start: a larger cache would hold the data twice.
const CACHE: usize = 64 << 20;

/// An emulator's data in one file. Dropping it writes what still waits and lets the file go.
pub struct RedbData {
    path: PathBuf,
    database: Arc<Database>,
    queue: Arc<Queue>,
    progress: watch::Receiver<Progress>,
    writer: Option<JoinHandle<()>>,
}

impl RedbData {
    /// Opens a file, or makes it, readable for its owner alone. Its folder must exist.
    ///
    /// # Errors
    ///
    /// [`DataError::InUse`] when another process has it open, [`DataError::Form`] when another
    /// version wrote it, [`DataError::Open`] for everything else.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, DataError> {
        let path = path.as_ref().to_path_buf();
        create_private(&path).map_err(|error| unopened(&path, error))?;
        let created = Database::builder().set_cache_size(CACHE).create(&path);
        let database = Arc::new(created.map_err(|error| not_opened(&path, error))?);
        check_form(&database, &path)?;
        let queue = Arc::new(Queue::default());
        let (sender, progress) = watch::channel(Progress::default());
        let writer = spawn_writer(Arc::clone(&database), Arc::clone(&queue), sender)
            .map_err(|error| unopened(&path, error))?;
        Ok(Self { path, database, queue, progress, writer: Some(writer) })
    }
}

#[async_trait]
impl Durable for RedbData {
    fn load(&self) -> Result<Vec<Record>, DataError> {
        read_all(&self.database).map_err(|error| unopened(&self.path, error))
    }

    fn append(&self, changes: Vec<RecordChange>) -> Ticket {
        self.queue.push(changes)
    }

    async fn committed(&self, ticket: Ticket) -> Result<(), DataError> {
        let mut progress = self.progress.clone();
        let reached = progress
            .wait_for(|progress| progress.committed >= ticket || progress.failure.is_some())
            .await
            .map_err(|_| DataError::Write("the writer has stopped".into()))?;
        match &reached.failure {
            Some(failure) if reached.committed < ticket => Err(DataError::Write(failure.clone())),
            _ => Ok(()),
        }
    }
}

impl Drop for RedbData {
    fn drop(&mut self) {
        self.queue.close();
        if let Some(writer) = self.writer.take() {
            // A writer that panicked has already failed every caller that waited for it.
            let _ = writer.join();
        }
    }
}

/// How far the writer has come.
#[derive(Default)]
struct Progress {
    committed: Ticket,
    failure: Option<String>,
}

/// The changes that wait to be written, in the order in which they were made.
#[derive(Default)]
struct Queue {
    waiting: Mutex<Waiting>,
    filled: Condvar,
}

#[derive(Default)]
struct Waiting {
    changes: Vec<RecordChange>,
    last: Ticket,
    closed: bool,
}

impl Queue {
    fn push(&self, changes: Vec<RecordChange>) -> Ticket {
        let mut waiting = self.waiting.lock();
        waiting.last = Ticket(waiting.last.0 + 1);
        if !waiting.closed {
            waiting.changes.extend(changes);
            self.filled.notify_one();
        }
        waiting.last
    }

    /// Waits for changes and takes them all; `None` once the queue is closed and empty.
    fn take(&self) -> Option<(Vec<RecordChange>, Ticket)> {
        let mut waiting = self.waiting.lock();
        while waiting.changes.is_empty() && !waiting.closed {
            self.filled.wait(&mut waiting);
        }
        let changes = std::mem::take(&mut waiting.changes);
        (!changes.is_empty()).then_some((changes, waiting.last))
    }

    fn close(&self) {
        self.waiting.lock().closed = true;
        self.filled.notify_one();
    }
}

fn spawn_writer(
    database: Arc<Database>,
    queue: Arc<Queue>,
    progress: watch::Sender<Progress>,
) -> std::io::Result<JoinHandle<()>> {
    std::thread::Builder::new().name("poolhouse-data".into()).spawn(move || {
        while let Some((changes, ticket)) = queue.take() {
            if let Err(error) = commit(&database, &changes) {
                // Later changes build on the ones that are lost, so none may be written any more.
                queue.close();
                progress.send_modify(|progress| progress.failure = Some(error.to_string()));
                return;
            }
            progress.send_modify(|progress| progress.committed = ticket);
        }
    })
}

fn commit(database: &Database, changes: &[RecordChange]) -> Result<(), redb::Error> {
    let transaction = database.begin_write()?;
    {
        let mut table = transaction.open_table(RECORDS)?;
        for change in changes {
            match change {
                RecordChange::Put(record) => {
                    table.insert(stored_key(&record.key), record.value.as_slice())?;
                }
                RecordChange::Delete(key) => {
                    table.remove(stored_key(key))?;
                }
                RecordChange::DeletePool(pool) => {
                    let pool = pool.as_str();
                    table.retain_in((pool, "", "")..(pool, AFTER_ALL_KINDS, ""), |_, _| false)?;
                }
            }
        }
    }
    transaction.commit()?;
    Ok(())
}

fn read_all(database: &Database) -> Result<Vec<Record>, redb::Error> {
    let transaction = database.begin_read()?;
    let table = transaction.open_table(RECORDS)?;
    let mut records = Vec::new();
    for entry in table.iter()? {
        let (key, value) = entry?;
        let (pool, kind, name) = key.value();
        let key = RecordKey { pool: pool.into(), kind: kind.into(), name: name.into() };
        records.push(Record { key, value: value.value().to_vec() });
    }
    Ok(records)
}

/// Declares the form of a new file, or refuses a file of another form.
fn check_form(database: &Database, path: &Path) -> Result<(), DataError> {
    match declared_form(database).map_err(|error| unopened(path, error))? {
        FORM => Ok(()),
        found => Err(DataError::Form { path: path.to_path_buf(), found, expected: FORM }),
    }
}

fn declared_form(database: &Database) -> Result<u64, redb::Error> {
    let transaction = database.begin_write()?;
    let found = {
        let mut meta = transaction.open_table(META)?;
        transaction.open_table(RECORDS)?;
        let found = meta.get("form")?.map(|form| form.value());
        match found {
            Some(form) => form,
            None => {
                meta.insert("form", FORM)?;
                FORM
            }
        }
    };
    transaction.commit()?;
    Ok(found)
}

fn stored_key(key: &RecordKey) -> (&str, &str, &str) {
    (&key.pool, &key.kind, &key.name)
}

/// Makes the file before redb does, because only here can its mode be said from the beginning.
fn create_private(path: &Path) -> std::io::Result<()> {
    if std::fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return Err(std::io::Error::other("it is no plain file, but a folder, a pipe or a device"));
    }
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn not_opened(path: &Path, error: DatabaseError) -> DataError {
    match error {
        DatabaseError::DatabaseAlreadyOpen => DataError::InUse(path.to_path_buf()),
        other => unopened(path, other),
    }
}

fn unopened(path: &Path, error: impl std::error::Error + Send + Sync + 'static) -> DataError {
    DataError::Open { path: path.to_path_buf(), source: Box::new(error) }
}

/// Pool, kind and name; see [`RecordKey`].
const RECORDS: TableDefinition<'_, (&str, &str, &str), &[u8]> = TableDefinition::new("records");
const META: TableDefinition<'_, &str, u64> = TableDefinition::new("meta");
const FORM: u64 = 1;

/// Greater than every kind, which are words of small letters.
const AFTER_ALL_KINDS: &str = "~";

#[cfg(test)]
mod tests {
    use super::*;

    fn put(pool: &str, name: &str, value: &str) -> RecordChange {
        let key = RecordKey { pool: pool.into(), kind: "user".into(), name: name.into() };
        RecordChange::Put(Record { key, value: value.into() })
    }

    fn names(data: &RedbData) -> Vec<String> {
        data.load().expect("readable").into_iter().map(|record| record.key.name).collect()
    }

    #[tokio::test]
    async fn what_is_committed_is_there_after_opening_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("data.redb");
        let data = RedbData::open(&path).expect("opens");
        data.append(vec![put("p", "ann", "1"), put("p", "bob", "1"), put("q", "cid", "1")]);
        let ticket = data.append(vec![RecordChange::DeletePool("q".into()), put("p", "ann", "2")]);
        data.committed(ticket).await.expect("committed");
        drop(data);

        let data = RedbData::open(&path).expect("opens again");
        assert_eq!(names(&data), ["ann", "bob"]);
        assert_eq!(data.load().expect("readable")[0].value, b"2");
    }

    #[tokio::test]
    async fn a_second_opener_is_told_who_is_in_the_way() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("data.redb");
        let _first = RedbData::open(&path).expect("opens");
        let refusal = RedbData::open(&path).err().expect("refused").to_string();
        assert!(refusal.ends_with("data.redb is in use by another process"), "{refusal}");
    }

    #[test]
    fn a_file_of_another_form_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("data.redb");
        let database = Database::create(&path).expect("created");
        let transaction = database.begin_write().expect("writes");
        transaction.open_table(META).expect("table").insert("form", 99).expect("inserted");
        transaction.commit().expect("committed");
        drop(database);
        assert!(matches!(RedbData::open(&path), Err(DataError::Form { found: 99, .. })));
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_the_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("data.redb");
        let _data = RedbData::open(&path).expect("opens");
        let mode = std::fs::metadata(&path).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
