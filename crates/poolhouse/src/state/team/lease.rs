//! The lease of a team's state: a small object beside the database that says who writes it.
//!
//! Each write of it is conditional on what was there before, so two who want it at once cannot both get it. Whether a
//! lease has run out is reckoned by the object store's own clock alone: when the lease was last renewed against what
//! time it is there now. The holder reckons by its own clock how long it may be sure, from the moment it asked for the
//! last renewal; no two clocks are ever compared. All this keeps people from getting into each other's way. What makes
//! a late writer harmless is the database, which takes nothing from whoever was followed by another.

use std::sync::{Arc, Mutex as Cell, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use object_store::path::Path;
use object_store::{Error, ObjectMeta, ObjectStore, ObjectStoreExt, PutMode, PutPayload, UpdateVersion};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use crate::state::Holder;
use crate::state::team::said;

/// How long a lease lasts after it was renewed last, by the object store's clock.
pub(super) const LASTS: Duration = Duration::from_secs(15);
/// How often it is renewed.
const RENEWED_EVERY: Duration = Duration::from_secs(4);
/// How long after it asked for a renewal a holder is sure of it, by its own clocks.
const SURE_FOR: Duration = Duration::from_secs(10);
/// How often an answer that comes too late for what it was about is followed by another look.
const LOOKS: usize = 5;

/// What stands in the object. Every write of it differs from the one before, so that no two have the same tag.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Record {
    /// Which taking of the lease this is.
    id: String,
    /// Nobody once it was let go.
    holder: Option<Holder>,
    renewals: u64,
}

/// A lease as it was seen.
pub(crate) struct Seen {
    record: Record,
    version: UpdateVersion,
    /// How long ago it was renewed, by the object store's clock.
    age: Duration,
}

impl Seen {
    /// Who has it, or had it when the lease ran out.
    pub(crate) fn holder(&self) -> Option<&Holder> {
        self.record.holder.as_ref()
    }

    /// How long ago its holder renewed it.
    pub(crate) fn age(&self) -> Duration {
        self.age
    }

    /// Whether its holder renewed it so lately that it must be thought alive.
    pub(crate) fn is_alive(&self) -> bool {
        self.holder().is_some() && self.age <= LASTS
    }
}

/// A lease that is held, for as long as [`Lease::keep`] runs.
pub(super) struct Lease {
    slot: Slot,
    id: String,
    /// What was written last; it takes turns, so that renewals do not overtake each other.
    written: Mutex<(Record, UpdateVersion)>,
    asked: Cell<Asked>,
}

/// When the last renewal that succeeded was asked for. A machine's monotonic clock may stand still while it sleeps, its
/// wall clock may be set back: the one that says more has passed is believed.
#[derive(Clone, Copy)]
struct Asked(Instant, SystemTime);

impl Asked {
    fn now() -> Self {
        Self(Instant::now(), SystemTime::now())
    }

    fn ago(self) -> Duration {
        self.0.elapsed().max(self.1.elapsed().unwrap_or_default())
    }
}

/// Where a lease lies.
#[derive(Clone)]
struct Slot {
    store: Arc<dyn ObjectStore>,
    object: Path,
    /// An object that is written only to learn the object store's time.
    clock: Path,
}

/// What became of a conditional write.
enum Written {
    Done(UpdateVersion),
    Outrun,
}

impl Lease {
    /// Looks at the lease of a state's folder, and disturbs nobody.
    ///
    /// # Errors
    /// What the object store says.
    pub(super) async fn look(store: &Arc<dyn ObjectStore>, folder: &Path) -> Result<Option<Seen>, String> {
        Slot::of(store, folder).look().await
    }

    /// Takes the lease, unless somebody has it who must be thought alive. `dead` is a lease whose holder is known to be
    /// dead.
    ///
    /// # Errors
    /// Who has it; what the object store says.
    pub(super) async fn take(
        store: &Arc<dyn ObjectStore>,
        folder: &Path,
        id: String,
        dead: Option<&str>,
    ) -> Result<Self, String> {
        let slot = Slot::of(store, folder);
        let record = Record { id, holder: Some(Holder::this_process()), renewals: 0 };
        for _ in 0..LOOKS {
            let seen = slot.look().await?;
            if let Some(seen) = &seen
                && seen.record.id != record.id
                && seen.is_alive()
                && dead != Some(seen.record.id.as_str())
            {
                return Err(refusal(seen));
            }
            let asked = Asked::now();
            if let Written::Done(version) = slot.write(&record, seen.map(|seen| seen.version)).await? {
                let id = record.id.clone();
                return Ok(Self {
                    slot,
                    id,
                    written: Mutex::new((record, version)),
                    asked: Cell::new(asked),
                });
            }
        }
        Err("is being taken by several at once; run again".to_owned())
    }

