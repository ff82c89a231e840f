//! Runs on a copy of a pool.

use std::fs;

use poolhouse::emulator::Emulator;
use poolhouse::{Builder, GroupName, MessageAction, Options, PoolId, Poolhouse, Target, UserSpec, Username};
use serde_json::{Value, json};

use crate::command::Scene;

const POOL: &str = "us-east-1_examplepool";

/// A pool with a person in a group, a rule of its own, and a function.
async fn furnished() -> Emulator {
    let emulator = Emulator::new();
    let function = "arn:aws:lambda:us-east-1:123456789012:function:check";
    let pool = json!({ "Id": POOL, "AliasAttributes": ["email"], "LambdaConfig": { "PreSignUp": function },
                       "Policies": { "PasswordPolicy": { "MinimumLength": 12 } } });
    emulator.add_pool(pool).unwrap();
    emulator.add_group(POOL, json!({ "GroupName": "staff", "Precedence": 3 })).unwrap();
    let ann = json!({ "Username": "ann", "UserStatus": "RESET_REQUIRED", "Enabled": false, "UserCreateDate": 1_700_000_000.5,
                      "Attributes": [{ "Name": "sub", "Value": "a-b-c" }, { "Name": "email", "Value": "ann@example.com" }] });
    emulator.add_user(POOL, ann, ["staff".to_owned()].into()).unwrap();
    emulator
}

async fn ask(emulator: &Emulator, operation: &str, mut input: Value) -> Value {
    input["UserPoolId"] = POOL.into();
    emulator.handle(operation, input, &emulator.caller()).await.unwrap().unwrap_or_default()
}

fn staff(count: usize, emulator: &Emulator) -> Builder {
    let pool = || PoolId::new(POOL).unwrap();
    let builder = Poolhouse::builder().target(Target::Emulator(emulator.clone()));
    (0..count).fold(builder, |builder, number| {
        let name = format!("user-{number}");
        let mut user = UserSpec::new(pool(), Username::new(name.as_str()).unwrap());
        user.message_action = Some(MessageAction::Suppress);
        user.groups = Some([GroupName::new("staff").unwrap()].into());
        builder.declare(name, user)
    })
}

#[tokio::test]
async fn a_copy_tells_the_same_as_the_pool_and_calls_no_function() {
    let real = furnished().await;
    let poolhouse = staff(0, &real).build().unwrap();
    let copy = Emulator::new();
    copy.restore(&poolhouse.pull(&PoolId::new(POOL).unwrap()).await.unwrap());
    for (operation, input) in [
        ("ListUsers", json!({})),
        ("ListGroups", json!({})),
        ("AdminListGroupsForUser", json!({ "Username": "ann" })),
        ("AdminGetUser", json!({ "Username": "ann" })),
    ] {
        let mut told = [ask(&real, operation, input.clone()).await, ask(&copy, operation, input).await];
        told.iter_mut().for_each(without_times);
        assert_eq!(told[0], told[1], "{operation}");
    }
    let pool = ask(&copy, "DescribeUserPool", json!({})).await;
    assert_eq!(pool["UserPool"]["Policies"]["PasswordPolicy"]["MinimumLength"], 12);
    assert_eq!(pool["UserPool"].get("LambdaConfig").and_then(|config| config.get("PreSignUp")), None);
}

/// When something was last changed is not part of a copy.
fn without_times(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|name, _| !name.contains("Modified") && name != "CreationDate");
            members.values_mut().for_each(without_times);
        }
        Value::Array(items) => items.iter_mut().for_each(without_times),
        _ => {}
    }
}

#[tokio::test]
async fn a_rehearsal_tells_how_long_the_real_run_takes_and_changes_nothing() {
    let real = furnished().await;
    let poolhouse = staff(500, &real).build().unwrap();
    let copy = poolhouse.pull(&PoolId::new(POOL).unwrap()).await.unwrap();
    let rehearsal = poolhouse.rehearse(&copy, Options::default()).await.unwrap();
    assert!(rehearsal.report.is_complete(), "{:?}", rehearsal.report.failed.first());
    assert_eq!(rehearsal.report.retries, [], "the pace keeps below the quotas");
    // 500 memberships at half of 25 calls a second.
    let seconds = rehearsal.took.as_secs_f64();
    assert!((39.0..43.0).contains(&seconds), "{seconds}");
    assert_eq!(poolhouse.rehearse_plan(&copy, Options::default()).await.unwrap().totals().create, 500);
    assert_eq!(ask(&real, "ListUsers", json!({})).await["Users"].as_array().map(Vec::len), Some(1));
    let after = Emulator::new();
    after.restore(&rehearsal.copy);
    assert_eq!(ask(&after, "DescribeUserPool", json!({})).await["UserPool"]["EstimatedNumberOfUsers"], 501);
}

#[tokio::test]
async fn one_user_is_written_no_faster_than_the_service_lets_one_user_be() {
    let real = furnished().await;
    let names: Vec<String> = (0..20).map(|number| format!("group-{number}")).collect();
    for name in &names {
        real.add_group(POOL, json!({ "GroupName": name })).unwrap();
    }
    let mut ben = UserSpec::new(PoolId::new(POOL).unwrap(), Username::new("ben").unwrap());
    ben.message_action = Some(MessageAction::Suppress);
    ben.groups = Some(names.iter().map(|name| GroupName::new(name.as_str()).unwrap()).collect());
    let poolhouse =
        Poolhouse::builder().target(Target::Emulator(real.clone())).declare("ben", ben).build().unwrap();
    let copy = poolhouse.pull(&PoolId::new(POOL).unwrap()).await.unwrap();
    let rehearsal = poolhouse.rehearse(&copy, Options::default()).await.unwrap();
    assert!(rehearsal.report.is_complete(), "{:?}", rehearsal.report.failed.first());
    // 20 memberships at half of ten in a second, where the quota of the category alone would let them be made in 1.6.
    let seconds = rehearsal.took.as_secs_f64();
    assert!((3.7..4.5).contains(&seconds), "{seconds}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_copies_and_rehearses_over_the_network() {
    let real = furnished().await;
    let server = real.start().await.unwrap();
    let scene = Scene::new(&[(
        "people.lua",
        "local pool = require('poolhouse').cognito.pool 'us-east-1_examplepool'
         for n = 1, 50 do pool:user('user' .. n, { groups = { 'staff' }, message_action = 'SUPPRESS' }) end",
    )]);
    let url = server.url();
    let told = tokio::task::spawn_blocking(move || {
        scene.run(&format!("pull --pool {POOL} --out pool.copy --endpoint {url}")).succeeded();
        let text = fs::read_to_string(scene.path("pool.copy")).unwrap();
        assert!(text.contains("ann@example.com") && text.contains("a-b-c"), "{text}");
        let target = format!("--backend aws --endpoint {url} --rehearse pool.copy");
        let planned = scene.run(&format!("plan people.lua {target}")).succeeded();
        assert!(planned.stdout.contains("plan: 50 to create"), "{planned}");
        scene.run(&format!("apply people.lua {target}")).succeeded().stdout
    });
    let told = told.await.unwrap();
    assert!(told.contains("done: 50 created"), "{told}");
    assert!(told.contains("rehearsed: on a copy; the real run takes about 4 s"), "{told}");
    assert_eq!(ask(&real, "ListUsers", json!({})).await["Users"].as_array().map(Vec::len), Some(1));
}
