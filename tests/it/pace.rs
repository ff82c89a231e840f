//! Keeping below the service's rates, in virtual time.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use poolhouse::core::clock::{Clock, Timestamp};
use poolhouse::core::rates::RateCategory;
use poolhouse::core::state::MemoryState;
use poolhouse::emulator::{self, Emulator, Quotas};
use poolhouse::{
    AttributeName, Builder, GroupName, GroupSpec, Medium, MessageAction, Options, PoolId, Poolhouse, Report,
    Secret, Target, UserSpec, Username, emulator_model,
};
use serde_json::json;
use tokio::time::Instant;

const POOL: &str = "us-east-1_examplepool";
const USERS: u64 = 2_000;

/// The paused clock of the test's runtime: it jumps on when everybody waits.
struct Virtual(Instant);

#[async_trait]
impl Clock for Virtual {
    fn now(&self) -> Timestamp {
        let elapsed = i64::try_from(self.0.elapsed().as_millis()).expect("a test does not last that long");
        Timestamp::from_millis(elapsed)
    }

    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}

impl emulator::Clock for Virtual {
    fn now(&self) -> emulator_model::Timestamp {
        emulator_model::Timestamp::from_millis(Clock::now(self).millis())
    }
}

/// An emulator that throttles like the service, in virtual time.
fn throttling() -> Emulator {
    let clock = Arc::new(Virtual(Instant::now()));
    let emulator = Emulator::builder().clock(clock).build().expect("nothing to load");
    emulator.set_quotas(Quotas::Aws);
    emulator
}

/// So many people, each with a password and a group.
fn people(emulator: Emulator, users: u64) -> Builder {
    emulator.add_pool(json!({ "Id": POOL })).expect("the pool is new");
    let pool = || PoolId::new(POOL).expect("it is one");
    let staff = || GroupName::new("staff").expect("it is a name");
    let group = GroupSpec::new(pool(), staff());
    let builder = Poolhouse::builder().target(Target::Emulator(emulator)).declare("staff", group);
    (0..users).fold(builder, |builder, number| {
        let name = format!("user-{number}");
        let mut user = UserSpec::new(pool(), Username::new(name.as_str()).expect("it is a name"));
        user.password = Some(Secret::literal("Correct-Horse-1"));
        user.message_action = Some(MessageAction::Suppress);
        user.groups = Some([staff()].into());
        builder.declare(name, user)
    })
}

async fn applied(builder: Builder) -> (Duration, Option<Duration>, Report) {
    let begin = Instant::now();
    let poolhouse = builder.clock(Arc::new(Virtual(begin))).build().expect("it fits together");
    let run = poolhouse.prepare(Options::default()).await.expect("planned");
    let (planned, told) = (Instant::now(), run.plan().least_time);
    let report = run.apply().await.expect("the state can be read");
    assert!(report.is_complete(), "{:?}", report.failed.first());
    (planned.elapsed(), told, report)
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_users_at_the_full_quota_take_what_the_slowest_category_takes() {
    let users = 10_000;
    let (took, told, report) = applied(people(throttling(), users).quota_share(100)).await;
    // 25 memberships in a second; a hundred thousand users take 67 minutes by the same rule.
    let theory = users as f64 / RateCategory::UserUpdate.default_quota();
    let ratio = took.as_secs_f64() / theory;
    assert!((0.99..1.05).contains(&ratio), "{took:?} instead of {theory} s");
    assert!((told.expect("told").as_secs_f64() / theory - 1.0).abs() < 0.01, "{told:?}");
    assert_eq!(report.retries.len(), 0, "nothing was throttled");
    for category in [RateCategory::UserCreation, RateCategory::UserUpdate, RateCategory::UserAccountRecovery]
    {
        assert_eq!(
            (report.calls[&category].made, report.calls[&category].throttled),
            (users, 0),
            "{category}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn half_the_quota_takes_twice_the_time() {
    let (full, ..) = applied(people(Emulator::new(), USERS).quota_share(100)).await;
    let (half, ..) = applied(people(Emulator::new(), USERS).quota_share(50)).await;
    let ratio = half.as_secs_f64() / full.as_secs_f64();
    assert!((1.95..2.05).contains(&ratio), "{half:?} and {full:?}");
}

#[tokio::test(start_paused = true)]
async fn an_emulator_of_ones_own_sets_no_pace() {
    let (took, told, report) = applied(people(Emulator::new(), USERS)).await;
    assert_eq!((took, told), (Duration::ZERO, None));
    assert!(report.calls.is_empty());
}

#[tokio::test(start_paused = true)]
async fn when_no_mail_is_left_the_run_ends_and_nobody_who_was_made_is_lost() {
    let emulator = throttling();
    emulator.add_pool(json!({ "Id": POOL })).expect("the pool is new");
    let (clock, state) = (Arc::new(Virtual(Instant::now())), Arc::new(MemoryState::default()));
    let poolhouse = || {
        let begin = Poolhouse::builder().target(Target::Emulator(emulator.clone())).state(state.clone());
        let invited =
            (0..60).fold(begin.clock(clock.clone()).quota_share(100).at_once(1), |builder, number| {
                let name = format!("user-{number:02}");
                let mut user = UserSpec::new(
                    PoolId::new(POOL).expect("it is one"),
                    Username::new(name.as_str()).expect("it is a name"),
                );
                let email = AttributeName::new("email").expect("it is a name");
                user.attributes = [(email, format!("{name}@example.com"))].into();
                user.mediums = [Medium::Email].into();
                builder.declare(name, user)
            });
        invited.build().expect("it fits together")
    };
    let run = poolhouse().prepare(Options::default()).await.expect("planned");
    assert_eq!(run.plan().warnings.len(), 1, "the plan says so before");
    let report = run.apply().await.expect("the state can be read");
    assert_eq!((report.done.len(), report.failed.len(), report.skipped.len()), (51, 0, 9));
    assert!(report.warnings[0].1.contains("its invitation was not sent"), "{:?}", report.warnings);
    let rest = poolhouse().plan(Options::default()).await.expect("planned");
    assert_eq!((rest.totals().create, rest.unchanged), (9, 51));
}