    /// Lets go of a lease that somebody else has, so that it can be taken at once.
    ///
    /// # Errors
    /// When it has changed meanwhile; what the object store says.
    pub(super) async fn clear(store: &Arc<dyn ObjectStore>, folder: &Path, seen: Seen) -> Result<(), String> {
        let record = Record { holder: None, renewals: seen.record.renewals + 1, ..seen.record };
        match Slot::of(store, folder).write(&record, Some(seen.version)).await? {
            Written::Done(_) => Ok(()),
            Written::Outrun => Err("its lock changed while it was looked at; look again".to_owned()),
        }
    }

    /// Renews the lease again and again, until it is lost or this is dropped.
    pub(super) async fn keep(&self) {
        loop {
            tokio::time::sleep(RENEWED_EVERY).await;
            // What fails for a while is tried again; what is lost is found out by whoever wants to write.
            let _ = self.renew().await;
        }
    }

    /// Makes sure that the lease is still held: knows it by the clock, or asks.
    ///
    /// # Errors
    /// Who has it now; what the object store says.
    pub(super) async fn confirm(&self) -> Result<(), String> {
        if self.is_sure() { Ok(()) } else { self.renew().await }
    }

    /// Whether the clock alone says that the lease is still held.
    pub(super) fn is_sure(&self) -> bool {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).ago() < SURE_FOR
    }

    async fn renew(&self) -> Result<(), String> {
        let mut written = self.written.lock().await;
        for _ in 0..LOOKS {
            let (record, version) = written.clone();
            let record = Record { renewals: record.renewals + 1, ..record };
            let asked = Asked::now();
            if let Written::Done(version) = self.slot.write(&record, Some(version)).await? {
                *written = (record, version);
                *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = asked;
                return Ok(());
            }
            // Somebody else wrote it, or this process did and never heard the answer.
            match self.slot.look().await? {
                Some(seen) if seen.record.id == self.id && seen.record.holder.is_some() => {
                    *written = (seen.record, seen.version);
                }
                seen => return Err(lost(&self.id, seen.as_ref())),
            }
        }
        Err("its lease cannot be renewed".to_owned())
    }

    /// Lets go, so that the next one need not wait.
    ///
    /// # Errors
    /// What the object store says; the lease runs out by itself then.
    pub(super) async fn release(&self) -> Result<(), String> {
        let written = self.written.lock().await;
        let (record, version) = written.clone();
        let record = Record { holder: None, renewals: record.renewals + 1, ..record };
        self.slot.write(&record, Some(version)).await.map(|_| ())
    }
}

impl Slot {
    fn of(store: &Arc<dyn ObjectStore>, folder: &Path) -> Self {
        Self {
            store: Arc::clone(store),
            object: folder.clone().join("lease.json"),
            clock: folder.clone().join("clock"),
        }
    }

    async fn look(&self) -> Result<Option<Seen>, String> {
        let found = match self.store.get(&self.object).await {
            Ok(found) => found,
            Err(Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(said(error)),
        };
        let (meta, version) = (
            found.meta.clone(),
            UpdateVersion { e_tag: found.meta.e_tag.clone(), version: found.meta.version.clone() },
        );
        let bytes = found.bytes().await.map_err(said)?;
        let record: Record = serde_json::from_slice(&bytes)
            .map_err(|error| format!("{} is no lease of this version: {error}", self.object))?;
        let age = match record.holder {
            Some(_) => self.age(&meta).await?,
            None => Duration::ZERO,
        };
        Ok(Some(Seen { record, version, age }))
    }

    /// How long ago an object was written, by the object store's clock.
    async fn age(&self, object: &ObjectMeta) -> Result<Duration, String> {
        self.store.put(&self.clock, PutPayload::new()).await.map_err(said)?;
        let now = self.store.head(&self.clock).await.map_err(said)?.last_modified;
        Ok((now - object.last_modified).to_std().unwrap_or_default())
    }

    /// Writes the record where there is none, or in the place of that version of it.
    async fn write(&self, record: &Record, over: Option<UpdateVersion>) -> Result<Written, String> {
        let text = serde_json::to_vec(record).map_err(|error| error.to_string())?;
        let mode = over.clone().map_or(PutMode::Create, PutMode::Update);
        match self.store.put_opts(&self.object, PutPayload::from(text), mode.into()).await {
            Ok(put) => Ok(Written::Done(put.into())),
            Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => Ok(Written::Outrun),
            Err(Error::NotFound { .. }) if over.is_some() => Ok(Written::Outrun),
            Err(error) => Err(said(error)),
        }
    }
}

fn refusal(seen: &Seen) -> String {
    let holder = seen.holder().map_or_else(|| "somebody".to_owned(), Holder::to_string);
    format!(
        "is locked by {holder}, who renewed its lease {} seconds ago; wait until it is done, or clear the lock of a \
         process that is gone by `poolhouse state unlock`",
        seen.age.as_secs()
    )
}

/// Why the lease `id` is lost to its holder.
fn lost(id: &str, seen: Option<&Seen>) -> String {
    let how = match seen {
        Some(Seen { record: Record { holder: Some(holder), .. }, .. }) => {
            format!("was taken over by {holder}")
        }
        Some(seen) if seen.record.id != id => "was taken over by somebody who is done by now".to_owned(),
        _ => "was unlocked by somebody else".to_owned(),
    };
    format!("{how}, because its lease had run out here or was cleared; run again")
}

#[cfg(test)]
mod tests {
    use object_store::memory::InMemory;

