//! What an operation may touch, and nothing else.

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use parking_lot::{ArcMutexGuard, Mutex, RawMutex};
use poolhouse_emulator_model::shapes::LambdaConfigType;
use poolhouse_emulator_model::{OperationName, Timestamp};
use serde_json::Value;

use crate::clock::{AdjustableClock, Clock};
use crate::domain::{Client, Issuer, PoolSettings, RateCategory, UserPoolDomain};
use crate::durable::{Durable, Ticket};
use crate::error::ApiError;
use crate::fault::{Effect, Faults};
use crate::quota::QuotaUse;
use crate::random::Random;
use crate::signature::AccessKeys;
use crate::store::{Pool, PoolCell, Store};
use crate::trigger::Triggers;

/// Who calls, and where the call arrives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The account: twelve digits.
    pub account: String,
    /// The region that the request was signed for. New pools are made there.
    pub region: String,
    /// The access key of the signature; none for an unsigned request. Who calls in process is
    /// believed, and so is a request on a socket unless the emulator requires signatures.
    pub access_key: Option<String>,
}

/// What all requests of one emulator share.
pub(crate) struct Services {
    pub(crate) account: String,
    pub(crate) region: String,
    pub(crate) clock: AdjustableClock,
    pub(crate) random: Random,
    pub(crate) issuer: Issuer,
    /// The URL of the emulator, once it is served.
    pub(crate) served_at: OnceLock<String>,
    pub(crate) store: Store,
    pub(crate) data: Option<Arc<dyn Durable>>,
    /// With which requests have to be signed; any will do where there are none.
    pub(crate) access_keys: Option<AccessKeys>,
    pub(crate) faults: Faults,
    pub(crate) quotas: QuotaUse,
}

/// The world as one request sees it.
pub(crate) struct Context {
    services: Arc<Services>,
    triggers: Option<Arc<dyn Triggers>>,
    caller: Caller,
    /// The latest [`Ticket`] that the answer depends on.
    awaited: AtomicU64,
}

impl Context {
    /// The context of a new request.
    pub(crate) fn new(services: Arc<Services>, triggers: Option<Arc<dyn Triggers>>, caller: Caller) -> Self {
        Self { services, triggers, caller, awaited: AtomicU64::new(0) }
    }

    /// The context of what goes on after the request was answered.
    pub(crate) fn detached(&self) -> Self {
        Self::new(Arc::clone(&self.services), self.triggers.clone(), self.caller.clone())
    }

    /// The URL at which the emulator is served; while it is not, one that nobody answers at.
    pub(crate) fn url(&self) -> &str {
        self.services.served_at.get().map_or("http://localhost", String::as_str)
    }

    /// Who calls.
    pub(crate) fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The present moment.
    pub(crate) fn now(&self) -> Timestamp {
        self.services.clock.now()
    }

    /// For identifiers, salts and passwords.
    pub(crate) fn random(&self) -> &Random {
        &self.services.random
    }

    /// Who serves the functions that pools call.
    pub(crate) fn triggers(&self) -> Option<&Arc<dyn Triggers>> {
        self.triggers.as_ref()
    }

    /// The function that serves a trigger of a pool: one that the pool is given by whoever serves
    /// functions, else the one that it is configured with.
    pub(crate) fn function<T: Clone>(
        &self,
        pool: &PoolSettings,
        of: impl Fn(&LambdaConfigType) -> Option<&T>,
    ) -> Option<T> {
        let given = self.triggers.as_ref().and_then(|triggers| triggers.functions_of(&pool.id));
        let configured = pool.options.lambda_config.as_ref();
        given.as_deref().and_then(&of).or_else(|| configured.and_then(&of)).cloned()
    }

