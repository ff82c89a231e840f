//! The database of a team's state: SlateDB on an object store.
//!
//! A commit is one batch and one object, whatever else the state holds. Opening it for writing shuts out whoever wrote
//! it before: the database takes nothing more from them.

use std::sync::Arc;
use std::time::Duration;

use futures::TryStreamExt;
use object_store::ObjectStore;
use object_store::path::Path;
use poolhouse_core::state::{Edit, Key, State};
use serde::de::DeserializeOwned;
use slatedb::config::{
    CompactorOptions, DbReaderOptions, GarbageCollectorDirectoryOptions, GarbageCollectorOptions,
    ScanOptions, Settings,
};
use slatedb::{CloseReason, Db, DbReadOps, DbReader, DbReaderMode, Error, ErrorKind, WriteBatch};
use tokio::sync::Mutex;

use crate::state::team::said;

const FORM_KEY: &str = "form";
const SERIAL_KEY: &str = "serial";
const ENTRY: &str = "entry/";
const INTENT: &str = "intent/";

/// The form of the database that this version reads and writes.
const FORM: u64 = 1;
/// How often a call of the object store is made again by the database, above what its client does.
const RETRIES: u32 = 2;
/// A state is read from its beginning to its end, so in large pieces.
const READ_AHEAD: usize = 8 * 1024 * 1024;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A database, open for writing.
pub(super) struct Database {
    db: Db,
    serial: Mutex<u64>,
}

impl Database {
    /// Opens it, making it when it is missing, and shuts out whoever has it open.
    pub(super) async fn open(store: Arc<dyn ObjectStore>, folder: &Path) -> Result<Self, String> {
        let builder = Db::builder(folder.clone().join("db"), store);
        let db = builder.with_settings(settings()).with_db_cache_disabled().build().await.map_err(told)?;
        let form: Option<u64> = number(&db, FORM_KEY).await?;
        if form.is_none() {
            db.put(FORM_KEY, FORM.to_string()).await.map_err(told)?;
        }
        check_form(form)?;
        let serial = number(&db, SERIAL_KEY).await?.unwrap_or_default();
        Ok(Self { db, serial: Mutex::new(serial) })
    }

    pub(super) async fn read(&self) -> Result<State, String> {
        read(&self.db).await
    }

    /// Returns when the object store has it.
    pub(super) async fn commit(&self, edits: Vec<Edit>) -> Result<(), String> {
        let mut serial = self.serial.lock().await;
        let mut batch = WriteBatch::new();
        for edit in edits {
            match edit {
                Edit::Put(key, entry) => batch.put(format!("{ENTRY}{key}"), json(&entry)?),
                Edit::Remove(key) => batch.delete(format!("{ENTRY}{key}")),
                Edit::Intend(key, intent) => batch.put(format!("{INTENT}{key}"), json(&intent)?),
                Edit::Settle(key) => batch.delete(format!("{INTENT}{key}")),
            }
        }
        batch.put(SERIAL_KEY, (*serial + 1).to_string());
        let written = self.db.write(batch).await.map_err(told)?;
        self.db.flush().await.map_err(told)?;
        written.await_durable().await.map_err(told)?;
        *serial += 1;
        Ok(())
    }

    pub(super) async fn close(&self) -> Result<(), String> {
        self.db.close().await.map_err(told)
    }
}

/// All of a state, without disturbing whoever writes it. What was never written is empty.
pub(super) async fn read_only(store: Arc<dyn ObjectStore>, folder: &Path) -> Result<State, String> {
    let path = folder.clone().join("db");
    let made = store.list(Some(&path.clone().join("manifest"))).try_next().await;
    if made.map_err(said)?.is_none() {
        return Ok(State::default());
    }
    let options = DbReaderOptions { object_store_max_retries: Some(RETRIES), ..DbReaderOptions::default() };
    let reader = DbReader::open(path, store, DbReaderMode::FollowLatest, options).await.map_err(told)?;
    check_form(number(&reader, FORM_KEY).await?)?;
    let state = read(&reader).await;
    reader.close().await.map_err(told)?;
    state
}

async fn read(db: &(impl DbReadOps + Sync)) -> Result<State, String> {
    Ok(State {
        serial: number(db, SERIAL_KEY).await?.unwrap_or_default(),
        entries: rows(db, ENTRY).await?.into_iter().collect(),
        intents: rows(db, INTENT).await?.into_iter().collect(),
    })
}

