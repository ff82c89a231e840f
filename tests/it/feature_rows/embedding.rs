//! Where it runs.

use std::sync::{Arc, Mutex};

use poolhouse::core::schema::Kind;
use poolhouse::script_tests::{self, TestOptions};
use poolhouse::{Event, Observer, Options};
use serde_json::json;

use super::World;
use crate::command::{Scene, repository};
use crate::plugins::{PROVISION, component, component_doing, importing};

/// Remembers what it hears.
#[derive(Default)]
struct Ear(Mutex<Vec<String>>);

impl Observer for Ear {
    fn event(&self, event: &Event<'_>) {
        if let Event::ChangeDone(change) = event {
            self.0.lock().unwrap().push(change.key.to_string());
        }
    }
}

#[tokio::test]
async fn row_28_the_library_does_it_all_with_typed_plans_events_and_reports() {
    let world = World::new();
    let ear = Arc::new(Ear::default());
    let script =
        "pool:group('staff', {})\npool:user('ann', { groups = { 'staff' }, message_action = 'SUPPRESS' })";
    let poolhouse = world.builder(script).observer(Arc::clone(&ear) as Arc<dyn Observer>).build().unwrap();
    let run = poolhouse.prepare(Options::default()).await.unwrap();
    assert_eq!(run.plan().totals().create, 2);
    assert!(run.apply().await.unwrap().is_complete());
    assert_eq!(*ear.0.lock().unwrap(), ["group/staff", "user/ann"]);
}

#[test]
fn row_29_a_plugin_gets_nothing_that_it_is_not_given_and_ends_at_its_limits() {
    let scene = Scene::new(&[]);
    let apply = |plugin: &[u8]| {
        std::fs::write(scene.path("hr.wasm"), plugin).unwrap();
        scene.run("apply hr.wasm --yes --time-limit 300ms")
    };
    apply(&component(PROVISION, "")).succeeded();
    let reaching = apply(&component(PROVISION, &importing("acme:hr/people@1.0.0")));
    assert!(reaching.code == 1 && reaching.stderr.contains("imports acme:hr/people@1.0.0"), "{reaching}");
    let endless = apply(&component_doing("(loop $on (br $on))", PROVISION, ""));
    assert!(endless.code == 1 && endless.stderr.contains("ran longer than its time limit"), "{endless}");
}

#[tokio::test]
async fn row_30_offline_people_sign_in_as_they_were_provisioned() {
    let world = World::new();
    world.apply("pool:user('ann', { password = 'Correct-Horse-1', message_action = 'SUPPRESS' })").await;
    let flows = json!({ "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] });
    let client = world.call("CreateUserPoolClient", flows).await;
    let who = json!({ "USERNAME": "ann", "PASSWORD": "Correct-Horse-1" });
    let sign_in = json!({ "ClientId": client["UserPoolClient"]["ClientId"], "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": who });
    let answer = world.call("AdminInitiateAuth", sign_in).await;
    assert!(answer["AuthenticationResult"]["IdToken"].is_string(), "{answer}");
}

#[test]
fn row_41_editors_and_the_reference_know_every_property_of_the_schema() {
    let scene = Scene::new(&[]);
    scene.run("types").succeeded();
    let files = std::fs::read_dir(scene.path(".poolhouse/types")).unwrap();
    let types: String = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    let reference = std::fs::read_to_string(repository().join("docs/reference.md")).unwrap();
    for property in Kind::ALL.into_iter().flat_map(|kind| kind.resource().properties) {
        assert!(types.contains(property.snake), "editors do not know {}", property.snake);
        assert!(reference.contains(property.snake), "the reference does not know {}", property.snake);
    }
}

#[test]
fn row_42_scripts_are_tested_each_case_on_an_emulator_of_its_own() {
    let people = "local pool = require('poolhouse').cognito.pool('us-east-1_examplepool')
        pool:user('ann', { message_action = 'SUPPRESS' })";
    let tests = "local t = require('poolhouse.test')
        for _, name in { 'one', 'another' } do
            t.it(name, function(emulator)
                t.expect(emulator:apply('people.lua').plan.creates):to_equal(1)
                t.expect(emulator:user('us-east-1_examplepool', 'ann').UserStatus):to_equal('CONFIRMED')
            end)
        end";
    let scene = Scene::new(&[("people.lua", people), ("people_test.lua", tests)]);
    let files = script_tests::find(&[scene.path("")]).unwrap();
    let report = script_tests::run(&files, &TestOptions::default(), |_| {}).unwrap();
    assert_eq!((report.passed(), report.failed()), (0, 2), "nobody has confirmed her");
    scene.edit("people_test.lua", "CONFIRMED", "FORCE_CHANGE_PASSWORD");
    let report = script_tests::run(&files, &TestOptions::default(), |_| {}).unwrap();
    assert_eq!((report.passed(), report.failed()), (2, 0), "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_can_be_a_task_of_its_own() {
    let world = World::new();
    let poolhouse = world.poolhouse("pool:user('ann', { message_action = 'SUPPRESS' })");
    let run = tokio::spawn(async move { poolhouse.prepare(Options::default()).await?.apply().await });
    assert!(run.await.unwrap().unwrap().is_complete());
}
