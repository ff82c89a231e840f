//! What exists already, taken over: one account, or a whole pool. And states that are mended by hand.

use std::fs;

use serde_json::Value;

use crate::command::Scene;

/// Who made the people that others take over.
const ELSEWHERE: &str = r#"
local pool = require("poolhouse").cognito.pool "us-east-1_examplepool"
pool:group("staff", { description = "all \"staff\"", precedence = 3 })
pool:user("ann", { attributes = { email = "ann@example.com", name = "Ann\nB." }, groups = { "staff" }, message_action = "SUPPRESS" })
pool:user("bob", { enabled = false, message_action = "SUPPRESS" })
"#;

fn scene() -> Scene {
    let scene = Scene::new(&[("elsewhere.lua", ELSEWHERE)]);
    scene.run("apply elsewhere.lua --yes").succeeded();
    scene
}

/// The same people, whom nobody manages.
fn unmanaged() -> Scene {
    let scene = scene();
    for resource in ["user/ann", "user/bob", "group/staff"] {
        scene.run(&format!("state rm {resource}")).succeeded();
    }
    scene
}

#[test]
fn what_another_state_manages_is_not_imported() {
    let scene = scene();
    scene.write(
        "mine.lua",
        "require('poolhouse').cognito.pool('us-east-1_examplepool'):user('anna', { username = 'ann' })",
    );
    for arguments in ["mine.lua user/anna us-east-1_examplepool/ann", "all.lua --all us-east-1_examplepool"] {
        let told = scene.run(&format!("import {arguments}"));
        assert!(told.stderr.contains("is managed already, as user/ann by the state "), "{told}");
        assert!(told.stderr.contains("`poolhouse state rm user/ann --source"), "{told}");
        assert_eq!(told.code, 1);
    }
    assert!(!scene.path("all.lua").exists());
    scene.run("state rm user/ann").succeeded();
    scene.run("import mine.lua user/anna us-east-1_examplepool/ann").succeeded();
}

#[test]
fn one_user_is_taken_over_by_pool_and_name() {
    let scene = unmanaged();
    scene.write(
        "mine.lua",
        "require('poolhouse').cognito.pool('us-east-1_examplepool'):user('anna', { username = 'ann', attributes = { name = 'Anna' } })",
    );
    let refused = scene.run("plan mine.lua");
    assert!(refused.stderr.contains("exists in pool us-east-1_examplepool already"), "{refused}");
    scene.run("import mine.lua user/anna us-east-1_examplepool/ann").succeeded();
    let told = scene.run("plan mine.lua --full");
    assert!(told.stdout.contains("~ name = \"Ann\\nB.\" -> \"Anna\""), "{told}");
    assert!(told.stdout.contains("plan: 1 to change"), "{told}");
    let again = scene.run("import mine.lua user/anna us-east-1_examplepool/ann");
    assert!(again.stderr.contains("user/anna is in the state already"), "{again}");
    let undeclared = scene.run("import mine.lua user/bob us-east-1_examplepool/bob");
    assert!(undeclared.stderr.contains("or the next apply deletes it"), "{undeclared}");
    let nobody = scene.run("import mine.lua user/ann us-east-1_examplepool/eve");
    assert_eq!(nobody.code, 1);
}

#[test]
fn a_whole_pool_becomes_a_script_and_a_state_that_agree() {
    let scene = unmanaged();
    let told = scene.run("import all.lua --all us-east-1_examplepool").to_string();
    assert!(told.contains("3 resources of pool us-east-1_examplepool, declared in all.lua"), "{told}");
    let script = fs::read_to_string(scene.path("all.lua")).unwrap();
    assert!(script.contains("groups = { \"staff\" }") && script.contains("enabled = false"), "{script}");
    let planned = scene.run("plan all.lua --detailed-exitcode");
    assert_eq!(planned.code, 0, "{planned}");
    let again = scene.run("import all.lua --all us-east-1_examplepool");
    assert!(again.stderr.contains("all.lua: "), "{again}");
    assert_eq!(again.code, 1);
}

#[test]
fn what_is_remembered_can_be_renamed_forgotten_and_carried_elsewhere() {
    let scene = scene();
    scene.run("state mv user/ann user/anna").succeeded();
    scene.edit("elsewhere.lua", "\"ann\", {", "\"anna\", { username = \"ann\",");
    assert_eq!(scene.run("plan elsewhere.lua --detailed-exitcode").code, 0);
    let taken = scene.run("state mv user/anna user/bob");
    assert!(taken.stderr.contains("user/bob is remembered already"), "{taken}");

    let export = scene.run("state export");
    scene.write("saved.json", &export.stdout);
    scene.run("state rm user/bob").succeeded();
    assert!(!scene.run("state list").stdout.contains("user/bob"));
    let behind = scene.run("state import saved.json");
    assert!(behind.stderr.contains("`--force` writes it all the same"), "{behind}");
    scene.run("state import saved.json --force").succeeded();
    assert!(scene.run("state list").stdout.contains("user/bob"));
    assert_eq!(scene.run("plan elsewhere.lua --detailed-exitcode").code, 0);

    let exported: Value = serde_json::from_str(&export.stdout).unwrap();
    assert_eq!(exported["entries"]["user/anna"]["user"]["username"], "ann");
    let unknown = scene.run("state rm user/eve");
    assert!(unknown.stderr.contains("no state of this project remembers user/eve"), "{unknown}");
}

#[test]
fn with_several_states_the_one_that_is_meant_must_be_said() {
    let scene = scene();
    scene.run("apply elsewhere.lua --yes --stage prod --adopt").succeeded();
    let told = scene.run("state export");
    assert!(told.stderr.contains("several states fit"), "{told}");
    scene.run("state export --stage prod").succeeded();
}