    /// A pool, locked until the guard goes. Take one guard of a pool at a time, and do slow
    /// arithmetic without it; the compiler refuses to keep one across an `.await`.
    pub(crate) fn pool(&self, id: &str) -> Result<PoolGuard<'_>, ApiError> {
        let cell = self.services.store.pool(id).ok_or_else(|| ApiError::user_pool_not_found(id))?;
        let guard = self.lock(&cell);
        if guard.is_deleted() { Err(ApiError::user_pool_not_found(id)) } else { Ok(guard) }
    }

    /// An app client and its pool, locked until the guard goes: for requests that name no pool.
    pub(crate) fn client(&self, id: &str) -> Result<(PoolGuard<'_>, Arc<Client>), ApiError> {
        let unknown = || ApiError::client_not_found(id);
        let cell = self.services.store.pool_of_client(id).ok_or_else(unknown)?;
        let guard = self.lock(&cell);
        if guard.is_deleted() {
            return Err(unknown());
        }
        let client = Arc::clone(guard.client(id)?);
        Ok((guard, client))
    }

    /// The issuer of a pool's tokens.
    pub(crate) fn issuer(&self, pool: &PoolSettings) -> String {
        self.services.issuer.of(pool, self.services.served_at.get().map(String::as_str))
    }

    /// Whether tokens name a server of this emulator as their issuer.
    pub(crate) fn is_served(&self) -> bool {
        match self.services.issuer {
            Issuer::Served => self.services.served_at.get().is_some(),
            Issuer::Url(_) => true,
            Issuer::Aws => false,
        }
    }

    /// Makes a pool, and gives it locked.
    pub(crate) fn create_pool(&self, settings: PoolSettings) -> PoolGuard<'_> {
        let pool = Pool::new(self.services.store.next_sequence(), settings);
        let cell = Arc::new(Mutex::new(pool));
        let guard = self.lock(&cell);
        self.services.store.add(&guard, cell);
        guard
    }

    /// Adds a pool of an id that someone chose, and gives it locked; none if there is one of that id.
    pub(crate) fn add_pool(&self, settings: PoolSettings) -> Option<PoolGuard<'_>> {
        let pool = Pool::new(self.services.store.next_sequence(), settings);
        let cell = Arc::new(Mutex::new(pool));
        let mut guard = cell.lock_arc();
        if self.services.store.add_new(&guard, cell) {
            return Some(PoolGuard { pool: guard, context: self, goes_on: false });
        }
        guard.forget_changes();
        None
    }

    /// The pool that has a domain: a custom one, or a prefix in the caller's region.
    pub(crate) fn pool_of_domain(&self, domain: &str) -> Option<PoolGuard<'_>> {
        let cell = self.services.store.pool_of_domain(domain, &self.caller.region)?;
        Some(self.lock(&cell)).filter(|pool| !pool.is_deleted())
    }

    /// Has the host of a domain lead to a pool, unless it leads to one already.
    pub(crate) fn claim_host(&self, domain: &UserPoolDomain, pool: &Pool) -> Result<(), ApiError> {
        self.services.store.claim_host(domain, pool)
    }

    /// Gives the host of a pool's domain up.
    pub(crate) fn release_host(&self, domain: &UserPoolDomain, pool: &Pool) {
        self.services.store.release_host(domain, pool);
    }

    /// Deletes a pool with all that is in it.
    pub(crate) fn delete_pool(&self, mut pool: PoolGuard<'_>) {
        pool.delete();
        self.services.store.remove(&pool);
    }

    /// The pools of the caller's region in the order in which they were made, behind a place in
    /// that order. Each is locked while it is looked at, and not longer.
    pub(crate) fn pools_after(&self, place: Option<u64>) -> impl Iterator<Item = (u64, PoolGuard<'_>)> {
        let pools = self.services.store.pools_of(&self.caller.region, place);
        pools.map(|(place, cell)| (place, self.lock(&cell))).filter(|(_, pool)| !pool.is_deleted())
    }

    /// How often the account may call the operations of a category in the caller's region, in
    /// requests per second. Whether anything holds it to that is a matter of the quotas.
    pub(crate) fn provisioned_rate(&self, category: RateCategory) -> i32 {
        let (rate, ticket) = self.services.store.limits.rate(&self.caller.region, category);
        self.awaited.fetch_max(ticket.0, Ordering::Relaxed);
        rate
    }

    /// Sets that rate.
    pub(crate) fn set_provisioned_rate(&self, category: RateCategory, rate: i32) {
        let Services { store, data, .. } = &*self.services;
        let ticket = store.limits.set_rate(&self.caller.region, category, rate, data.as_ref());
        self.awaited.fetch_max(ticket.0, Ordering::Relaxed);
    }

    /// What goes wrong with a call on purpose, if anything.
    pub(crate) fn fault(&self, operation: OperationName) -> Option<Effect> {
        self.services.faults.strike(operation, &self.services.random)
    }

    /// Counts a call, and refuses it where that exceeds a quota.
    pub(crate) fn count(&self, operation: OperationName, input: &Value) -> Result<(), ApiError> {
        let rate = || self.provisioned_rate(RateCategory::of(operation));
        let admits = self.services.quotas.admits(operation, input, &self.caller.region, self.now(), rate);
        if admits { Ok(()) } else { Err(ApiError::rate_exceeded()) }
    }

    /// Counts a request of an endpoint that is no operation in the same way.
    pub(crate) fn count_endpoint(&self, category: RateCategory) -> Result<(), ApiError> {
        let rate = || self.provisioned_rate(category);
        let admits = self.services.quotas.admits_endpoint(category, &self.caller.region, self.now(), rate);
        if admits { Ok(()) } else { Err(ApiError::rate_exceeded()) }
    }

    /// Counts an e-mail of the default sender, and refuses it where that exceeds the day's quota.
    pub(crate) fn count_mail(&self) -> Result<(), ApiError> {
        let admits = self.services.quotas.admits_mail(self.now());
        if admits { Ok(()) } else { Err(ApiError::daily_mails_exceeded()) }
    }

    /// Returns once everything that the answer tells of would survive a kill: the request's own
    /// changes, and those of others that it has seen.
    pub(crate) async fn kept(&self) -> Result<(), ApiError> {
        let Some(data) = &self.services.data else { return Ok(()) };
        let ticket = Ticket(self.awaited.load(Ordering::Relaxed));
        data.committed(ticket).await.map_err(|_| ApiError::internal())
    }

    fn lock(&self, cell: &PoolCell) -> PoolGuard<'_> {
        PoolGuard { pool: cell.lock_arc(), context: self, goes_on: false }
    }
}

