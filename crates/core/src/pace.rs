//! Keeping below the service's rates: a limiter for each category, and a backend that asks it before each call.

mod lane;
mod paced;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::backend::{BackendError, ErrorKind};
use crate::clock::Clock;
pub use crate::pace::lane::Calls;
use crate::pace::lane::Lane;
pub use crate::pace::paced::Paced;
use crate::pool::PoolId;
use crate::rates::RateCategory;

/// The limiter: calls of a category are spaced evenly, so that no second holds more of them than the rate.
///
/// When the service throttles all the same, somebody else uses the quota too: the rate of that category is halved, and
/// climbs back to where it was, a twentieth of it each second. Operations that the service limits in each pool besides
/// keep to that as well, and so do reads and writes of one user.
pub struct Pace {
    clock: Arc<dyn Clock>,
    share: f64,
    lanes: BTreeMap<RateCategory, Mutex<Lane>>,
    /// Those of operations that are limited in each pool, made when they are first called.
    pool_lanes: Mutex<BTreeMap<(&'static str, PoolId), Lane>>,
    /// Those of users who were read or written to just now.
    user_lanes: Mutex<HashMap<OfUser, Lane>>,
}

/// What the service limits of one user: reads and writes, each by itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct OfUser {
    pool: PoolId,
    username: String,
    reads: bool,
}

impl Pace {
    /// A limiter that uses `share` of each default quota, from above 0 to 1.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, share: f64) -> Self {
        let now = micros(clock.as_ref());
        let lane = |category: &RateCategory| {
            (*category, Mutex::new(Lane::new(category.default_quota() * share, now)))
        };
        let lanes = RateCategory::ALL.iter().map(lane).collect();
        Self { lanes, pool_lanes: Mutex::default(), user_lanes: Mutex::default(), clock, share }
    }

    /// How long so many calls take at least, by operation and pool, when everything that can is called at once.
    #[must_use]
    pub fn least_time(&self, operations: &BTreeMap<(&'static str, PoolId), u64>) -> Duration {
        let in_pools = operations.iter().filter_map(|((operation, _), calls)| {
            Some(*calls as f64 / (RateCategory::of(operation)?.pool_quota()? * self.share))
        });
        let calls = by_category(operations);
        let in_all = calls.iter().filter_map(|(category, calls)| {
            let lane = self.lane(*category)?;
            Some(*calls as f64 / lane.full_rate)
        });
        Duration::from_secs_f64(in_pools.chain(in_all).fold(0.0, f64::max))
    }

    /// What was called so far, by category; categories without a call are left out.
    #[must_use]
    pub fn calls(&self) -> BTreeMap<RateCategory, Calls> {
        let all = self.lanes.iter().map(|(category, lane)| (*category, lock(lane).calls));
        all.filter(|(_, calls)| calls.made > 0).collect()
    }

    /// From now on the account may make `rate` calls of that category in a second.
    pub fn set_quota(&self, category: RateCategory, rate: f64) {
        if let Some(mut lane) = self.lane(category) {
            lane.full_rate = rate * self.share;
            lane.rate = lane.full_rate;
        }
    }

    /// The share of each quota that is used.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.share
    }

    /// Waits for the operation's turn, calls, and slows down when the service says that it was too fast. `username` is who
    /// is read or changed.
    pub(crate) async fn keep<T>(
        &self,
        operation: &'static str,
        pool: &PoolId,
        username: Option<&str>,
        call: impl Future<Output = Result<T, BackendError>> + Send,
    ) -> Result<T, BackendError> {
        let Some(category) = RateCategory::of(operation) else { return call.await };
        if let Some(username) = username {
            self.wait(|now| self.in_user(category, pool, username, now)).await;
        }
        self.admit(category, operation, pool).await;
        let outcome = call.await;
        if matches!(&outcome, Err(error) if error.kind == ErrorKind::Throttled) {
            self.slow_down(category, operation, pool);
        }
        outcome
    }

    /// Returns when that operation may be called in that pool.
    async fn admit(&self, category: RateCategory, operation: &'static str, pool: &PoolId) {
        self.wait(|now| self.in_pool(category, operation, pool, now, |lane| lane.admit(now))).await;
        self.wait(|now| self.lane(category).map(|mut lane| lane.admit(now))).await;
    }

    /// Sleeps for as long as the place that is taken asks for.
    async fn wait(&self, take_place: impl FnOnce(i64) -> Option<i64> + Send) {
        let wait = take_place(micros(self.clock.as_ref())).unwrap_or_default();
        if wait > 0 {
            self.clock.sleep(Duration::from_micros(wait.unsigned_abs())).await;
        }
    }

    fn slow_down(&self, category: RateCategory, operation: &'static str, pool: &PoolId) {
        let now = micros(self.clock.as_ref());
        self.in_pool(category, operation, pool, now, |lane| lane.slow_down(now));
        if let Some(mut lane) = self.lane(category) {
            lane.slow_down(now);
        }
    }

    fn lane(&self, category: RateCategory) -> Option<MutexGuard<'_, Lane>> {
        self.lanes.get(&category).map(lock)
    }

    /// Does something with the lane of an operation in a pool, where the service limits it there.
    fn in_pool<T>(
        &self,
        category: RateCategory,
        operation: &'static str,
        pool: &PoolId,
        now: i64,
        work: impl FnOnce(&mut Lane) -> T,
    ) -> Option<T> {
        let rate = category.pool_quota()? * self.share;
        let mut lanes = lock(&self.pool_lanes);
        Some(work(lanes.entry((operation, pool.clone())).or_insert_with(|| Lane::new(rate, now))))
    }

    /// Takes the next place among the reads or the writes of one user, and tells how long to wait for it.
    fn in_user(&self, category: RateCategory, pool: &PoolId, username: &str, now: i64) -> Option<i64> {
        use RateCategory as Category;
        let reads = match category {
            Category::UserRead | Category::UserResourceRead => true,
            Category::UserUpdate | Category::UserResourceUpdate | Category::UserAccountRecovery => false,
            _ => return None,
        };
        let of_user = OfUser { pool: pool.clone(), username: username.to_owned(), reads };
        let mut lanes = lock(&self.user_lanes);
        if lanes.len() >= MOST_USERS {
            lanes.retain(|_, lane| !lane.is_free(now));
        }
        Some(lanes.entry(of_user).or_insert_with(|| Lane::new(PER_USER * self.share, now)).admit(now))
    }
}

