//! Where the states of a project are kept: in its own folder, or where a team keeps them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use poolhouse_core::state::{State, StateError, StateStore};

use crate::state::lock::Lock;
#[cfg(feature = "team-state")]
use crate::state::team::{Seen, TeamAddress, TeamStates};
use crate::state::{Holder, LocalState, Place, list};

/// Where states are kept.
#[derive(Clone)]
pub struct StateHome(Kept);

#[derive(Clone)]
enum Kept {
    /// In files below a project's own folder.
    Folder(PathBuf),
    #[cfg(feature = "team-state")]
    Team(TeamStates),
}

/// A lock that somebody has on a state, or left on it.
pub struct StateLock {
    holder: Holder,
    alive: Option<String>,
    left: Left,
}

enum Left {
    /// Words in a lock file.
    Words(PathBuf),
    #[cfg(feature = "team-state")]
    Lease(Seen),
}

impl StateLock {
    /// Who has it, or had it and died.
    #[must_use]
    pub fn holder(&self) -> &Holder {
        &self.holder
    }

    /// Whether it can be taken from a holder who is alive: a lease can, the lock of a process on a file cannot.
    #[must_use]
    pub fn can_be_taken(&self) -> bool {
        !matches!(self.left, Left::Words(_))
    }

    /// How it is known that the holder is alive; nothing when it looks dead.
    #[must_use]
    pub fn sign_of_life(&self) -> Option<&str> {
        self.alive.as_deref()
    }
}

impl StateHome {
    /// Files below a project's own folder, `.poolhouse`.
    #[must_use]
    pub fn folder(own_folder: impl Into<PathBuf>) -> Self {
        Self(Kept::Folder(own_folder.into()))
    }

    /// An object store. A project's own folder, when there is one, holds this machine's locks.
    #[cfg(feature = "team-state")]
    #[must_use]
    pub fn team(address: TeamAddress, own_folder: Option<PathBuf>) -> Self {
        Self(Kept::Team(TeamStates::new(address, own_folder)))
    }

    /// The places of which there are states.
    ///
    /// # Errors
    /// When they cannot be listed.
    pub async fn list(&self) -> Result<Vec<Place>, StateError> {
        match &self.0 {
            Kept::Folder(own) => list(own),
            #[cfg(feature = "team-state")]
            Kept::Team(states) => states.list().await,
        }
    }

    /// What the state of that place holds, whoever writes it. One that does not exist is empty.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn read(&self, place: &Place) -> Result<State, StateError> {
        match &self.0 {
            Kept::Folder(own) => LocalState::read_only(&place.file(own)),
            #[cfg(feature = "team-state")]
            Kept::Team(states) => Box::pin(states.read(place)).await,
        }
    }

    /// The state of that place, open for writing and locked until it is dropped. One that does not exist is made.
    ///
    /// # Errors
    /// When somebody has it, naming them; when it cannot be opened.
    pub async fn open(&self, place: &Place) -> Result<Arc<dyn StateStore>, StateError> {
        match &self.0 {
            Kept::Folder(own) => Ok(Arc::new(LocalState::open(&place.file(own))?)),
            #[cfg(feature = "team-state")]
            Kept::Team(states) => Ok(Arc::new(Box::pin(states.open(place)).await?)),
        }
    }

    /// The lock that somebody has on the state of that place, or left on it.
    ///
    /// # Errors
    /// When it cannot be looked at.
    pub async fn lock(&self, place: &Place) -> Result<Option<StateLock>, StateError> {
        match &self.0 {
            Kept::Folder(own) => local_lock(&place.file(own)),
            #[cfg(feature = "team-state")]
            Kept::Team(states) => Ok(states.lease(place).await?.and_then(team_lock)),
        }
    }

    /// Clears that lock, which [`StateHome::lock`] gave. The lock of a live process on a file cannot be cleared; a lease
    /// can, and its holder writes nothing and changes nothing from then on.
    ///
    /// # Errors
    /// When it is not as it was, or cannot be cleared.
    #[cfg_attr(
        not(feature = "team-state"),
        allow(unused_variables, reason = "a lock on a file names its file")
    )]
    pub async fn unlock(&self, place: &Place, lock: StateLock) -> Result<(), StateError> {
        match (&self.0, lock.left) {
            // Taking it and letting it go leaves nothing; a live holder is named and keeps it.
            (_, Left::Words(state)) => Lock::take(&state).map(drop),
            #[cfg(feature = "team-state")]
            (Kept::Team(states), Left::Lease(seen)) => states.clear(place, seen).await,
            #[cfg(feature = "team-state")]
            (Kept::Folder(_), Left::Lease(_)) => Ok(()),
        }
    }
}

fn local_lock(state: &Path) -> Result<Option<StateLock>, StateError> {
    let Some((signature, held)) = Lock::look(state)? else { return Ok(None) };
    let alive = held.then(|| "its process is running".to_owned());
    Ok(Some(StateLock { holder: signature.holder, alive, left: Left::Words(state.to_path_buf()) }))
}

#[cfg(feature = "team-state")]
fn team_lock(seen: Seen) -> Option<StateLock> {
    let holder = seen.holder()?.clone();
    let alive =
        seen.is_alive().then(|| format!("its lease was renewed {} seconds ago", seen.age().as_secs()));
    Some(StateLock { holder, alive, left: Left::Lease(seen) })
}
