//! Holding callers to the service's quotas, if that is asked for. What an account may call is one
//! bucket for each budget: it holds as much as a second brings, and fills by the emulator's clock.

use std::hash::{DefaultHasher, Hash, Hasher};

use dashmap::DashMap;
use parking_lot::{Mutex, RwLock};
use poolhouse_emulator_model::{OperationName, Timestamp};
use serde_json::Value;

use crate::domain::RateCategory;

/// Which quotas callers are held to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quotas {
    /// None: as fast as it goes, as much as they like.
    #[default]
    None,
    /// Those of AWS: the rate of every category as GetProvisionedLimit tells it, five requests per
    /// second of one operation that reads or changes one pool, ten reads and ten writes per second
    /// of one user, and fifty e-mails a day where a pool has no sender of its own.
    Aws,
}

/// What was used up of the quotas.
#[derive(Default)]
pub(crate) struct QuotaUse {
    quotas: RwLock<Quotas>,
    buckets: DashMap<Budget, Bucket>,
    mails: Mutex<Mails>,
}

/// What shares one rate.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Budget {
    /// A category in a region; answers to challenges have a budget of their own.
    Category { region: String, category: RateCategory, share: i32 },
    /// One operation on one pool.
    Pool { pool: String, operation: OperationName },
    /// Reads or writes of one user, who is named by a hash alone: it may be by an access token.
    User { user: u64, writes: bool },
}

/// Requests that may come at once, as of a moment.
#[derive(Clone, Copy)]
struct Bucket {
    level: f64,
    at: Timestamp,
}

#[derive(Default)]
struct Mails {
    day: i64,
    sent: u32,
}

impl QuotaUse {
    /// The use of a fork, which begins with nothing used.
    pub(crate) fn fork(&self) -> Self {
        Self { quotas: RwLock::new(*self.quotas.read()), ..Self::default() }
    }

    /// Holds callers to these quotas from now on.
    pub(crate) fn set(&self, quotas: Quotas) {
        *self.quotas.write() = quotas;
    }

    /// Counts a call: whether the quotas leave room for it. `rate` is the rate of the operation's
    /// category, and is asked for only where it is needed.
    pub(crate) fn admits(
        &self,
        operation: OperationName,
        input: &Value,
        region: &str,
        now: Timestamp,
        rate: impl FnOnce() -> i32,
    ) -> bool {
        if *self.quotas.read() == Quotas::None {
            return true;
        }
        let (category, share) = (RateCategory::of(operation), RateCategory::share_of(operation));
        let budget = Budget::Category { region: region.to_owned(), category, share };
        self.take(budget, f64::from(rate() * share), now)
            && pool_budget(operation, input).is_none_or(|budget| self.take(budget, PER_POOL, now))
            && user_budget(operation, input).is_none_or(|budget| self.take(budget, PER_USER, now))
    }

    /// Counts a request of an endpoint that is no operation: whether its category leaves room for it.
    pub(crate) fn admits_endpoint(
        &self,
        category: RateCategory,
        region: &str,
        now: Timestamp,
        rate: impl FnOnce() -> i32,
    ) -> bool {
        let budget = || Budget::Category { region: region.to_owned(), category, share: 1 };
        *self.quotas.read() == Quotas::None || self.take(budget(), f64::from(rate()), now)
    }

    /// Counts an e-mail of the default sender: whether the day leaves room for it. Days begin at
    /// nine o'clock, UTC.
    pub(crate) fn admits_mail(&self, now: Timestamp) -> bool {
        if *self.quotas.read() == Quotas::None {
            return true;
        }
        let day = (now.millis() / 1_000 - 9 * 60 * 60).div_euclid(24 * 60 * 60);
        let mut mails = self.mails.lock();
        if mails.day != day {
            *mails = Mails { day, sent: 0 };
        }
        let admits = mails.sent < MAILS_PER_DAY;
        mails.sent += u32::from(admits);
        admits
    }

