//! Keeping below the service's rates: a limiter for each category, and a backend that asks it before each call.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;

use crate::attribute::{AttributeName, Attributes};
use crate::backend::{Backend, BackendError, CreateUser, ErrorKind, Invitation, Page, PageToken, UserFilter};
use crate::clock::Clock;
use crate::group::{Group, GroupName, GroupSettings};
use crate::mfa::MfaChange;
use crate::pool::{Pool, PoolId};
use crate::rates::RateCategory;
use crate::user::User;

/// The limiter: calls of a category are spaced evenly, so that no second holds more of them than the rate.
///
/// When the service throttles all the same, somebody else uses the quota too: the rate of that category is halved, and
/// climbs back to where it was, a twentieth of it each second.
pub struct Pace {
    clock: Arc<dyn Clock>,
    share: f64,
    lanes: BTreeMap<RateCategory, Mutex<Lane>>,
}

/// What was called in one category.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// Calls made, those that were throttled included.
    pub made: u64,
    /// Calls that the service throttled.
    pub throttled: u64,
}

/// One category. Times are in microseconds of the clock, rates in calls per second.
struct Lane {
    full_rate: f64,
    rate: f64,
    /// When `rate` was last reckoned.
    reckoned: i64,
    /// When the next call may be made.
    next: i64,
    calls: Calls,
}

/// What a throttle leaves of a rate.
const SLOWED: f64 = 0.5;
/// The part of the full rate that comes back each second.
const RECOVERY: f64 = 0.05;
/// No category gets slower than this part of its full rate: it must find out that the way is free again.
const SLOWEST: f64 = 1.0 / 64.0;

impl Pace {
    /// A limiter that uses `share` of each default quota, from above 0 to 1.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, share: f64) -> Self {
        let now = micros(clock.as_ref());
        let lane = |category: &RateCategory| {
            (*category, Mutex::new(Lane::new(category.default_quota() * share, now)))
        };
        Self { lanes: RateCategory::ALL.iter().map(lane).collect(), clock, share }
    }

    /// How long those calls take at least, when all categories are called at once.
    #[must_use]
    pub fn least_time(&self, calls: &BTreeMap<RateCategory, u64>) -> Duration {
        let seconds = calls.iter().filter_map(|(category, calls)| {
            let lane = self.lane(*category)?;
            Some(*calls as f64 / lane.full_rate)
        });
        Duration::from_secs_f64(seconds.fold(0.0, f64::max))
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

    /// Returns when a call of that category may be made.
    async fn admit(&self, category: RateCategory) {
        let now = micros(self.clock.as_ref());
        let wait = self.lane(category).map(|mut lane| lane.admit(now)).unwrap_or_default();
        if wait > 0 {
            self.clock.sleep(Duration::from_micros(wait.unsigned_abs())).await;
        }
    }

    fn slow_down(&self, category: RateCategory) {
        let now = micros(self.clock.as_ref());
        if let Some(mut lane) = self.lane(category) {
            lane.slow_down(now);
        }
    }

    fn lane(&self, category: RateCategory) -> Option<MutexGuard<'_, Lane>> {
        self.lanes.get(&category).map(lock)
    }
}

impl Lane {
    fn new(rate: f64, now: i64) -> Self {
        Self { full_rate: rate, rate, reckoned: now, next: now, calls: Calls::default() }
    }

    /// Takes the next place, and tells how long to wait for it.
    fn admit(&mut self, now: i64) -> i64 {
        self.recover(now);
        self.calls.made += 1;
        let place = self.next.max(now);
        self.next = place + (1_000_000.0 / self.rate) as i64;
        place - now
    }

    fn slow_down(&mut self, now: i64) {
        self.recover(now);
        self.calls.throttled += 1;
        self.rate = (self.rate * SLOWED).max(self.full_rate * SLOWEST);
    }

    fn recover(&mut self, now: i64) {
        let seconds = (now - self.reckoned).max(0) as f64 / 1_000_000.0;
        self.rate = (self.rate + self.full_rate * RECOVERY * seconds).min(self.full_rate);
        self.reckoned = now;
    }
}

