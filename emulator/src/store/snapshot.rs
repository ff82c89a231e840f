//! Everything that a store holds at one moment, and the way back to it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use parking_lot::{ArcMutexGuard, Mutex, RawMutex};

use super::limits::Rates;
use super::pool::Pool;
use super::registry::{PoolCell, Store};
use crate::durable::{DataError, Durable, Record, RecordChange};

/// What an emulator held at one moment: its pools with all that is in them, and the rates of its
/// account. It costs a pointer per pool, and what happens later does not change it. Where the clock
/// stood is no part of it.
#[derive(Clone)]
pub struct Snapshot {
    pub(super) pools: Vec<Pool>,
    pub(super) rates: Rates,
}

impl Snapshot {
    /// The ids of the pools in it, in the order in which they were made.
    pub fn pool_ids(&self) -> impl Iterator<Item = &str> {
        self.pools.iter().map(Pool::id)
    }

    /// The pools in it, in that order.
    #[cfg(any(test, feature = "fuzzing"))]
    pub(crate) fn pools(&self) -> impl Iterator<Item = &Pool> {
        self.pools.iter()
    }

    /// What records describe.
    pub(crate) fn load(mut records: Vec<Record>) -> Result<Self, DataError> {
        let rates = Rates::load(&mut records)?;
        let mut pools = Pool::load(records)?;
        pools.sort_by_key(Pool::sequence);
        Ok(Self { pools, rates })
    }

    /// All of it as records.
    pub(crate) fn records(&self) -> impl Iterator<Item = Record> {
        self.rates.records().chain(self.pools.iter().flat_map(Pool::records))
    }
}

/// How much there is, and nothing of what users gave.
impl fmt::Debug for Snapshot {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.pool_ids()).finish()
    }
}

impl Store {
    /// Everything as it is now; each pool as it is at one moment.
    pub(crate) fn snapshot(&self) -> Snapshot {
        let mut pools: Vec<Pool> = self.cells().into_iter().map(|cell| cell.lock().clone()).collect();
        pools.sort_by_key(Pool::sequence);
        Snapshot { pools, rates: self.limits.rates() }
    }

    /// Goes back to a snapshot, and hands that over to be kept. Whoever waits for a pool meanwhile
    /// finds it as it was then.
    pub(crate) fn restore(&self, snapshot: &Snapshot, data: Option<&Arc<dyn Durable>>) {
        // All pools are held until the end, so that nobody sees some of them restored. Nobody else
        // ever holds two, hence nobody waits in a circle.
        let _one_at_a_time = self.restoring.lock();
        let mut held = self.hold_all();
        self.reindex(held.values().map(|(_, pool)| &**pool), &snapshot.pools);
        self.limits.replace(&snapshot.rates, data);
        let mut restored = Vec::new();
        for old in &snapshot.pools {
            let (cell, mut pool) =
                held.remove(old.id()).unwrap_or_else(|| hold(Arc::new(Mutex::new(old.clone()))));
            pool.restore(old);
            if let Some(data) = data {
                pool.handed_over = data.append(pool.anew());
            }
            self.add(&pool, cell);
            restored.push(pool);
        }
        for (_, mut gone) in held.into_values() {
            self.remove(&gone);
            gone.delete();
            if let Some(data) = data {
                gone.handed_over = data.append(gone.take_changes());
            }
        }
    }

    fn hold_all(&self) -> BTreeMap<String, (PoolCell, HeldPool)> {
        let held = self.cells().into_iter().map(hold).filter(|(_, pool)| !pool.is_deleted());
        held.map(|(cell, pool)| (pool.id().to_owned(), (cell, pool))).collect()
    }
}

type HeldPool = ArcMutexGuard<RawMutex, Pool>;

fn hold(cell: PoolCell) -> (PoolCell, HeldPool) {
    let pool = cell.lock_arc();
    (cell, pool)
}

impl Pool {
    /// Becomes what it was. Keys and certificate are made when they are first needed; those made
    /// since stay, if there were none, for whoever has seen them.
    fn restore(&mut self, old: &Self) {
        let mut pool = old.clone();
        pool.interrupt_imports();
        pool.forget_changes();
        pool.keys = pool.keys.or_else(|| self.keys.take());
        pool.certificate = pool.certificate.or_else(|| self.certificate.take());
        pool.handed_over = self.handed_over;
        *self = pool;
    }