async fn rows<T: DeserializeOwned>(
    db: &(impl DbReadOps + Sync),
    prefix: &str,
) -> Result<Vec<(Key, T)>, String> {
    let ahead = ScanOptions { read_ahead_bytes: READ_AHEAD, max_fetch_tasks: 4, ..ScanOptions::default() };
    let mut rows = db.scan_prefix_with_options(prefix, .., &ahead).await.map_err(told)?;
    let mut all = Vec::new();
    while let Some(row) = rows.next().await.map_err(told)? {
        let key = String::from_utf8_lossy(&row.key[prefix.len()..]);
        let value = serde_json::from_slice(&row.value).map_err(|error| format!("{key}: {error}"))?;
        all.push((key.parse().map_err(|error| format!("{error}"))?, value));
    }
    Ok(all)
}

async fn number(db: &(impl DbReadOps + Sync), key: &str) -> Result<Option<u64>, String> {
    let value = db.get(key).await.map_err(told)?;
    let number = value.map(|value| serde_json::from_slice(&value));
    number.transpose().map_err(|error| format!("{key}: {error}"))
}

fn check_form(form: Option<u64>) -> Result<(), String> {
    match form {
        Some(form) if form != FORM => Err(format!(
            "is written in form {form}, this poolhouse reads form {FORM}; use the poolhouse that wrote it"
        )),
        _ => Ok(()),
    }
}

fn json(value: &impl serde::Serialize) -> Result<Vec<u8>, String> {
    serde_json::to_vec(value).map_err(|error| error.to_string())
}

fn told(error: Error) -> String {
    match error.kind() {
        ErrorKind::Closed(CloseReason::Fenced) => {
            "was taken over by another writer, and takes nothing more from this one; run again".to_owned()
        }
        _ => error.to_string(),
    }
}

/// Nothing is flushed but when a commit says so: one object for each. What is superseded is cleared away by the runs
/// themselves; a fence is kept for as long as no run lasts, for it is what stops a writer that sleeps.
fn settings() -> Settings {
    let swept =
        |min_age| Some(GarbageCollectorDirectoryOptions { interval: Some(DAY), min_age, dry_run: false });
    Settings {
        flush_interval: None,
        manifest_poll_interval: Duration::from_secs(5),
        object_store_max_retries: Some(RETRIES),
        compactor_options: Some(CompactorOptions {
            object_store_max_retries: Some(RETRIES),
            ..CompactorOptions::default()
        }),
        garbage_collector_options: Some(GarbageCollectorOptions {
            manifest_options: swept(DAY),
            wal_options: swept(DAY),
            wal_fence_options: swept(30 * DAY),
            compacted_options: swept(DAY),
            compactions_options: swept(DAY),
            object_store_max_retries: Some(RETRIES),
            ..GarbageCollectorOptions::default()
        }),
        ..Settings::default()
    }
}

#[cfg(test)]
mod tests {
    use object_store::memory::InMemory;
    use poolhouse_core::schema::Kind;

    use super::*;
    use crate::state::samples::group;

    fn shelf() -> (Arc<dyn ObjectStore>, Path) {
        (Arc::new(InMemory::new()), Path::from("people"))
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_committed_is_there_for_readers_and_for_the_next_writer() {
        let (store, folder) = shelf();
        let (key, entry) = group("admins");
        let database = Database::open(Arc::clone(&store), &folder).await.unwrap();
        database.commit(vec![Edit::Put(key.clone(), entry.clone())]).await.unwrap();
        let seen = read_only(Arc::clone(&store), &folder).await.unwrap();
        assert_eq!((seen.entries.get(&key), seen.serial), (Some(&entry), 1), "a reader while it is written");
        drop(database); // as when its process is killed
        let database = Database::open(store, &folder).await.unwrap();
        assert_eq!(database.read().await.unwrap(), seen);
        database.commit(vec![Edit::Remove(key)]).await.unwrap();
        assert_eq!(database.read().await.unwrap(), State { serial: 2, ..State::default() });
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_writer_that_was_followed_by_another_commits_nothing_more() {
        let (store, folder) = shelf();
        let first = Database::open(Arc::clone(&store), &folder).await.unwrap();
        let second = Database::open(Arc::clone(&store), &folder).await.unwrap();
        let refused = first.commit(vec![Edit::Remove(Key::new(Kind::User, "ann"))]).await.unwrap_err();
        assert!(refused.contains("taken over by another writer"), "{refused}");
        second.commit(vec![]).await.unwrap();
        assert_eq!(read_only(store, &folder).await.unwrap().serial, 1);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_state_that_was_never_written_is_empty_and_reading_makes_nothing() {
        let (store, folder) = shelf();
        assert_eq!(read_only(Arc::clone(&store), &folder).await.unwrap(), State::default());
        assert!(store.list_with_delimiter(None).await.unwrap().common_prefixes.is_empty());
    }
}