fn lock(lane: &Mutex<Lane>) -> MutexGuard<'_, Lane> {
    lane.lock().unwrap_or_else(PoisonError::into_inner)
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

    /// Waits for the operation's turn, calls, and slows down when the service says that it was too fast.
    async fn call<T>(
        &self,
        operation: &str,
        call: impl Future<Output = Result<T, BackendError>> + Send,
    ) -> Result<T, BackendError> {
        let Some(category) = RateCategory::of(operation) else { return call.await };
        self.pace.admit(category).await;
        let outcome = call.await;
        if matches!(&outcome, Err(error) if error.kind == ErrorKind::Throttled) {
            self.pace.slow_down(category);
        }
        outcome
    }
}

#[async_trait]
impl Backend for Paced {
    async fn pool(&self, pool: &PoolId) -> Result<Pool, BackendError> {
        self.call("DescribeUserPool", self.inner.pool(pool)).await
    }

    async fn described_pool(&self, pool: &PoolId) -> Result<serde_json::Value, BackendError> {
        self.call("DescribeUserPool", self.inner.described_pool(pool)).await
    }

    async fn quota(&self, pool: &PoolId, category: RateCategory) -> Result<Option<f64>, BackendError> {
        self.inner.quota(pool, category).await
    }

    async fn find_user(&self, pool: &PoolId, username: &str) -> Result<Option<User>, BackendError> {
        self.call("AdminGetUser", self.inner.find_user(pool, username)).await
    }

    async fn list_users(
        &self,
        pool: &PoolId,
        filter: Option<&UserFilter>,
        page: Option<&PageToken>,
    ) -> Result<Page<User>, BackendError> {
        self.call("ListUsers", self.inner.list_users(pool, filter, page)).await
    }

    async fn create_user(&self, pool: &PoolId, user: &CreateUser<'_>) -> Result<User, BackendError> {
        self.call("AdminCreateUser", self.inner.create_user(pool, user)).await
    }

    async fn resend_invitation(
        &self,
        pool: &PoolId,
        username: &str,
        invitation: &Invitation<'_>,
    ) -> Result<User, BackendError> {
        self.call("AdminCreateUser", self.inner.resend_invitation(pool, username, invitation)).await
    }

    async fn update_attributes(
        &self,
        pool: &PoolId,
        username: &str,
        attributes: &Attributes,
        client_metadata: &BTreeMap<String, String>,
    ) -> Result<(), BackendError> {
        let call = self.inner.update_attributes(pool, username, attributes, client_metadata);
        self.call("AdminUpdateUserAttributes", call).await
    }

    async fn delete_attributes(
        &self,
        pool: &PoolId,
        username: &str,
        names: &BTreeSet<AttributeName>,
    ) -> Result<(), BackendError> {
        self.call("AdminDeleteUserAttributes", self.inner.delete_attributes(pool, username, names)).await
    }

    async fn set_password(
        &self,
        pool: &PoolId,
        username: &str,
        password: &str,
        permanent: bool,
    ) -> Result<(), BackendError> {
        self.call("AdminSetUserPassword", self.inner.set_password(pool, username, password, permanent)).await
    }

    async fn enable_user(&self, pool: &PoolId, username: &str) -> Result<(), BackendError> {
        self.call("AdminEnableUser", self.inner.enable_user(pool, username)).await
    }

    async fn disable_user(&self, pool: &PoolId, username: &str) -> Result<(), BackendError> {
        self.call("AdminDisableUser", self.inner.disable_user(pool, username)).await
    }

    async fn set_mfa(&self, pool: &PoolId, username: &str, mfa: &MfaChange) -> Result<(), BackendError> {
        self.call("AdminSetUserMFAPreference", self.inner.set_mfa(pool, username, mfa)).await
    }

    async fn sign_out(&self, pool: &PoolId, username: &str) -> Result<(), BackendError> {
        self.call("AdminUserGlobalSignOut", self.inner.sign_out(pool, username)).await
    }

    async fn delete_user(&self, pool: &PoolId, username: &str) -> Result<(), BackendError> {
        self.call("AdminDeleteUser", self.inner.delete_user(pool, username)).await
    }

