//! A team's state as a store.

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use object_store::ObjectStore;
use object_store::path::Path;
use poolhouse_core::state::{Edit, State, StateError, StateStore};

use crate::state::Holder;
use crate::state::lock::{Lock, Signature};
use crate::state::team::database::Database;
use crate::state::team::lease::Lease;
use crate::state::team::threads::Threads;

/// How long letting go may take; a lease that could not be let go runs out by itself.
const LAST_WORDS: Duration = Duration::from_secs(10);

/// What makes a client of the object store: each runtime needs one of its own.
pub(super) type Connect = BoxFuture<'static, Result<Arc<dyn ObjectStore>, String>>;

/// A team's state, open for writing. Its lease is kept for as long as this lives, and let go when it is dropped.
///
/// It lives on threads of its own, so that the lease is renewed whatever whoever uses it is busy with, and can be let
/// go wherever this is dropped.
pub(crate) struct TeamState {
    /// How errors call it.
    shown: String,
    open: Arc<Open>,
    threads: Threads,
    /// Tells the next process of this machine that this one is dead, when it is.
    _lock: Option<Lock>,
}

struct Open {
    lease: Lease,
    database: Database,
}

impl TeamState {
    /// Opens the state in that folder for writing, making it when it is missing. `lock` is this machine's own on it.
    ///
    /// # Errors
    /// When somebody has it, naming them; when the object store cannot be reached or refuses.
    pub(super) async fn open(
        connect: Connect,
        folder: Path,
        shown: String,
        mut lock: Option<Lock>,
    ) -> Result<Self, StateError> {
        let failed = |reason: String| StateError { place: shown.clone(), reason: reason.into() };
        let id = uuid::Uuid::new_v4().to_string();
        let dead = lock.as_ref().and_then(|lock| lock.left()?.lease.clone());
        // Said before the lease is taken: whoever finds the words of a dead process knows which lease was its.
        if let Some(lock) = &mut lock {
            lock.sign(&Signature { holder: Holder::this_process(), lease: Some(id.clone()) })?;
        }
        let threads = Threads::start().map_err(|error| failed(error.to_string()))?;
        let opening =
            async move { Open::open(connect.await?, &folder, id, dead.as_deref()).await.map(Arc::new) };
        let open = threads.run(opening).await.map_err(failed)?;
        let kept = Arc::clone(&open);
        threads.spawn(async move { kept.lease.keep().await });
        Ok(Self { shown, open, threads, _lock: lock })
    }

    fn failed(&self, reason: String) -> StateError {
        StateError { place: self.shown.clone(), reason: reason.into() }
    }
}

impl Open {
    async fn open(
        store: Arc<dyn ObjectStore>,
        folder: &Path,
        id: String,
        dead: Option<&str>,
    ) -> Result<Self, String> {
        let lease = Lease::take(&store, folder, id, dead).await?;
        match Database::open(store, folder).await {
            Ok(database) => Ok(Self { lease, database }),
            Err(reason) => {
                // Nobody should wait for a lease that nobody uses.
                let _ = lease.release().await;
                Err(reason)
            }
        }
    }

    async fn close(&self) {
        // All that was settled is kept already; a lease that cannot be let go runs out by itself.
        let _ = self.database.close().await;
        let _ = self.lease.release().await;
    }
}

#[async_trait::async_trait]
impl StateStore for TeamState {
    async fn read(&self) -> Result<State, StateError> {
        let open = Arc::clone(&self.open);
        let read = self.threads.run(async move { open.database.read().await });
        read.await.map_err(|reason| self.failed(reason))
    }

    async fn commit(&self, edits: Vec<Edit>) -> Result<(), StateError> {
        let open = Arc::clone(&self.open);
        let commit = self.threads.run(async move {
            open.lease.confirm().await?;
            open.database.commit(edits).await
        });
        commit.await.map_err(|reason| self.failed(reason))
    }

    async fn confirm(&self) -> Result<(), StateError> {
        if self.open.lease.is_sure() {
            return Ok(());
        }
        let open = Arc::clone(&self.open);
        let confirmed = self.threads.run(async move { open.lease.confirm().await });
        confirmed.await.map_err(|reason| self.failed(reason))
    }
}

impl Drop for TeamState {
    fn drop(&mut self) {
        let open = Arc::clone(&self.open);
        self.threads.finish(async move { open.close().await }, LAST_WORDS);
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;
    use object_store::memory::InMemory;

    use super::*;
    use crate::state::samples::group;

    async fn open(store: &Arc<dyn ObjectStore>, lock: Option<Lock>) -> Result<TeamState, StateError> {
        let store = Arc::clone(store);
        let connect = async move { Ok(store) }.boxed();
        TeamState::open(connect, Path::from("people"), "of tests".to_owned(), lock).await
    }

    #[tokio::test]
    async fn a_state_is_locked_until_it_is_dropped_also_in_the_midst_of_async_code() {
        let store: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
        let (key, entry) = group("admins");
        for serial in 1..=12 {
            let state = open(&store, None).await.unwrap();
            let refused = open(&store, None).await.err().unwrap().to_string();
            assert!(refused.starts_with("the state of tests: is locked by "), "{refused}");
            state.confirm().await.unwrap();
            state.commit(vec![Edit::Put(key.clone(), entry.clone())]).await.unwrap();
            assert_eq!(state.read().await.unwrap().serial, serial);
        }
    }

    #[tokio::test]
    async fn a_process_that_died_here_is_followed_at_once() {
        let store: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.redb");
        let killed = open(&store, Some(Lock::take(&file).unwrap())).await.unwrap();
        let words = std::fs::read(file.with_extension("lock")).unwrap();
        std::fs::write(folder.path().join("b.lock"), words).unwrap();
        assert!(open(&store, None).await.is_err(), "elsewhere nobody knows that it is dead");
        let lock = Lock::take(&folder.path().join("b.redb")).unwrap();
        let next = open(&store, Some(lock)).await.unwrap();
        let lost = killed.commit(Vec::new()).await;
        assert!(lost.is_err(), "who was followed writes nothing");
        next.commit(Vec::new()).await.unwrap();
    }
}
