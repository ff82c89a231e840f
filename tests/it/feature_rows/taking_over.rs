//! What others made.

use poolhouse::core::state::Key;
use poolhouse::emulator_model::OperationName;
use poolhouse::{Options, PoolId};
use serde_json::json;

use super::{POOL, World};
use crate::command::Scene;

async fn with_ann() -> World {
    let world = World::new();
    world.call("CreateGroup", json!({ "GroupName": "staff" })).await;
    let attributes = json!([{ "Name": "name", "Value": "Ann" }, { "Name": "locale", "Value": "fr" }]);
    let ann = json!({ "Username": "ann", "UserAttributes": attributes, "MessageAction": "SUPPRESS" });
    world.call("AdminCreateUser", ann).await;
    let password = json!({ "Username": "ann", "Password": "Her-Own-Horse-1", "Permanent": true });
    world.call("AdminSetUserPassword", password).await;
    world.call("AdminAddUserToGroup", json!({ "Username": "ann", "GroupName": "staff" })).await;
    world
}

#[tokio::test]
async fn row_12_an_account_that_exists_is_imported_by_its_name() {
    let world = with_ann().await;
    let before = world.user("ann").await;
    let script = "pool:user('ann', { attributes = { name = 'Anna' }, message_action = 'SUPPRESS' })";
    let (key, pool) = ("user/ann".parse::<Key>().unwrap(), PoolId::new(POOL).unwrap());
    world.poolhouse(script).import(&key, &pool, "ann").await.unwrap();
    assert_eq!(world.user("ann").await["name"], "Ann", "an import changes nobody");
    world.apply(script).await;
    let after = world.user("ann").await;
    assert_eq!((&after["name"], &after["sub"]), (&json!("Anna"), &before["sub"]));
}

#[test]
fn row_13_a_pool_becomes_a_script_and_a_state() {
    let made = "local pool = require('poolhouse').cognito.pool('us-east-1_examplepool')
        pool:group('staff', { precedence = 3 })
        for number = 1, 5 do pool:user('user-' .. number, { groups = { 'staff' }, message_action = 'SUPPRESS' }) end";
    let scene = Scene::new(&[("made.lua", made)]);
    scene.run("apply made.lua --yes").succeeded();
    // Nobody's any more.
    let users = (1..=5).map(|number| format!("user/user-{number}"));
    for resource in users.chain(["group/staff".to_owned()]) {
        scene.run(&format!("state rm {resource}")).succeeded();
    }
    scene.run("import all.lua --all us-east-1_examplepool").succeeded();
    let planned = scene.run("plan all.lua --json --detailed-exitcode");
    assert_eq!((planned.code, &planned.json()["unchanged"]), (0, &json!(6)), "{planned}");
}

#[tokio::test]
async fn row_14_adoption_is_asked_for_shown_and_leaves_the_rest_alone() {
    let world = with_ann().await;
    let script = |adopt| {
        format!(
            "pool:group('more', {{}})
             pool:user('ann', {{ adopt = {adopt}, attributes = {{ name = 'Anna' }}, groups = {{ 'more' }}, password = 'Not-Hers-1!' }})"
        )
    };
    let refusal = world.refusal(&script(false), Options::default()).await;
    assert!(refusal.contains("exists in pool us-east-1_examplepool already and is not managed"), "{refusal}");
    let plan = world.plan(&script(true)).await.to_string();
    assert!(plan.contains("~ name = \"Ann\" -> \"Anna\"") && plan.contains("+ joins group more"), "{plan}");
    let passwords = world.counted(OperationName::AdminSetUserPassword);
    world.apply(&script(true)).await;
    let ann = world.user("ann").await;
    assert_eq!((&ann["name"], &ann["locale"]), (&json!("Anna"), &json!("fr")));
    assert_eq!(world.groups_of("ann").await, ["more".to_owned(), "staff".to_owned()].into());
    assert_eq!((passwords.hits(), world.messages("ann")), (0, 0), "no password is set and nothing is sent");
    let destroy = Options { destroy: true, ..Options::default() };
    world.run(&script(true), destroy).await;
    assert!(world.find("ann").await.is_some(), "who existed before outlives the script");
}

#[test]
fn row_14_what_another_state_manages_is_not_adopted_silently() {
    let ann = r#"require("poolhouse").cognito.pool("us-east-1_examplepool"):user("ann", { adopt = true, message_action = "SUPPRESS" })"#;
    let scene = Scene::new(&[("first.lua", ann), ("second.lua", ann)]);
    scene.run("apply first.lua --yes").succeeded();
    let refused = scene.run("plan second.lua");
    let expected =
        "is managed already, as user/ann by the state of script first.lua, stage dev, target embedded";
    assert!(refused.stderr.contains(expected), "{refused}");
    let told = scene.run("plan second.lua --adopt").succeeded();
    assert!(told.stdout.contains("is managed as user/ann by the state of script first.lua"), "{told}");
    let released = scene.command("state rm user/ann --source").arg("script first.lua").output().unwrap();
    assert!(released.status.success());
    scene.run("apply second.lua --yes").succeeded();
}
