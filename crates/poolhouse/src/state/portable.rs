//! States out of their place: renamed entries, forgotten ones, and whole states as JSON.

use std::collections::BTreeMap;
use std::path::Path;

use poolhouse_core::state::{Edit, Entry, Intent, Key, State, StateStore};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::Error;
use crate::own_file;
use crate::state::Place;

/// A state as `poolhouse state export` writes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExportedState {
    stage: String,
    target: String,
    source: String,
    serial: u64,
    entries: BTreeMap<String, Entry>,
    intents: BTreeMap<String, Intent>,
}

impl ExportedState {
    /// That state of that place.
    #[must_use]
    pub fn new(place: &Place, state: &State) -> Self {
        let Place { stage, target, source } = place.clone();
        let entries = state.entries.iter().map(|(key, entry)| (key.to_string(), entry.clone()));
        let intents = state.intents.iter().map(|(key, intent)| (key.to_string(), intent.clone()));
        let (entries, intents) = (entries.collect(), intents.collect());
        Self { stage, target, source, serial: state.serial, entries, intents }
    }

    /// Reads one from its JSON.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn from_json(value: Value) -> Result<Self, Error> {
        serde_json::from_value(value)
            .map_err(|error| Error::Usage(format!("this is no exported state: {error}")))
    }

    /// Writes it to a file that its owner alone can read, in place of an exported state that is there.
    ///
    /// # Errors
    /// When something else is there, or the file cannot be written; what was there is then as it was.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let value = serde_json::to_value(self).map_err(|error| Error::project(path.as_ref(), error))?;
        let is_state =
            |text: &str| serde_json::from_str(text).is_ok_and(|value| Self::from_json(value).is_ok());
        own_file::write(path.as_ref(), &format!("{value:#}\n"), is_state)
    }

    /// The place it belongs to.
    #[must_use]
    pub fn place(&self) -> Place {
        Place { stage: self.stage.clone(), target: self.target.clone(), source: self.source.clone() }
    }

    /// Makes a store hold just this.
    ///
    /// # Errors
    /// When a key is none, or the store cannot be written. Unless `force` says otherwise, also when the store is ahead:
    /// what it has learnt since would be lost.
    pub async fn restore(self, store: &dyn StateStore, force: bool) -> Result<(), Error> {
        let now = store.read().await?;
        if now.serial > self.serial && !force {
            return Err(Error::Usage(format!(
                "the state is at serial {}, and this export is of serial {}; `--force` writes it all the same",
                now.serial, self.serial
            )));
        }
        let key = |text: String| text.parse::<Key>().map_err(|error| Error::Usage(error.to_string()));
        let mut edits: Vec<Edit> = now.entries.into_keys().map(Edit::Remove).collect();
        edits.extend(now.intents.into_keys().map(Edit::Settle));
        for (name, entry) in self.entries {
            edits.push(Edit::Put(key(name)?, entry));
        }
        for (name, intent) in self.intents {
            edits.push(Edit::Intend(key(name)?, intent));
        }
        Ok(store.commit(edits).await?)
    }
}

/// Gives what is remembered another logical id, as when a script renames it. Nothing in the pool is changed.
///
/// # Errors
/// When the one is not remembered, the other one is, or they are not of one kind.
pub async fn rename(store: &dyn StateStore, from: &Key, to: &Key) -> Result<(), Error> {
    let mut state = store.read().await?;
    if from.kind != to.kind {
        return Err(Error::Usage(format!("{from} cannot become {to}: they are not of one kind")));
    }
    if state.entries.contains_key(to) || state.intents.contains_key(to) {
        return Err(Error::Usage(format!("{to} is remembered already")));
    }
    let (entry, intent) = (state.entries.remove(from), state.intents.remove(from));
    if entry.is_none() && intent.is_none() {
        return Err(not_remembered(from));
    }
    let put = entry.map(|entry| [Edit::Remove(from.clone()), Edit::Put(to.clone(), entry)]);
    let intend = intent.map(|intent| [Edit::Settle(from.clone()), Edit::Intend(to.clone(), intent)]);
    Ok(store.commit(put.into_iter().chain(intend).flatten().collect()).await?)
}

/// Forgets a resource. Nothing in the pool is changed: it is there, and nobody's.
///
/// # Errors
/// When it is not remembered.
pub async fn forget(store: &dyn StateStore, key: &Key) -> Result<(), Error> {
    let state = store.read().await?;
    if !state.entries.contains_key(key) && !state.intents.contains_key(key) {
        return Err(not_remembered(key));
    }
    Ok(store.commit(vec![Edit::Remove(key.clone()), Edit::Settle(key.clone())]).await?)
}

fn not_remembered(key: &Key) -> Error {
    Error::Usage(format!("the state does not remember {key}; `poolhouse state list` shows what it does"))
}
