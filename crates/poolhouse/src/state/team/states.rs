//! The states that a team keeps in one place.

use std::path::PathBuf;
use std::sync::Arc;

use futures::FutureExt;
use object_store::ObjectStore;
use object_store::path::Path;
use poolhouse_core::state::{State, StateError};

use crate::state::Place;
use crate::state::lock::Lock;
use crate::state::team::lease::{Lease, Seen};
use crate::state::team::store::TeamState;
use crate::state::team::{TeamAddress, database, said};

/// The states below an address.
#[derive(Clone)]
pub(crate) struct TeamStates {
    address: TeamAddress,
    /// Where this machine keeps its own locks on them.
    own_folder: Option<PathBuf>,
}

impl TeamStates {
    pub(crate) fn new(address: TeamAddress, own_folder: Option<PathBuf>) -> Self {
        Self { address, own_folder }
    }

    /// The places of which there are states.
    pub(crate) async fn list(&self) -> Result<Vec<Place>, StateError> {
        let store = self.connect().await?;
        list(store.as_ref(), self.address.prefix()).await.map_err(|reason| self.failed(None, reason))
    }

    /// What the state of that place holds; nothing when there is none. Whoever writes it is not disturbed.
    pub(crate) async fn read(&self, place: &Place) -> Result<State, StateError> {
        let read = database::read_only(self.connect().await?, &self.folder(place)).await;
        read.map_err(|reason| self.failed(Some(place), reason))
    }

    /// The state of that place, open for writing.
    pub(crate) async fn open(&self, place: &Place) -> Result<TeamState, StateError> {
        let lock = self.own_folder.as_ref().map(|own| Lock::take(&place.file(own))).transpose()?;
        let address = self.address.clone();
        let connect = async move { address.connect().await }.boxed();
        TeamState::open(connect, self.folder(place), self.shown(Some(place)), lock).await
    }

    /// The lease of that place, as it is now.
    pub(crate) async fn lease(&self, place: &Place) -> Result<Option<Seen>, StateError> {
        let look = Lease::look(&self.connect().await?, &self.folder(place)).await;
        look.map_err(|reason| self.failed(Some(place), reason))
    }

    /// Has whoever has that lease let it go.
    pub(crate) async fn clear(&self, place: &Place, seen: Seen) -> Result<(), StateError> {
        let cleared = Lease::clear(&self.connect().await?, &self.folder(place), seen).await;
        cleared.map_err(|reason| self.failed(Some(place), reason))
    }

    async fn connect(&self) -> Result<Arc<dyn ObjectStore>, StateError> {
        self.address.connect().await.map_err(|reason| self.failed(None, reason))
    }

    fn folder(&self, place: &Place) -> Path {
        place.folders().into_iter().fold(self.address.prefix().clone(), |folder, part| folder.join(part))
    }

    fn shown(&self, place: Option<&Place>) -> String {
        place.map_or_else(|| self.address.to_string(), |place| format!("{place}, at {}", self.address))
    }

    fn failed(&self, place: Option<&Place>, reason: String) -> StateError {
        StateError { place: self.shown(place), reason: reason.into() }
    }
}

/// The places whose states lie three folders below the prefix.
async fn list(store: &dyn ObjectStore, prefix: &Path) -> Result<Vec<Place>, String> {
    let mut folders = vec![prefix.clone()];
    for _ in 0..3 {
        let mut within = Vec::new();
        for folder in folders {
            let listed = store.list_with_delimiter(Some(&folder)).await.map_err(said)?;
            within.extend(listed.common_prefixes);
        }
        folders = within;
    }
    let mut places: Vec<Place> = folders.iter().filter_map(place_of).collect();
    places.sort();
    Ok(places)
}

fn place_of(folder: &Path) -> Option<Place> {
    let parts: Vec<_> = folder.parts().collect();
    let [.., stage, target, source] = parts.as_slice() else { return None };
    Place::of_folders([stage.as_ref(), target.as_ref(), source.as_ref()])
}