    use super::*;

    fn shelf() -> (Arc<dyn ObjectStore>, Path) {
        (Arc::new(InMemory::new()), Path::from("people"))
    }

    async fn take(store: &Arc<dyn ObjectStore>, id: &str, dead: Option<&str>) -> Result<Lease, String> {
        Lease::take(store, &Path::from("people"), id.to_owned(), dead).await
    }

    #[tokio::test]
    async fn a_second_taker_is_told_who_has_it() {
        let (store, _) = shelf();
        let _held = take(&store, "1", None).await.unwrap();
        let refused = take(&store, "2", None).await.err().unwrap();
        assert!(refused.contains(&format!("process {} (", std::process::id())), "{refused}");
        assert!(refused.contains("renewed its lease 0 seconds ago"), "{refused}");
    }

    #[tokio::test]
    async fn of_many_who_want_it_at_once_one_gets_it() {
        let (store, _) = shelf();
        let ids: Vec<String> = (0..20).map(|id| id.to_string()).collect();
        let taken = futures::future::join_all(ids.iter().map(|id| take(&store, id, None))).await;
        assert_eq!(taken.iter().filter(|taken| taken.is_ok()).count(), 1);
    }

    #[tokio::test]
    async fn a_lease_that_was_let_go_is_free_and_so_is_that_of_a_holder_known_to_be_dead() {
        let (store, _) = shelf();
        take(&store, "1", None).await.unwrap().release().await.unwrap();
        take(&store, "2", None).await.unwrap();
        assert!(take(&store, "3", Some("1")).await.is_err(), "the dead one had another lease");
        take(&store, "3", Some("2")).await.unwrap();
    }

    #[tokio::test]
    async fn who_lost_the_lease_is_told_to_whom() {
        let (store, _) = shelf();
        let first = take(&store, "1", None).await.unwrap();
        first.renew().await.unwrap();
        let second = take(&store, "2", Some("1")).await.unwrap();
        let lost = first.renew().await.unwrap_err();
        assert!(lost.starts_with("was taken over by") && lost.contains("run again"), "{lost}");
        second.renew().await.unwrap();
        first.release().await.unwrap();
        second.renew().await.expect("what was lost is not let go");
    }

    #[tokio::test]
    async fn a_renewal_whose_answer_was_lost_is_no_loss_of_the_lease() {
        let (store, _) = shelf();
        let lease = take(&store, "1", None).await.unwrap();
        let before = lease.written.lock().await.clone();
        lease.renew().await.unwrap();
        *lease.written.lock().await = before;
        lease.renew().await.unwrap();
    }

    #[tokio::test]
    async fn a_lease_that_was_cleared_is_lost_to_its_holder() {
        let (store, folder) = shelf();
        let lease = take(&store, "1", None).await.unwrap();
        let seen = Lease::look(&store, &folder).await.unwrap().unwrap();
        assert!(seen.is_alive());
        Lease::clear(&store, &folder, seen).await.unwrap();
        assert!(lease.renew().await.unwrap_err().contains("unlocked by somebody else"));
        assert!(Lease::look(&store, &folder).await.unwrap().unwrap().holder().is_none());
    }

    #[tokio::test]
    async fn a_clearing_that_comes_after_a_renewal_is_refused() {
        let (store, folder) = shelf();
        let lease = take(&store, "1", None).await.unwrap();
        let seen = Lease::look(&store, &folder).await.unwrap().unwrap();
        lease.renew().await.unwrap();
        assert!(Lease::clear(&store, &folder, seen).await.unwrap_err().contains("look again"));
        lease.renew().await.unwrap();
    }
}
