//! Many users at once, by import jobs.

use std::collections::BTreeMap;

use poolhouse::core::change::Step;
use poolhouse::core::import_job::RoleArn;
use poolhouse::core::state::{Entry, Key};
use poolhouse::emulator::Fault;
use poolhouse::emulator_model::{ErrorCode, OperationName};
use poolhouse::{AwsTarget, Options, Strategy, Target};
use serde_json::{Value, json};

use super::World;

const STAFF: &str = "pool:group('staff', {})
    for number = 1, 150 do
        pool:user('user-' .. number, {
            attributes = { email = 'u' .. number .. '@example.com', email_verified = true, name = 'U, ' .. number },
            groups = { 'staff' }, message_action = 'SUPPRESS',
            password = if number <= 10 then 'Correct-Horse-1' else nil,
        })
    end
    pool:user('guest', { message_action = 'SUPPRESS' })";

fn by_job() -> Options {
    let role = RoleArn::new("arn:aws:iam::123456789012:role/imports").expect("an ARN");
    Options { strategy: Strategy::ImportJob { role }, ..Options::default() }
}

fn world() -> World {
    World::with_pool(json!({ "AutoVerifiedAttributes": ["email"] }))
}

/// What the state remembers, without what the service makes up and where each script lies.
async fn remembered(world: &World) -> BTreeMap<Key, Entry> {
    let state = world.remembered().await;
    assert!(state.intents.is_empty(), "{:?}", state.intents);
    let mut entries = state.entries;
    for entry in entries.values_mut() {
        match entry {
            Entry::User(user) => {
                assert!(user.sub.take().is_some());
                user.origin = None;
                // All that tells how the user was made, for drift.
                user.imported = false;
            }
            Entry::Group(group) => group.origin = None,
            Entry::Membership(_) => {}
        }
    }
    entries
}

/// Names, attributes and groups of some users; by an import job the others are like them.
async fn people(world: &World) -> Vec<Value> {
    let mut people = Vec::new();
    for name in ["user-1", "user-10", "user-11", "user-150", "guest"] {
        let user = world.user(name).await;
        let status = if name == "guest" { Value::Null } else { user["email"].clone() };
        people.push(json!([name, user["name"], user["email_verified"], status, world.groups_of(name).await]));
    }
    people
}

#[tokio::test]
async fn row_39_an_import_job_makes_many_and_ends_in_the_state_that_calls_end_in() {
    let (jobs, calls) = (world(), world());
    let plan = jobs.poolhouse(STAFF).plan(by_job()).await.unwrap();
    let rows = plan.changes.iter().filter(|change| change.steps.contains(&Step::ImportUser)).count();
    assert_eq!(rows, 150, "all but the guest, who has no address");
    let made = jobs.counted(OperationName::AdminCreateUser);
    let report = jobs.run(STAFF, by_job()).await;
    assert!(report.is_complete(), "{:?}", report.failed);
    assert_eq!(made.hits(), 1, "the guest alone");
    calls.apply(STAFF).await;
    assert!(remembered(&jobs).await == remembered(&calls).await, "the states differ");
    assert_eq!(people(&jobs).await, people(&calls).await);
    assert!(jobs.plan(STAFF).await.is_empty(), "nothing is left to do");
    let drift = jobs.poolhouse(STAFF).drift(Options::default()).await.unwrap();
    assert!(drift.found.is_empty(), "who must reset the password was left so: {:?}", drift.found.first());
    assert_eq!(jobs.user("user-7").await["UserStatus"], "CONFIRMED", "a declared password was set");
    assert_eq!(jobs.user("user-70").await["UserStatus"], "RESET_REQUIRED");
}

#[tokio::test]
async fn a_job_is_uploaded_over_the_network_too() {
    let (near, far) = (world(), world());
    let server = far.emulator.start().await.unwrap();
    let target = Target::Aws(AwsTarget { endpoint: Some(server.url()), ..AwsTarget::default() });
    let poolhouse = far.builder(STAFF).target(target).build().unwrap();
    let started = far.counted(OperationName::StartUserImportJob);
    let report = poolhouse.prepare(by_job()).await.unwrap().apply().await.unwrap();
    assert!(report.is_complete(), "{:?}", report.failed);
    assert_eq!(started.hits(), 1);
    near.run(STAFF, by_job()).await;
    assert!(remembered(&near).await == remembered(&far).await, "the states differ");
    assert_eq!(people(&near).await, people(&far).await);
}

#[tokio::test]
async fn an_import_whose_run_ended_early_is_gone_on_with_and_never_started_again() {
    let (broken, whole) = (world(), world());
    let started = broken.counted(OperationName::StartUserImportJob);
    let refused = Fault::error(ErrorCode::NotAuthorizedException, "You are not authorized");
    let blinded = broken.emulator.fail(refused.on(OperationName::DescribeUserImportJob));
    let report = broken.run(STAFF, by_job()).await;
    assert!(!report.is_complete());
    assert_eq!(broken.remembered().await.intents.len(), 150, "all are known to be in the making");
    blinded.lift();
    let report = broken.run(STAFF, by_job()).await;
    assert!(report.is_complete(), "{:?}", report.failed);
    assert_eq!(started.hits(), 1);
    whole.apply(STAFF).await;
    assert!(remembered(&broken).await == remembered(&whole).await, "the states differ");
    assert_eq!(people(&broken).await, people(&whole).await);
}

#[tokio::test]
async fn a_row_that_fails_fails_its_user_alone_and_leaves_nothing_in_doubt() {
    let world =
        World::with_pool(json!({ "AutoVerifiedAttributes": ["email"], "AliasAttributes": ["email"] }));
    let taken = json!({ "Username": "owner", "UserAttributes": [
        { "Name": "email", "Value": "u2@example.com" }, { "Name": "email_verified", "Value": "true" }] });
    world.call("AdminCreateUser", taken).await;
    let report = world.run(STAFF, by_job()).await;
    let failed: Vec<_> = report.failed.iter().map(|(key, failure)| (key.to_string(), failure)).collect();
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert_eq!(failed[0].0, "user/user-2");
    assert!(failed[0].1.to_string().contains("1 failed"), "{}", failed[0].1);
    assert!(world.remembered().await.intents.is_empty());
}