/// A locked pool. When it goes, what changed is handed over to be kept, still under the lock, so
/// that changes are kept in the order in which they were made.
pub(crate) struct PoolGuard<'a> {
    pool: ArcMutexGuard<RawMutex, Pool>,
    context: &'a Context,
    /// Whether what changed is left for the next guard to hand over.
    goes_on: bool,
}

impl PoolGuard<'_> {
    /// Leaves what changed to be handed over with what this call changes next, so that the one is never kept without the
    /// other. The caller takes the pool once more in any case.
    pub(crate) fn goes_on(&mut self) {
        self.goes_on = true;
    }
}

impl Deref for PoolGuard<'_> {
    type Target = Pool;

    fn deref(&self) -> &Pool {
        &self.pool
    }
}

impl DerefMut for PoolGuard<'_> {
    fn deref_mut(&mut self) -> &mut Pool {
        &mut self.pool
    }
}

impl Drop for PoolGuard<'_> {
    fn drop(&mut self) {
        self.context.services.store.follow_clients(&self.pool);
        let Some(data) = &self.context.services.data else { return self.pool.forget_changes() };
        if self.goes_on {
            return;
        }
        let changes = self.pool.take_changes();
        if !changes.is_empty() {
            self.pool.handed_over = data.append(changes);
        }
        self.context.awaited.fetch_max(self.pool.handed_over.0, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::Waker;

    use async_trait::async_trait;
    use parking_lot::Mutex;
    use serde_json::{Value, json};
    use tokio::sync::watch;

    use super::*;
    use crate::durable::{DataError, Record, RecordChange};
    use crate::emulator::Emulator;

    /// Storage that commits as far as it is told, or fails.
    struct Held {
        appended: Mutex<Vec<RecordChange>>,
        committed: watch::Sender<Result<u64, ()>>,
    }

    impl Held {
        fn reach(&self, committed: Result<u64, ()>) {
            self.committed.send_modify(|reached| *reached = committed);
        }
    }

    #[async_trait]
    impl Durable for Held {
        fn load(&self) -> Result<Vec<Record>, DataError> {
            Ok(Vec::new())
        }

        fn append(&self, changes: Vec<RecordChange>) -> Ticket {
            let mut appended = self.appended.lock();
            appended.extend(changes);
            Ticket(appended.len() as u64)
        }

        async fn committed(&self, ticket: Ticket) -> Result<(), DataError> {
            let mut committed = self.committed.subscribe();
            let reached = committed.wait_for(|reached| reached.is_err() || *reached >= Ok(ticket.0)).await;
            let reached = *reached.expect("the sender lives as long as the storage");
            reached.map(drop).map_err(|()| DataError::Write("disk full".into()))
        }
    }

    fn held() -> (Emulator, Arc<Held>) {
        let held = Arc::new(Held { appended: Mutex::default(), committed: watch::channel(Ok(0)).0 });
        let emulator = Emulator::builder().data(held.clone()).build().expect("nothing to load");
        emulator.add_pool(json!({"Id": "us-east-1_a"})).expect("added");
        (emulator, held)
    }

    async fn call(emulator: &Emulator, name: &str) -> Result<Option<Value>, ApiError> {
        let input = json!({"UserPoolId": "us-east-1_a", "GroupName": "admins"});
        emulator.handle(name, input, &emulator.caller()).await
    }

    fn is_pending(future: std::pin::Pin<&mut impl Future>) -> bool {
        future.poll(&mut std::task::Context::from_waker(Waker::noop())).is_pending()
    }

    #[tokio::test]
    async fn an_answer_waits_until_what_was_changed_is_kept() {
        let (emulator, held) = held();
        let mut answer = pin!(call(&emulator, "CreateGroup"));
        assert!(is_pending(answer.as_mut()));
        held.reach(Ok(1));
        assert!(is_pending(answer.as_mut()), "the pool is kept, the group is not");
        held.reach(Ok(2));
        assert!(answer.await.is_ok());
    }

    #[tokio::test]
    async fn nobody_is_told_of_what_might_be_lost() {
        let (emulator, held) = held();
        assert!(is_pending(pin!(call(&emulator, "CreateGroup"))));
        let mut reader = pin!(call(&emulator, "GetGroup"));
        assert!(is_pending(reader.as_mut()));
        held.reach(Ok(2));
        assert!(reader.await.is_ok());
    }

    #[tokio::test]
    async fn what_cannot_be_kept_is_an_internal_error() {
        let (emulator, held) = held();
        held.reach(Err(()));
        assert_eq!(call(&emulator, "CreateGroup").await, Err(ApiError::internal()));
    }

    #[tokio::test]
    async fn a_refused_change_leaves_no_record() {
        let (emulator, held) = held();
        held.reach(Ok(u64::MAX));
        call(&emulator, "CreateGroup").await.expect("created");
        call(&emulator, "CreateGroup").await.expect_err("refused");
        assert_eq!(held.appended.lock().len(), 2);
    }
}