    fn take(&self, budget: Budget, rate: f64, now: Timestamp) -> bool {
        if self.buckets.len() > MOST_BUCKETS {
            self.buckets.retain(|_, bucket| now.millis() - bucket.at.millis() < SECOND_MILLIS);
        }
        let mut bucket = self.buckets.entry(budget).or_insert(Bucket { level: rate, at: now });
        let seconds = (now.millis() - bucket.at.millis()).max(0) as f64 / SECOND_MILLIS as f64;
        let level = (bucket.level + seconds * rate).min(rate);
        let admits = level >= 1.0 - ROUNDING;
        *bucket = Bucket { level: if admits { level - 1.0 } else { level }, at: now };
        admits
    }
}

/// The budget of an operation that reads or changes one pool or what surrounds its users.
fn pool_budget(operation: OperationName, input: &Value) -> Option<Budget> {
    use RateCategory as Category;
    let is_of_pool = matches!(
        RateCategory::of(operation),
        Category::UserPoolRead
            | Category::UserPoolUpdate
            | Category::UserPoolResourceRead
            | Category::UserPoolResourceUpdate
            | Category::UserPoolClientRead
            | Category::UserPoolClientUpdate
    );
    let pool = input["UserPoolId"].as_str().filter(|_| is_of_pool)?;
    Some(Budget::Pool { pool: pool.to_owned(), operation })
}

/// The budget of an operation that reads or changes one user. Which ones count is unsure: those
/// that name a user, by a pool's username or by an access token.
fn user_budget(operation: OperationName, input: &Value) -> Option<Budget> {
    use RateCategory as Category;
    let writes = match RateCategory::of(operation) {
        Category::UserRead | Category::UserResourceRead => false,
        Category::UserUpdate | Category::UserResourceUpdate | Category::UserAccountRecovery => true,
        _ => return None,
    };
    let name = input["AccessToken"].as_str().or_else(|| input["Username"].as_str())?;
    let place = input["UserPoolId"].as_str().or_else(|| input["ClientId"].as_str());
    let mut hasher = DefaultHasher::new();
    (place, name).hash(&mut hasher);
    Some(Budget::User { user: hasher.finish(), writes })
}

/// Requests per second of one operation on one pool.
const PER_POOL: f64 = 5.0;

/// Reads, and writes, per second of one user.
const PER_USER: f64 = 10.0;

/// E-mails of an account a day through the default sender.
const MAILS_PER_DAY: u32 = 50;

/// Buckets that are kept before those are thrown away that must be full again.
const MOST_BUCKETS: usize = 10_000;

/// What sums of fractions may lack of a whole request.
const ROUNDING: f64 = 1e-6;

