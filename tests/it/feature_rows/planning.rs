//! Scripts and plans.

use poolhouse::Options;
use serde_json::{Value, json};

use super::World;
use crate::command::Scene;

const ANN: &str = r#"require("poolhouse").cognito.pool("us-east-1_examplepool"):user("ann", { attributes = { name = "Ann" }, message_action = "SUPPRESS" })"#;

#[tokio::test]
async fn row_01_an_imperative_script_is_the_source() {
    let world = World::new();
    let script = "local function person(name, group)
            pool:user(name, { groups = { group }, message_action = 'SUPPRESS' })
        end
        local staff = pool:group('staff', {})
        for number = 1, 3 do
            if number ~= 2 then person('user-' .. number, staff) end
        end";
    world.apply(script).await;
    assert!(world.find("user-1").await.is_some() && world.find("user-3").await.is_some());
    assert!(world.find("user-2").await.is_none());
    assert_eq!(world.groups_of("user-3").await, ["staff".to_owned()].into());
}

#[tokio::test]
async fn row_02_the_plan_is_complete_before_the_first_write() {
    let world = World::new();
    let refusal = world
        .refusal(
            "pool:user('ann', { message_action = 'SUPPRESS' })
             pool:user('bob', { groups = { 'nobodys' }, message_action = 'SUPPRESS' })
             pool:user('eve', { attributes = { email = 'nonsense' }, message_action = 'SUPPRESS' })",
            Options::default(),
        )
        .await;
    assert!(
        refusal.contains("people.lua:4: user \"bob\": groups") && refusal.contains("user \"eve\""),
        "{refusal}"
    );
    assert!(world.find("ann").await.is_none(), "nothing is written for a script with faults");
    let plan = world.plan("pool:user('ann', { message_action = 'SUPPRESS' })").await;
    assert_eq!(plan.totals().create, 1);
    assert!(world.find("ann").await.is_none(), "a plan writes nothing");
}

#[test]
fn row_03_a_saved_plan_is_applied_exactly_or_refused_when_stale() {
    let scene = Scene::new(&[("people.lua", ANN)]);
    scene.run("plan people.lua --out ann.plan").succeeded();
    scene.run("plan people.lua --out again.plan").succeeded();
    let told = scene.run("apply ann.plan").succeeded();
    assert!(told.stdout.contains("done: 1 created"), "{told}");
    let stale = scene.run("apply again.plan");
    assert_eq!(stale.code, 1);
    assert!(stale.stderr.contains("the saved plan no longer holds"), "{stale}");
}

#[test]
fn row_04_plans_and_events_are_json_and_exit_codes_mean_something() {
    let scene = Scene::new(&[("people.lua", ANN), ("broken.lua", "nonsense")]);
    let planned = scene.run("plan people.lua --json --detailed-exitcode");
    assert_eq!(planned.code, 2, "{planned}");
    let creation = &planned.json()["changes"][0]["steps"][0];
    let attributes = json!({ "name": { "old": null, "new": "Ann" } });
    assert_eq!(
        creation,
        &json!({ "call": "AdminCreateUser", "attributes": attributes, "temporary_password": false })
    );
    let applied = scene.run("apply people.lua --yes --json-lines").succeeded();
    let events: Vec<Value> = applied.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let names: Vec<_> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(names, ["planned", "started", "change_started", "step_done", "change_done", "finished"]);
    assert_eq!(scene.run("plan people.lua --detailed-exitcode").code, 0);
    assert_eq!(scene.run("plan broken.lua --detailed-exitcode").code, 1);
}

#[test]
fn row_25_a_run_is_narrowed_by_target_include_and_exclude() {
    let people = "local pool = require('poolhouse').cognito.pool('us-east-1_examplepool')
        pool:group('staff', {})
        for _, name in { 'ann', 'bob', 'eve' } do pool:user(name, { message_action = 'SUPPRESS' }) end";
    let scene = Scene::new(&[("people.lua", people)]);
    let planned = |arguments: &str| {
        let plan = scene.run(&format!("plan people.lua --json {arguments}")).succeeded().json();
        let changes = plan["changes"].as_array().unwrap().iter();
        changes.map(|change| change["resource"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(planned("--target user/ann"), ["user/ann"]);
    assert_eq!(planned("--include user/*"), ["user/ann", "user/bob", "user/eve"]);
    assert_eq!(planned("--exclude user/b* --exclude group/*"), ["user/ann", "user/eve"]);
}

#[tokio::test]
async fn row_27_a_policy_refuses_a_plan() {
    let world = World::new();
    let script = |most: u32| {
        format!(
            "ph.policy('few at a time', function(plan) return plan.creates <= {most}, 'too many at once' end)
             for number = 1, 3 do pool:user('user-' .. number, {{ message_action = 'SUPPRESS' }}) end"
        )
    };
    let refusal = world.refusal(&script(2), Options::default()).await;
    assert!(refusal.contains("policy \"few at a time\" refuses the plan: too many at once"), "{refusal}");
    assert!(world.find("user-1").await.is_none());
    world.apply(&script(3)).await;
}

#[tokio::test]
async fn row_40_an_error_tells_file_line_property_and_what_to_do_instead() {
    let world = World::new();
    let script = "pool:user('ann', { attributes = { emial = 'a@b.c' } })";
    let refusal = world.refusal(script, Options::default()).await;
    let expected = "people.lua:3: user \"ann\": attributes.emial is not in pool us-east-1_examplepool (did you mean email?)";
    assert!(refusal.ends_with(expected), "{refusal}");
}
