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