    async fn find_group(&self, pool: &PoolId, group: &GroupName) -> Result<Option<Group>, BackendError> {
        self.call("GetGroup", self.inner.find_group(pool, group)).await
    }

    async fn list_groups(
        &self,
        pool: &PoolId,
        page: Option<&PageToken>,
    ) -> Result<Page<Group>, BackendError> {
        self.call("ListGroups", self.inner.list_groups(pool, page)).await
    }

    async fn create_group(&self, pool: &PoolId, group: &Group) -> Result<(), BackendError> {
        self.call("CreateGroup", self.inner.create_group(pool, group)).await
    }

    async fn update_group(
        &self,
        pool: &PoolId,
        group: &GroupName,
        settings: &GroupSettings,
    ) -> Result<(), BackendError> {
        self.call("UpdateGroup", self.inner.update_group(pool, group, settings)).await
    }

    async fn delete_group(&self, pool: &PoolId, group: &GroupName) -> Result<(), BackendError> {
        self.call("DeleteGroup", self.inner.delete_group(pool, group)).await
    }

    async fn groups_of(
        &self,
        pool: &PoolId,
        username: &str,
        page: Option<&PageToken>,
    ) -> Result<Page<GroupName>, BackendError> {
        self.call("AdminListGroupsForUser", self.inner.groups_of(pool, username, page)).await
    }

    async fn users_in_group(
        &self,
        pool: &PoolId,
        group: &GroupName,
        page: Option<&PageToken>,
    ) -> Result<Page<User>, BackendError> {
        self.call("ListUsersInGroup", self.inner.users_in_group(pool, group, page)).await
    }

    async fn add_to_group(
        &self,
        pool: &PoolId,
        username: &str,
        group: &GroupName,
    ) -> Result<(), BackendError> {
        self.call("AdminAddUserToGroup", self.inner.add_to_group(pool, username, group)).await
    }

    async fn remove_from_group(
        &self,
        pool: &PoolId,
        username: &str,
        group: &GroupName,
    ) -> Result<(), BackendError> {
        self.call("AdminRemoveUserFromGroup", self.inner.remove_from_group(pool, username, group)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000;

    #[test]
    fn calls_are_spaced_evenly() {
        let mut lane = Lane::new(25.0, 0);
        let waits: Vec<i64> = (0..4).map(|_| lane.admit(0)).collect();
        assert_eq!(waits, [0, 40_000, 80_000, 120_000]);
    }

    #[test]
    fn who_was_idle_does_not_catch_up_in_a_burst() {
        let mut lane = Lane::new(25.0, 0);
        lane.admit(0);
        assert_eq!([lane.admit(10 * SECOND), lane.admit(10 * SECOND)], [0, 40_000]);
    }

    #[test]
    fn a_throttle_halves_the_rate_which_then_climbs_back() {
        let mut lane = Lane::new(20.0, 0);
        lane.slow_down(0);
        assert_eq!(lane.rate, 10.0);
        lane.recover(5 * SECOND);
        assert_eq!(lane.rate, 15.0);
        lane.recover(60 * SECOND);
        assert_eq!(lane.rate, 20.0);
    }

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
        let calls = BTreeMap::from([
            (RateCategory::UserCreation, 100_000),
            (RateCategory::UserAccountRecovery, 100_000),
            (RateCategory::UserUpdate, 100_000),
        ]);
        let pace = Pace::new(Arc::new(Still), 1.0);
        assert_eq!(pace.least_time(&calls), Duration::from_secs(4_000));
        assert_eq!(Pace::new(Arc::new(Still), 0.5).least_time(&calls), Duration::from_secs(8_000));
        pace.set_quota(RateCategory::UserUpdate, 100.0);
        assert_eq!(pace.least_time(&calls).as_secs(), 3_333);
    }

    #[test]
    fn throttles_without_end_leave_a_trickle() {
        let mut lane = Lane::new(64.0, 0);
        for _ in 0..100 {
            lane.slow_down(0);
        }
        assert_eq!(lane.rate, 1.0);
        assert_eq!(lane.calls.throttled, 100);
    }
}
