//! Limits of scripts and plugins: what flags and projects ask for, and the ceiling over it.

use crate::command::{Scene, Told};
use crate::guests::{ALLOWS, ALLOWS_PLAN, add, slice, text, transform, trigger};
use crate::plugins::{PROVISION, component_doing};

const NOTHING: &str = "local ph = require 'poolhouse'";

/// A command of a user who has a ceiling.
fn run(scene: &Scene, arguments: &str) -> Told {
    let mut command = scene.command(arguments);
    Told::new(command.env("XDG_CONFIG_HOME", scene.path("user")).output().expect("the command runs"))
}

/// A project, and the ceiling over its scripts.
fn scene(ceiling: &str) -> Scene {
    let scene = Scene::new(&[("main.lua", NOTHING)]);
    scene.write("user/poolhouse/limits.toml", ceiling);
    scene
}

#[test]
fn whoever_asks_for_more_than_the_ceiling_is_told_what_it_is_and_where_it_stands() {
    let scene = scene("time = \"30s\"\nmemory = \"64MiB\"\ncalls = 10\noutput = \"1KiB\"\nlog_lines = 5\n");
    scene.write("a_test.lua", "(require 'poolhouse.test').it('a', function() end)");
    for (arguments, excess) in [
        ("check main.lua --time-limit 1m", "a time limit of 60s is more than 30s"),
        ("plan main.lua --memory-limit 1GiB", "a memory limit of 1.0 GiB is more than 64.0 MiB"),
        ("run main.lua --call-limit 11", "a call limit of 11 is more than 10"),
        ("test --output-limit 1MiB", "an output limit of 1.0 MiB is more than 1.0 KiB"),
        ("apply main.lua --yes --log-limit 6", "a limit of log lines of 6 is more than 5"),
    ] {
        let told = run(&scene, arguments);
        let place =
            format!("which is the ceiling that {} sets", scene.path("user/poolhouse/limits.toml").display());
        assert_eq!(told.code, 1, "{arguments}: {told}");
        assert!(told.stderr.contains(&format!("{excess}, {place}")), "{arguments}: {told}");
    }
    run(&scene, "check main.lua --time-limit 30s --memory-limit 64MiB --log-limit 5").succeeded();
    run(&scene, "test --call-limit 10").succeeded();
}

#[test]
fn a_project_asks_for_no_more_than_the_ceiling_either() {
    let scene = scene("memory = \"64MiB\"\n");
    scene.write("poolhouse.toml", "[limits]\nmemory = \"128MiB\"\n");
    let told = run(&scene, "check main.lua");
    let expected = "poolhouse.toml: a memory limit of 128.0 MiB is more than 64.0 MiB";
    assert!(told.code == 1 && told.stderr.contains(expected), "{told}");
}

#[test]
fn where_nobody_asks_the_ceiling_holds_by_itself() {
    let scene = scene("memory = \"2MiB\"\n");
    scene.write("main.lua", "local t = table.create(2^20, 1)");
    let told = run(&scene, "check main.lua");
    assert!(told.code == 1 && told.stderr.contains("its limit of 2.0 MiB"), "{told}");
}

#[test]
fn a_ceiling_that_cannot_be_read_lets_nothing_through() {
    let scene = scene("memory = \"much\"\n");
    let told = run(&scene, "check main.lua");
    assert!(
        told.code == 1 && told.stderr.contains("limits.toml: memory: write a number and its unit"),
        "{told}"
    );
}

/// Takes some 6 MiB of memory, or breaks.
const GROWS: &str = "(if (i32.eq (memory.grow (i32.const 100)) (i32.const -1)) (then unreachable))";

#[test]
fn the_ceiling_holds_for_plugins_of_every_world_whoever_calls_them() {
    let scene = scene("");
    let nothing = [text(1024, "{}"), slice(20, 1024, 2)].join("\n");
    for (name, plugin) in [
        ("hr", component_doing(GROWS, PROVISION, "")),
        ("rules", transform(&format!("{GROWS} {ALLOWS}"), ALLOWS_PLAN, "")),
        ("claims", trigger("", &format!("{GROWS} (i32.const 16)"), &nothing)),
    ] {
        add(&scene, name, &plugin);
    }
    scene.write("calling.lua", "require('plugin:hr'):declare()");
    scene.write("event.json", r#"{"triggerSource":"PreSignUp_SignUp","request":{},"response":{}}"#);
    for arguments in [
        "check hr.wasm",
        "check calling.lua",
        "check main.lua --transform rules",
        "trigger invoke claims event.json",
        "trigger invoke claims.wasm event.json",
    ] {
        scene.write("user/poolhouse/limits.toml", "memory = \"16MiB\"\n");
        run(&scene, arguments).succeeded();
        scene.write("user/poolhouse/limits.toml", "memory = \"4MiB\"\n");
        let told = run(&scene, arguments);
        assert!(told.code == 1 && told.stderr.contains("it needs more memory than its limit"), "{told}");
    }
    let told = run(&scene, "check hr.wasm --memory-limit 5MiB");
    assert!(told.stderr.contains("a memory limit of 5.0 MiB is more than 4.0 MiB"), "{told}");
}
