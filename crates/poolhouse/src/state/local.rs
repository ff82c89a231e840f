//! A state in a file: an embedded transactional store, so that a kill at any moment loses nothing that was settled.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use poolhouse_core::state::{Edit, Entry, Intent, Key, State, StateError, StateStore};
use redb::{
    Builder, ConcurrencyMode, Database, DatabaseError, ReadOnlyDatabase, ReadTransaction, ReadableDatabase,
    ReadableTable, TableDefinition, TableError, WriteTransaction,
};
use serde::de::DeserializeOwned;

use crate::state::Place;
use crate::state::lock::Lock;

const ENTRIES: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("entries");
const INTENTS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("intents");
const NUMBERS: TableDefinition<'_, &str, u64> = TableDefinition::new("numbers");

/// The form of the file that this version reads and writes.
const FORM: u64 = 1;

/// In bytes. All of the file is read once: a larger cache would hold the state twice.
const CACHE: usize = 64 << 20;

/// A state in a file, locked for as long as this lives. Others may read it meanwhile.
pub struct LocalState {
    path: PathBuf,
    database: Arc<Database>,
    _lock: Lock,
}

impl LocalState {
    /// Opens the file for writing, making it and its folders when they are missing.
    ///
    /// # Errors
    /// When another process has it open, naming that process; when the file is not a state of this version.
    pub fn open(path: &Path) -> Result<Self, StateError> {
        let failed = |reason: String| failure(path, reason);
        let lock = Lock::take(path)?;
        poolhouse_files::check(path).map_err(|error| failed(error.to_string()))?;
        let database = shared().create(path).map_err(|error| failed(error.to_string()))?;
        let state = Self { path: path.to_path_buf(), database: Arc::new(database), _lock: lock };
        state.check_form()?;
        Ok(state)
    }

    /// Reads a state without locking it, unless its last writer was killed and it must be mended first. A file that does
    /// not exist is an empty state.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read_only(path: &Path) -> Result<State, StateError> {
        let failed = |error: String| failure(path, error);
        poolhouse_files::check(path).map_err(|error| failed(error.to_string()))?;
        match fs::metadata(path) {
            // What a run leaves that was killed while it made the file.
            Ok(file) if file.len() == 0 => return Ok(State::default()),
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(State::default()),
            Err(error) => return Err(failed(error.to_string())),
        }
        let database: ReadOnlyDatabase = match shared().open_read_only(path) {
            // Whoever wrote it last was killed. Opening it for writing mends it.
            Err(DatabaseError::RepairAborted) => return Self::mended(path),
            opened => opened.map_err(|error| failed(error.to_string()))?,
        };
        let transaction = database.begin_read().map_err(|error| failed(error.to_string()))?;
        read(&transaction).map_err(failed)
    }

    fn mended(path: &Path) -> Result<State, StateError> {
        let state = Self::open(path)?;
        let transaction = state.database.begin_read().map_err(|error| failure(path, error.to_string()))?;
        read(&transaction).map_err(|error| failure(path, error))
    }

    fn check_form(&self) -> Result<(), StateError> {
        let failed = |error: redb::Error| failure(&self.path, error.to_string());
        let transaction = self.database.begin_write().map_err(|error| failed(error.into()))?;
        let form = form_of(&transaction).map_err(failed)?;
        transaction.commit().map_err(|error| failed(error.into()))?;
        if form == FORM {
            return Ok(());
        }
        let reason = format!(
            "is written in form {form}, this poolhouse reads form {FORM}; use the poolhouse that wrote it"
        );
        Err(failure(&self.path, reason))
    }
}

/// The form of a file; a new file gets ours.
fn form_of(transaction: &WriteTransaction) -> Result<u64, redb::Error> {
    let mut numbers = transaction.open_table(NUMBERS)?;
    if let Some(form) = numbers.get("form")?.map(|form| form.value()) {
        return Ok(form);
    }
    numbers.insert("form", FORM)?;
    Ok(FORM)
}

/// One process writes, any number read meanwhile.
fn shared() -> Builder {
    let mut builder = Database::builder();
    builder.set_concurrency_mode(ConcurrencyMode::SingleWriter).set_cache_size(CACHE);
    builder
}

fn failure(path: &Path, reason: impl Into<Arc<str>>) -> StateError {
    StateError { place: path.display().to_string(), reason: reason.into() }
}

fn read(transaction: &ReadTransaction) -> Result<State, String> {
    let serial = match transaction.open_table(NUMBERS) {
        Ok(numbers) => {
            numbers.get("serial").map_err(|error| error.to_string())?.map_or(0, |serial| serial.value())
        }
        Err(TableError::TableDoesNotExist(_)) => 0,
        Err(error) => return Err(error.to_string()),
    };
    let entries = read_table::<Entry>(transaction, ENTRIES)?;
    let intents = read_table::<Intent>(transaction, INTENTS)?;
    Ok(State { serial, entries: entries.into_iter().collect(), intents: intents.into_iter().collect() })
}

