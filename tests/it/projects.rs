//! A project from nothing: `init`, its first script, its types.

use std::fs;

use crate::command::Scene;

#[test]
fn a_new_project_can_be_applied_at_once_and_is_never_written_over() {
    let scene = Scene::new(&[]);
    scene.run("init team").succeeded();
    let told = scene.run("apply team/people.luau --yes");
    assert!(told.code == 0 && told.stdout.contains("done: 2 created"), "{told}");
    let script = scene.path("team/people.luau");
    fs::write(&script, "-- mine").expect("written");
    let told = scene.run("init team");
    assert!(told.code == 0 && told.stdout.contains("kept team/people.luau"), "{told}");
    assert_eq!(fs::read_to_string(script).expect("still there"), "-- mine");
}

#[test]
fn types_are_refreshed_from_anywhere_in_the_project() {
    let scene = Scene::new(&[("scripts/a.lua", "")]);
    let told = scene.run("types --project scripts");
    assert!(told.code == 0 && told.stdout.contains("poolhouse.d.luau"), "{told}");
    assert!(scene.path(".poolhouse/types/poolhouse.lua").is_file());
}

#[test]
fn a_pool_that_is_described_wrongly_or_anew_is_told() {
    let scene = Scene::new(&[(
        "people.lua",
        "require('poolhouse').cognito.pool('us-east-1_examplepool'):user('ann', {})",
    )]);
    scene.edit("poolhouse.toml", "AliasAttributes", "AliasAtributes");
    let told = scene.run("plan people.lua");
    assert!(
        told.stderr.contains("[pools.us-east-1_examplepool]: DescribeUserPool answers no AliasAtributes (did you mean AliasAttributes?)"),
        "{told}"
    );
    assert_eq!(told.code, 1);
    scene.edit("poolhouse.toml", "AliasAtributes", "AliasAttributes");
    let differs = "describes the pool otherwise than the emulator has it";
    for _ in 0..2 {
        let told = scene.run("plan people.lua").succeeded();
        assert!(!told.stderr.contains(differs), "{told}");
    }
    scene.edit("poolhouse.toml", "preferred_username", "email");
    let told = scene.run("plan people.lua").succeeded();
    assert!(told.stderr.contains(differs), "{told}");
}

#[test]
fn flags_that_cannot_be_meant_are_refused() {
    let scene = Scene::new(&[("people.lua", "")]);
    for (arguments, message) in [
        ("plan people.lua --arg a=1 --arg a=2", "--arg gives a twice"),
        ("plan people.lua --input a=people.lua --input a=other.lua", "--input gives a twice"),
        ("plan people.lua --allow-env A=B", "write its name alone, A"),
        ("plan people.lua --out -", "name a file"),
        ("plan people.lua --strategy import_job --import-role role/log", "must have"),
    ] {
        let told = scene.run(arguments);
        assert!(told.stderr.contains(message), "{told}");
        assert_ne!(told.code, 0);
    }
    assert!(!scene.path("-").exists());
}