/// Reads, and writes, that the service takes of one user in a second.
const PER_USER: f64 = 10.0;

/// Lanes of users that are kept before those are thrown away in which nobody waits.
const MOST_USERS: usize = 10_000;

/// Calls by operation and pool, counted by the category in which they count.
pub(crate) fn by_category(operations: &BTreeMap<(&'static str, PoolId), u64>) -> BTreeMap<RateCategory, u64> {
    let mut calls = BTreeMap::new();
    for ((operation, _), count) in operations {
        if let Some(category) = RateCategory::of(operation) {
            *calls.entry(category).or_default() += count;
        }
    }
    calls
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn micros(clock: &dyn Clock) -> i64 {
    clock.now().millis() * 1000
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;

    use super::*;

    /// A clock that stands still.
    struct Still;

    #[async_trait]
    impl Clock for Still {
        fn now(&self) -> crate::clock::Timestamp {
            crate::clock::Timestamp(0)
        }

        async fn sleep(&self, _: Duration) {}
    }

    #[test]
    fn the_slowest_category_sets_the_least_time() {
        let pool = PoolId::new("us-east-1_examplepool").unwrap();
        let of = |operation, count| ((operation, pool.clone()), count);
        let calls = BTreeMap::from([
            of("AdminCreateUser", 100_000),
            of("AdminSetUserPassword", 100_000),
            of("AdminAddUserToGroup", 100_000),
        ]);
        let pace = Pace::new(Arc::new(Still), 1.0);
        assert_eq!(pace.least_time(&calls), Duration::from_secs(4_000));
        assert_eq!(Pace::new(Arc::new(Still), 0.5).least_time(&calls), Duration::from_secs(8_000));
        pace.set_quota(RateCategory::UserUpdate, 100.0);
        assert_eq!(pace.least_time(&calls).as_secs(), 3_333);
    }

    #[test]
    fn what_is_limited_in_each_pool_takes_longer_in_one_than_in_two() {
        let pool = |name: &str| PoolId::new(format!("us-east-1_{name}")).unwrap();
        let time = |calls: &[(&str, u64)]| {
            let calls = calls.iter().map(|(name, count)| (("CreateGroup", pool(name)), *count)).collect();
            Pace::new(Arc::new(Still), 1.0).least_time(&calls).as_secs()
        };
        assert_eq!(time(&[("one", 150)]), 30);
        assert_eq!(time(&[("one", 50), ("two", 50), ("three", 50)]), 10);
    }

    #[test]
    fn reads_and_writes_of_one_user_are_spaced_each_by_themselves() {
        let pool = PoolId::new("us-east-1_examplepool").unwrap();
        let pace = Pace::new(Arc::new(Still), 1.0);
        let wait =
            |operation, username| pace.in_user(RateCategory::of(operation).unwrap(), &pool, username, 0);
        let to_ann = [(); 3].map(|()| wait("AdminAddUserToGroup", "ann"));
        assert_eq!(to_ann, [0, 100_000, 200_000].map(Some));
        assert_eq!(wait("AdminSetUserPassword", "ann"), Some(300_000));
        assert_eq!([wait("AdminGetUser", "ann"), wait("AdminAddUserToGroup", "bob")], [0, 0].map(Some));
        assert_eq!(wait("AdminCreateUser", "ann"), None);
    }

    #[test]
    fn users_in_whose_lane_nobody_waits_are_forgotten() {
        let pool = PoolId::new("us-east-1_examplepool").unwrap();
        let pace = Pace::new(Arc::new(Still), 1.0);
        let write =
            |username: &str, now| pace.in_user(RateCategory::UserUpdate, &pool, username, now).unwrap();
        assert!((0..MOST_USERS).all(|number| write(&number.to_string(), 0) == 0));
        let second = 1_000_000;
        let waits: Vec<i64> = (0..20).map(|_| write("0", second)).collect();
        assert_eq!((waits[0], waits[19]), (0, 1_900_000));
        assert_eq!(write("ann", 2 * second), 0);
        assert_eq!(lock(&pace.user_lanes).len(), 2);
        assert_eq!(write("0", 2 * second), second);
    }
}