fn read_table<T: DeserializeOwned>(
    transaction: &ReadTransaction,
    table: TableDefinition<'_, &str, &[u8]>,
) -> Result<Vec<(Key, T)>, String> {
    let rows = match transaction.open_table(table) {
        Ok(rows) => rows,
        Err(TableError::TableDoesNotExist(_)) => return Ok(Vec::new()),
        Err(error) => return Err(error.to_string()),
    };
    let mut all = Vec::new();
    for row in rows.iter().map_err(|error| error.to_string())? {
        let (key, value) = row.map_err(|error| error.to_string())?;
        let parsed = key.value().parse().map_err(|error| format!("{error}"))?;
        let value =
            serde_json::from_slice(value.value()).map_err(|error| format!("{}: {error}", key.value()))?;
        all.push((parsed, value));
    }
    Ok(all)
}

#[async_trait::async_trait]
impl StateStore for LocalState {
    async fn read(&self) -> Result<State, StateError> {
        let database = Arc::clone(&self.database);
        self.apart(move || {
            let transaction = database.begin_read().map_err(|error| error.to_string())?;
            read(&transaction)
        })
        .await
    }

    async fn commit(&self, edits: Vec<Edit>) -> Result<(), StateError> {
        let database = Arc::clone(&self.database);
        self.apart(move || commit(&database, edits).map_err(|error| error.to_string())).await
    }
}

impl LocalState {
    /// Does what blocks apart from the async threads.
    async fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, String> + Send + 'static,
    ) -> Result<T, StateError> {
        let done = tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(error.to_string()));
        done.map_err(|reason| failure(&self.path, reason))
    }
}

fn commit(database: &Database, edits: Vec<Edit>) -> Result<(), redb::Error> {
    let transaction = database.begin_write()?;
    {
        let mut entries = transaction.open_table(ENTRIES)?;
        let mut intents = transaction.open_table(INTENTS)?;
        for edit in edits {
            match edit {
                Edit::Put(key, entry) => {
                    drop(entries.insert(key.to_string().as_str(), written(&entry)?.as_slice())?)
                }
                Edit::Remove(key) => drop(entries.remove(key.to_string().as_str())?),
                Edit::Intend(key, intent) => {
                    drop(intents.insert(key.to_string().as_str(), written(&intent)?.as_slice())?);
                }
                Edit::Settle(key) => drop(intents.remove(key.to_string().as_str())?),
            }
        }
        let mut numbers = transaction.open_table(NUMBERS)?;
        let serial = numbers.get("serial")?.map_or(0, |serial| serial.value());
        numbers.insert("serial", serial + 1)?;
    }
    transaction.commit()?;
    Ok(())
}

fn written(value: &impl serde::Serialize) -> Result<Vec<u8>, redb::Error> {
    serde_json::to_vec(value).map_err(|error| redb::Error::Io(error.into()))
}

/// The states of a project, by place.
///
/// # Errors
/// When the folder cannot be read.
pub fn list(own_folder: &Path) -> Result<Vec<Place>, StateError> {
    let root = own_folder.join("state");
    let mut places = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        let listed = match fs::read_dir(&folder) {
            Ok(listed) => listed,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(failure(&folder, error.to_string())),
        };
        for path in listed.filter_map(Result::ok).map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                places.extend(Place::of_file(own_folder, &path));
            }
        }
    }
    places.sort();
    Ok(places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::samples::group;

    #[tokio::test]
    async fn what_is_committed_is_there_when_it_is_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b.redb");
        let (key, entry) = group("admins");
        {
            let state = LocalState::open(&path).unwrap();
            state.commit(vec![Edit::Put(key.clone(), entry.clone())]).await.unwrap();
        }
        let state = LocalState::open(&path).unwrap().read().await.unwrap();
        assert_eq!(state.entries.get(&key), Some(&entry));
        assert_eq!(state.serial, 1);
    }

    #[tokio::test]
    async fn others_read_while_one_writes_and_a_second_writer_is_told_who_writes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("b.redb");
        let (key, entry) = group("admins");
        let state = LocalState::open(&path).unwrap();
        state.commit(vec![Edit::Put(key.clone(), entry)]).await.unwrap();
        assert!(LocalState::read_only(&path).unwrap().entries.contains_key(&key));
        let refused = LocalState::open(&path).err().unwrap().to_string();
        assert!(refused.contains(&format!("process {}", std::process::id())), "{refused}");
    }

    #[test]
    fn a_file_that_a_killed_run_had_only_begun_is_an_empty_state() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("b.redb");
        fs::write(&path, "").unwrap();
        assert_eq!(LocalState::read_only(&path).unwrap(), State::default());
    }

    #[test]
    fn a_state_that_was_never_written_is_empty() {
        assert_eq!(LocalState::read_only(Path::new("/nowhere/b.redb")).unwrap(), State::default());
    }

    #[test]
    fn the_states_of_a_project_are_listed_by_place() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place { stage: "dev".into(), target: "embedded".into(), source: "script a.lua".into() };
        drop(LocalState::open(&place.file(folder.path())).unwrap());
        assert_eq!(list(folder.path()).unwrap(), [place]);
    }
}