    /// The change from whatever is kept of the pool to what it is.
    fn anew(&self) -> Vec<RecordChange> {
        let records = self.records().map(RecordChange::Put);
        std::iter::once(RecordChange::DeletePool(self.id().to_owned())).chain(records).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::durable::RedbData;
    use crate::emulator::Emulator;
    use crate::error::ApiError;

    async fn call(emulator: &Emulator, name: &str, input: Value) -> Result<Value, ApiError> {
        emulator.handle(name, input, &emulator.caller()).await.map(Option::unwrap_or_default)
    }

    fn with_pools(ids: &[&str]) -> Emulator {
        let emulator = Emulator::new();
        for id in ids {
            emulator.add_pool(json!({"Id": id})).expect("added");
        }
        emulator
    }

    async fn create_client(emulator: &Emulator, pool: &str) -> String {
        let input = json!({"UserPoolId": pool, "ClientName": "app"});
        let answer = call(emulator, "CreateUserPoolClient", input).await.expect("created");
        answer["UserPoolClient"]["ClientId"].as_str().expect("an id").to_owned()
    }

    #[tokio::test]
    async fn what_was_made_since_goes_and_what_was_deleted_comes_back() {
        let emulator = with_pools(&["us-east-1_a", "us-east-1_b"]);
        let group = |name: &str| json!({"UserPoolId": "us-east-1_a", "GroupName": name});
        call(&emulator, "CreateGroup", group("before")).await.expect("created");
        let client = create_client(&emulator, "us-east-1_b").await;
        let snapshot = emulator.snapshot();
        call(&emulator, "DeleteGroup", group("before")).await.expect("deleted");
        call(&emulator, "CreateGroup", group("after")).await.expect("created");
        call(&emulator, "DeleteUserPool", json!({"UserPoolId": "us-east-1_b"})).await.expect("deleted");
        emulator.add_pool(json!({"Id": "us-east-1_c"})).expect("added");
        let late = create_client(&emulator, "us-east-1_a").await;

        emulator.restore(&snapshot);
        assert_eq!(emulator.snapshot().pool_ids().collect::<Vec<_>>(), ["us-east-1_a", "us-east-1_b"]);
        call(&emulator, "GetGroup", group("before")).await.expect("back");
        call(&emulator, "GetGroup", group("after")).await.expect_err("gone");
        let sign_up =
            |client: &str| json!({"ClientId": client, "Username": "ann", "Password": "Correct-Horse-1"});
        call(&emulator, "SignUp", sign_up(&client)).await.expect("the client leads to its pool again");
        call(&emulator, "SignUp", sign_up(&late)).await.expect_err("the client is gone");
        emulator.restore(&snapshot);
        call(&emulator, "SignUp", sign_up(&client)).await.expect("ann is not there yet");
    }

    #[tokio::test]
    async fn a_domain_leads_where_it_led() {
        let emulator = with_pools(&["us-east-1_a", "us-east-1_b"]);
        let domain = |pool: &str| json!({"UserPoolId": pool, "Domain": "people"});
        call(&emulator, "CreateUserPoolDomain", domain("us-east-1_b")).await.expect("created");
        let snapshot = emulator.snapshot();
        call(&emulator, "DeleteUserPoolDomain", domain("us-east-1_b")).await.expect("deleted");
        call(&emulator, "CreateUserPoolDomain", domain("us-east-1_a")).await.expect("created");
        emulator.restore(&snapshot);
        let answer = call(&emulator, "DescribeUserPoolDomain", json!({"Domain": "people"})).await;
        assert_eq!(answer.expect("told")["DomainDescription"]["UserPoolId"], "us-east-1_b");
    }

    #[tokio::test]
    async fn rates_come_back() {
        let emulator = Emulator::new();
        let definition = json!({"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserCreation"}});
        let set = |rate: u32| json!({"LimitDefinition": definition, "RequestedLimitValue": rate});
        call(&emulator, "UpdateProvisionedLimit", set(70)).await.expect("set");
        let snapshot = emulator.snapshot();
        call(&emulator, "UpdateProvisionedLimit", set(80)).await.expect("set");
        emulator.restore(&snapshot);
        let answer = call(&emulator, "GetProvisionedLimit", json!({"LimitDefinition": definition})).await;
        assert_eq!(answer.expect("told")["Limit"]["ProvisionedLimitValue"], 70);
    }

    #[tokio::test]
    async fn a_restart_after_a_restore_changes_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let open = || {
            let data = RedbData::open(folder.path().join("emulator.redb")).expect("opens");
            Emulator::builder().data(std::sync::Arc::new(data)).build().expect("loads")
        };
        let emulator = open();
        for id in ["us-east-1_a", "us-east-1_b"] {
            emulator.add_pool(json!({"Id": id})).expect("added");
        }
        let group = |name: &str| json!({"UserPoolId": "us-east-1_a", "GroupName": name});
        call(&emulator, "CreateGroup", group("before")).await.expect("created");
        let snapshot = emulator.snapshot();
        call(&emulator, "CreateGroup", group("after")).await.expect("created");
        call(&emulator, "DeleteUserPool", json!({"UserPoolId": "us-east-1_b"})).await.expect("deleted");
        emulator.add_pool(json!({"Id": "us-east-1_c"})).expect("added");
        emulator.restore(&snapshot);
        call(&emulator, "GetGroup", group("before")).await.expect("back, and kept");
        drop(emulator);

        let emulator = open();
        assert_eq!(emulator.snapshot().pool_ids().collect::<Vec<_>>(), ["us-east-1_a", "us-east-1_b"]);
        call(&emulator, "GetGroup", group("before")).await.expect("kept");
        call(&emulator, "GetGroup", group("after")).await.expect_err("gone");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn calls_that_go_on_meanwhile_end_before_or_begin_after() {
        let emulator = with_pools(&["us-east-1_a", "us-east-1_b"]);
        let snapshot = emulator.snapshot();
        let callers = (0..4).map(|caller| {
            let emulator = emulator.clone();
            tokio::spawn(async move {
                for number in 0..100 {
                    for pool in ["us-east-1_a", "us-east-1_b"] {
                        let input = json!({"UserPoolId": pool, "GroupName": format!("{caller}-{number}")});
                        call(&emulator, "CreateGroup", input).await.expect("the pool is always there");
                    }
                }
            })
        });
        let callers: Vec<_> = callers.collect();
        for _ in 0..100 {
            emulator.restore(&snapshot);
            tokio::task::yield_now().await;
        }
        for caller in callers {
            caller.await.expect("runs");
        }
        emulator.restore(&snapshot);
        let groups =
            call(&emulator, "ListGroups", json!({"UserPoolId": "us-east-1_a"})).await.expect("listed");
        assert_eq!(groups["Groups"], json!([]));
    }
}