const SECOND_MILLIS: i64 = 1_000;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::*;
    use crate::emulator::Emulator;
    use crate::error::ApiError;

    fn emulator(pool: Value) -> Emulator {
        let emulator = Emulator::new();
        emulator.clock().freeze();
        emulator.add_pool(pool).expect("added");
        emulator.set_quotas(Quotas::Aws);
        emulator
    }

    async fn call(emulator: &Emulator, name: &str, mut input: Value) -> Result<Option<Value>, ApiError> {
        input["UserPoolId"] = "us-east-1_a".into();
        emulator.handle(name, input, &emulator.caller()).await
    }

    /// How many calls are let through, of one more than a hundred at once.
    async fn let_through(emulator: &Emulator, name: &str, input: impl Fn(usize) -> Value) -> usize {
        let mut admitted = 0;
        for number in 0..=100 {
            let answer = call(emulator, name, input(number)).await;
            admitted += usize::from(answer != Err(ApiError::rate_exceeded()));
        }
        admitted
    }

    #[tokio::test]
    async fn a_category_gives_what_its_rate_gives() {
        let emulator = emulator(json!({"Id": "us-east-1_a"}));
        let user = |number| json!({"Username": format!("user{number}"), "MessageAction": "SUPPRESS"});
        assert_eq!(let_through(&emulator, "AdminCreateUser", user).await, 50);
        emulator.clock().advance(Duration::from_millis(500));
        assert_eq!(let_through(&emulator, "AdminCreateUser", user).await, 25);
        assert_eq!(let_through(&emulator, "ListUsers", |_| json!({})).await, 30, "another category");
        emulator.clock().advance(Duration::from_secs(60));
        assert_eq!(let_through(&emulator, "AdminCreateUser", user).await, 50, "and no more than a second's");
        emulator.set_quotas(Quotas::None);
        assert_eq!(let_through(&emulator, "AdminCreateUser", user).await, 101);
    }

    #[tokio::test]
    async fn a_rate_that_was_bought_counts() {
        let emulator = emulator(json!({"Id": "us-east-1_a"}));
        let definition = json!({"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserCreation"}});
        let set = json!({"LimitDefinition": definition, "RequestedLimitValue": 80});
        emulator.handle("UpdateProvisionedLimit", set, &emulator.caller()).await.expect("set");
        let user = |number| json!({"Username": format!("user{number}"), "MessageAction": "SUPPRESS"});
        assert_eq!(let_through(&emulator, "AdminCreateUser", user).await, 80);
    }

    #[tokio::test]
    async fn one_user_and_one_pool_have_rates_of_their_own() {
        let emulator = emulator(json!({"Id": "us-east-1_a"}));
        call(&emulator, "AdminCreateUser", json!({"Username": "ann"})).await.expect("created");
        let ann = |_| json!({"Username": "ann"});
        assert_eq!(let_through(&emulator, "AdminGetUser", ann).await, 10);
        emulator.clock().advance(Duration::from_secs(1));
        assert_eq!(let_through(&emulator, "AdminDisableUser", ann).await, 10);
        assert_eq!(let_through(&emulator, "DescribeUserPool", |_| json!({})).await, 5);
        assert_eq!(let_through(&emulator, "ListGroups", |_| json!({})).await, 5, "another operation");
    }

    #[tokio::test]
    async fn fifty_mails_leave_in_a_day() {
        let emulator = emulator(json!({"Id": "us-east-1_a"}));
        let eight = 1_795_392_000_000 + 8 * 60 * 60 * SECOND_MILLIS;
        emulator.clock().set(Timestamp::from_millis(eight));
        let invite = async |number: u32| {
            emulator.clock().advance(Duration::from_secs(1));
            let address = format!("user{number}@example.com");
            let input = json!({"Username": address, "UserAttributes": [{"Name": "email", "Value": address}]});
            call(&emulator, "AdminCreateUser", input).await
        };
        for number in 0..50 {
            invite(number).await.expect("invited");
        }
        let refusal = invite(50).await.expect_err("refused");
        assert_eq!(refusal.code(), "LimitExceededException");
        call(&emulator, "AdminGetUser", json!({"Username": "user50@example.com"}))
            .await
            .expect("made before");
        emulator.clock().advance(Duration::from_secs(60 * 60));
        invite(51).await.expect("it is nine o'clock");
    }

    #[tokio::test]
    async fn a_sender_of_ones_own_has_no_daily_limit() {
        let sender = json!({"EmailSendingAccount": "DEVELOPER",
                            "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/example.com"});
        let emulator = emulator(json!({"Id": "us-east-1_a", "EmailConfiguration": sender}));
        for number in 0..60 {
            emulator.clock().advance(Duration::from_secs(1));
            let address = format!("user{number}@example.com");
            let input = json!({"Username": address, "UserAttributes": [{"Name": "email", "Value": address}]});
            call(&emulator, "AdminCreateUser", input).await.expect("invited");
        }
    }

    #[test]
    fn buckets_that_are_full_again_make_room() {
        let used = QuotaUse::default();
        let budget = |user| Budget::User { user, writes: false };
        let later = |seconds| Timestamp::from_millis(seconds * SECOND_MILLIS);
        (0..MOST_BUCKETS as u64 + 1).for_each(|user| assert!(used.take(budget(user), PER_USER, later(0))));
        assert!(used.take(budget(0), PER_USER, later(1)));
        assert_eq!(used.buckets.len(), 1);
    }
}
