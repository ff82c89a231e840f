//! Keeping below the service's rates: a limiter for each category, and a backend that asks it before each call.

mod lane;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;

use crate::attribute::{AttributeName, Attributes};
use crate::backend::{Backend, BackendError, CreateUser, ErrorKind, Invitation, Page, PageToken, UserFilter};
use crate::clock::Clock;
use crate::group::{Group, GroupName, GroupSettings};
use crate::import_job::ImportJob;
use crate::mfa::MfaChange;
pub use crate::pace::lane::Calls;
use crate::pace::lane::Lane;
use crate::pool::{Pool, PoolId};
use crate::rates::RateCategory;
use crate::user::User;

/// The limiter: calls of a category are spaced evenly, so that no second holds more of them than the rate.
///
/// When the service throttles all the same, somebody else uses the quota too: the rate of that category is halved, and
/// climbs back to where it was, a twentieth of it each second. Operations that the service limits in each pool besides
/// keep to that as well.
pub struct Pace {
    clock: Arc<dyn Clock>,
    share: f64,
    lanes: BTreeMap<RateCategory, Mutex<Lane>>,
    /// Those of operations that are limited in each pool, made when they are first called.
    pool_lanes: Mutex<BTreeMap<(&'static str, PoolId), Lane>>,
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
        Self { lanes, pool_lanes: Mutex::default(), clock, share }
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

    /// Waits for the operation's turn, calls, and slows down when the service says that it was too fast.
    pub(crate) async fn keep<T>(
        &self,
        operation: &'static str,
        pool: &PoolId,
        call: impl Future<Output = Result<T, BackendError>> + Send,
    ) -> Result<T, BackendError> {
        let Some(category) = RateCategory::of(operation) else { return call.await };
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
}

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

/// A backend whose calls keep to a [`Pace`].
pub struct Paced {
    inner: Arc<dyn Backend>,
    pace: Arc<Pace>,
}

impl Paced {
    /// Has `inner` keep to `pace`.
    #[must_use]
    pub fn new(inner: Arc<dyn Backend>, pace: Arc<Pace>) -> Self {
        Self { inner, pace }
    }

    async fn call<T>(
        &self,
        operation: &'static str,
        pool: &PoolId,
        call: impl Future<Output = Result<T, BackendError>> + Send,
    ) -> Result<T, BackendError> {
        self.pace.keep(operation, pool, call).await
    }
}

#[async_trait]
impl Backend for Paced {
    async fn pool(&self, pool: &PoolId) -> Result<Pool, BackendError> {
        self.call("DescribeUserPool", pool, self.inner.pool(pool)).await
    }

    async fn described_pool(&self, pool: &PoolId) -> Result<serde_json::Value, BackendError> {
        self.call("DescribeUserPool", pool, self.inner.described_pool(pool)).await
    }

    async fn quota(&self, pool: &PoolId, category: RateCategory) -> Result<Option<f64>, BackendError> {
        self.call("GetProvisionedLimit", pool, self.inner.quota(pool, category)).await
    }

    async fn find_user(&self, pool: &PoolId, username: &str) -> Result<Option<User>, BackendError> {
        self.call("AdminGetUser", pool, self.inner.find_user(pool, username)).await
    }

    async fn list_users(
        &self,
        pool: &PoolId,
        filter: Option<&UserFilter>,
        page: Option<&PageToken>,
    ) -> Result<Page<User>, BackendError> {
        self.call("ListUsers", pool, self.inner.list_users(pool, filter, page)).await
    }

    async fn create_user(&self, pool: &PoolId, user: &CreateUser<'_>) -> Result<User, BackendError> {
        self.call("AdminCreateUser", pool, self.inner.create_user(pool, user)).await
    }

    async fn resend_invitation(
        &self,
        pool: &PoolId,
        username: &str,
        invitation: &Invitation<'_>,
    ) -> Result<User, BackendError> {
        self.call("AdminCreateUser", pool, self.inner.resend_invitation(pool, username, invitation)).await
    }

    async fn update_attributes(
        &self,
        pool: &PoolId,
        username: &str,
        attributes: &Attributes,
        client_metadata: &BTreeMap<String, String>,
    ) -> Result<(), BackendError> {
        let call = self.inner.update_attributes(pool, username, attributes, client_metadata);
        self.call("AdminUpdateUserAttributes", pool, call).await
    }

    async fn delete_attributes(
        &self,
        pool: &PoolId,
        username: &str,
        names: &BTreeSet<AttributeName>,
    ) -> Result<(), BackendError> {
        self.call("AdminDeleteUserAttributes", pool, self.inner.delete_attributes(pool, username, names))
            .await
    }

    async fn set_password(
        &self,
        pool: &PoolId,
        username: &str,
        password: &str,
        permanent: bool,
    ) -> Result<(), BackendError> {
        self.call("AdminSetUserPassword", pool, self.inner.set_password(pool, username, password, permanent))
            .await
    }

    async fn enable_user(&self, pool: &PoolId, username: &str) -> Result<(), BackendError> {
        self.call("AdminEnableUser", pool, self.inner.enable_user(pool, username)).await
    }

    async fn disable_user(&self, pool: &PoolId, username: &str) -> Result<(), BackendError> {
        self.call("AdminDisableUser", pool, self.inner.disable_user(pool, username)).await
    }

    async fn set_mfa(&self, pool: &PoolId, username: &str, mfa: &MfaChange) -> Result<(), BackendError> {
        self.call("AdminSetUserMFAPreference", pool, self.inner.set_mfa(pool, username, mfa)).await
    }

    async fn sign_out(&self, pool: &PoolId, username: &str) -> Result<(), BackendError> {
        self.call("AdminUserGlobalSignOut", pool, self.inner.sign_out(pool, username)).await
    }

    async fn delete_user(&self, pool: &PoolId, username: &str) -> Result<(), BackendError> {
        self.call("AdminDeleteUser", pool, self.inner.delete_user(pool, username)).await
    }

    async fn find_group(&self, pool: &PoolId, group: &GroupName) -> Result<Option<Group>, BackendError> {
        self.call("GetGroup", pool, self.inner.find_group(pool, group)).await
    }

    async fn list_groups(
        &self,
        pool: &PoolId,
        page: Option<&PageToken>,
    ) -> Result<Page<Group>, BackendError> {
        self.call("ListGroups", pool, self.inner.list_groups(pool, page)).await
    }

    async fn create_group(&self, pool: &PoolId, group: &Group) -> Result<(), BackendError> {
        self.call("CreateGroup", pool, self.inner.create_group(pool, group)).await
    }

    async fn update_group(
        &self,
        pool: &PoolId,
        group: &GroupName,
        settings: &GroupSettings,
    ) -> Result<(), BackendError> {
        self.call("UpdateGroup", pool, self.inner.update_group(pool, group, settings)).await
    }

    async fn delete_group(&self, pool: &PoolId, group: &GroupName) -> Result<(), BackendError> {
        self.call("DeleteGroup", pool, self.inner.delete_group(pool, group)).await
    }

    async fn groups_of(
        &self,
        pool: &PoolId,
        username: &str,
        page: Option<&PageToken>,
    ) -> Result<Page<GroupName>, BackendError> {
        self.call("AdminListGroupsForUser", pool, self.inner.groups_of(pool, username, page)).await
    }

    async fn users_in_group(
        &self,
        pool: &PoolId,
        group: &GroupName,
        page: Option<&PageToken>,
    ) -> Result<Page<User>, BackendError> {
        self.call("ListUsersInGroup", pool, self.inner.users_in_group(pool, group, page)).await
    }

    async fn add_to_group(
        &self,
        pool: &PoolId,
        username: &str,
        group: &GroupName,
    ) -> Result<(), BackendError> {
        self.call("AdminAddUserToGroup", pool, self.inner.add_to_group(pool, username, group)).await
    }

    async fn remove_from_group(
        &self,
        pool: &PoolId,
        username: &str,
        group: &GroupName,
    ) -> Result<(), BackendError> {
        self.call("AdminRemoveUserFromGroup", pool, self.inner.remove_from_group(pool, username, group)).await
    }

    async fn import_header(&self, pool: &PoolId) -> Result<Vec<String>, BackendError> {
        self.call("GetCSVHeader", pool, self.inner.import_header(pool)).await
    }

    async fn create_import_job(
        &self,
        pool: &PoolId,
        name: &str,
        role: &str,
    ) -> Result<ImportJob, BackendError> {
        self.call("CreateUserImportJob", pool, self.inner.create_import_job(pool, name, role)).await
    }

    async fn upload_import(&self, pool: &PoolId, job: &ImportJob, file: String) -> Result<(), BackendError> {
        self.inner.upload_import(pool, job, file).await
    }

    async fn start_import_job(&self, pool: &PoolId, id: &str) -> Result<(), BackendError> {
        self.call("StartUserImportJob", pool, self.inner.start_import_job(pool, id)).await
    }

    async fn import_job(&self, pool: &PoolId, id: &str) -> Result<ImportJob, BackendError> {
        self.call("DescribeUserImportJob", pool, self.inner.import_job(pool, id)).await
    }
}

#[cfg(test)]
mod tests {
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
}
