//! What transforms and triggers see of pools, time and chance, where it is granted and where it is not.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::command::Told;
use crate::granted_plugins::Project;
use crate::guests::{ALLOWS, ALLOWS_PLAN, REFUSES, plugin_beside, slice, text, transform_with, trigger};

const PEOPLE: &str = r#"
local ph = require "poolhouse"
ph.cognito.pool("us-east-1_examplepool"):user("ann", { message_action = "SUPPRESS" })
"#;

const EVENT: &str = r#"{
  "triggerSource": "PreSignUp_SignUp", "userPoolId": "us-east-1_examplepool", "request": {}, "response": {}
}"#;

/// The functions of `directory` that list.
const LISTS: &str = r#"
    (import "poolhouse:plugin/directory@0.1.0" "list-users" (func $users (param i32 i32 i32 i32 i32 i32)))
    (import "poolhouse:plugin/directory@0.1.0" "list-groups" (func $groups (param i32 i32 i32 i32 i32 i32)))"#;

/// A trigger that refuses with the name of the first user whom it sees in a pool, and lets everybody into one that has
/// none. A sentence in the users' place is what it refuses with.
fn telling_users_of(pool: &str) -> Vec<u8> {
    let answer = format!(
        "(call $users {pool} (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 2048))
         (if (result i32) (i32.load8_u (i32.const 2048))
            (then (i32.const 2048))
            (else (if (result i32) (i32.load (i32.const 2056))
                (then
                    (i32.store (i32.const 16) (i32.const 1))
                    (i64.store (i32.const 20) (i64.load (i32.load (i32.const 2052))))
                    (i32.const 16))
                (else (i32.const 32)))))"
    );
    let texts = [text(1024, "{}"), slice(36, 1024, 2), text(1032, "us-east-1_other")];
    trigger(LISTS, &answer, &texts.join("\n"))
}

const POOL_OF_EVENT: &str = "(local.get 6) (local.get 7)";
const OTHER_POOL: &str = "(i32.const 1032) (i32.const 15)";

/// What a transform does that refuses with the name of the first group of that pool, or with the sentence that it gets.
fn refusing_with_groups_of(pool: &str) -> String {
    format!(
        "(call $groups (i32.const 1024) (i32.const {}) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 2560))
         (i64.store (i32.const 2048) (if (result i64) (i32.load8_u (i32.const 2560))
            (then (i64.load (i32.const 2564)))
            (else (i64.load (i32.load (i32.const 2564))))))
         {REFUSES}",
        pool.len()
    )
}

/// A trigger that refuses with a number, or with the sentence that it gets in its place.
fn telling_a_number(import: &str, asks: &str, number: &str) -> Vec<u8> {
    let tells = "(func $tell (param $number i64) (result i32) (local $at i32)
        (local.set $at (i32.const 1200))
        (loop $next
            (local.set $at (i32.sub (local.get $at) (i32.const 1)))
            (i32.store8 (local.get $at)
                (i32.wrap_i64 (i64.add (i64.rem_u (local.get $number) (i64.const 10)) (i64.const 48))))
            (local.set $number (i64.div_u (local.get $number) (i64.const 10)))
            (br_if $next (i64.ne (local.get $number) (i64.const 0))))
        (i32.store (i32.const 16) (i32.const 1))
        (i32.store (i32.const 20) (local.get $at))
        (i32.store (i32.const 24) (i32.sub (i32.const 1200) (local.get $at)))
        (i32.const 16))";
    let answer = format!(
        "{asks}
         (if (result i32) (i32.load8_u (i32.const 2048)) (then (i32.const 2048)) (else (call $tell {number})))"
    );
    trigger(import, &answer, tells)
}

/// A trigger that tells the time.
fn telling_the_time() -> Vec<u8> {
    let import = r#"(import "poolhouse:plugin/clock@0.1.0" "now" (func $now (param i32)))"#;
    // A sentence in the time's place stands where a number of 64 bits is aligned.
    let asks = "(call $now (i32.const 2048))
        (if (i32.load8_u (i32.const 2048))
            (then (i64.store (i32.const 2052) (i64.load (i32.const 2056)))))";
    telling_a_number(import, asks, "(i64.load (i32.const 2056))")
}

/// A trigger that tells the first eight of so many random bytes.
fn telling_chance(count: u32) -> Vec<u8> {
    let import = r#"(import "poolhouse:plugin/random@0.1.0" "bytes" (func $bytes (param i32 i32)))"#;
    let asks = format!("(call $bytes (i32.const {count}) (i32.const 2048))");
    telling_a_number(import, &asks, "(i64.load (i32.load (i32.const 2052)))")
}

/// A project in which that plugin answers `pre_sign_up`, with that granted and trusted.
fn answering(plugin: &[u8], grants: &str) -> Project {
    let project = Project::new(plugin, grants);
    project.0.write("people.lua", PEOPLE);
    project.0.write("event.json", EVENT);
    add(&project, "[triggers.us-east-1_examplepool]\npre_sign_up = \"it\"\n[pools.us-east-1_other]\n");
    project.run("trust --yes").succeeded();
    project
}

fn add(project: &Project, tables: &str) {
    let text = std::fs::read_to_string(project.0.path("poolhouse.toml")).unwrap();
    project.0.write("poolhouse.toml", &format!("{text}{tables}"));
}

/// What the function of a project refuses with.
fn refusal(told: &Told) -> String {
    let (_, words) = told.stderr.split_once("the function failed: ").unwrap_or_else(|| panic!("{told}"));
    words.trim_end().to_owned()
}

#[test]
fn a_trigger_sees_who_is_in_the_pool_that_calls_it() {
    let project = answering(&telling_users_of(POOL_OF_EVENT), "directory = true");
    project.run("apply people.lua --yes").succeeded();
    project.0.edit("people.lua", "user(\"ann\"", "user(\"bob\"");
    let told = project.run("apply people.lua --yes");
    assert!(told.to_string().contains("PreSignUp failed with error ann."), "{told}");
}

#[test]
fn a_function_that_is_tried_sees_the_pools_of_its_projects_own_emulator() {
    let project = answering(&telling_users_of(POOL_OF_EVENT), "directory = true");
    project.run("trigger invoke it event.json").succeeded();
    project.run("apply people.lua --yes").succeeded();
    assert_eq!(refusal(&project.run("trigger invoke it event.json")), "ann");
    assert_eq!(refusal(&project.run("trigger invoke plugins/it.wasm event.json")), "ann");
}

#[test]
fn a_trigger_sees_no_other_pool() {
    let project = answering(&telling_users_of(OTHER_POOL), "directory = true");
    let words = "`directory` has the pools that the call is about, and us-east-1_other is none of them";
    assert_eq!(refusal(&project.run("trigger invoke it event.json")), words);
    let told = project.run("apply people.lua --yes");
    assert!(told.to_string().contains(&format!("PreSignUp failed with error {words}.")), "{told}");
}

#[test]
fn a_trigger_to_which_nothing_is_granted_sees_no_pool_no_time_and_no_chance() {
    for (plugin, grant) in [
        (telling_users_of(POOL_OF_EVENT), "directory"),
        (telling_the_time(), "clock"),
        (telling_chance(8), "random"),
    ] {
        let project = answering(&plugin, "");
        let words = format!("`{grant}` is not granted to the plugin");
        assert_eq!(refusal(&project.run("trigger invoke it event.json")), words);
        let told = project.run("apply people.lua --yes");
        assert!(told.to_string().contains(&format!("PreSignUp failed with error {words}.")), "{told}");
    }
}

/// A project in which that plugin rules, and `us-east-1_examplepool` has the group `engineers`.
fn ruling(plugin: &[u8], grants: &str) -> Project {
    let project = Project::new(plugin, grants);
    project.0.write("people.lua", PEOPLE);
    project.0.write(
        "groups.lua",
        "require('poolhouse').cognito.pool('us-east-1_examplepool'):group('engineers', {})",
    );
    add(&project, "[pools.us-east-1_other]\n");
    project.run("trust --yes").succeeded();
    project.run("apply groups.lua --yes").succeeded();
    project.0.edit(
        "poolhouse.toml",
        "[pools.us-east-1_examplepool]",
        "transforms = [\"it\"]\n[pools.us-east-1_examplepool]",
    );
    project.run("trust --yes").succeeded();
    project
}

#[test]
fn a_transform_sees_the_pools_of_what_is_declared_and_no_others() {
    let (ours, other) = ("us-east-1_examplepool", "us-east-1_other");
    let unseen = "`directory` has the pools that the call is about, and us-east-1_other is none of them";
    for (pool, grant, words) in [
        (ours, "directory = true", "engineers"),
        (other, "directory = true", unseen),
        (ours, "", "`directory` is not granted to the plugin"),
    ] {
        let plugin = transform_with(LISTS, &refusing_with_groups_of(pool), ALLOWS_PLAN, &text(1024, pool));
        let told = ruling(&plugin, grant).run("plan people.lua");
        let sentence = format!("error: plugins/it.wasm: {words}, says plugin \"it\"\n");
        assert!(told.code == 1 && told.stderr.starts_with(&sentence), "{told}");
        let plugin = transform_with(LISTS, ALLOWS, &refusing_with_groups_of(pool), &text(1024, pool));
        let told = ruling(&plugin, grant).run("plan people.lua");
        let sentence = format!("error: plugins/it.wasm: plugin \"it\" refuses the plan: {words}\n");
        assert!(told.code == 1 && told.stderr.starts_with(&sentence), "{told}");
    }
}

#[test]
fn a_transform_sees_a_pool_in_which_its_plan_changes_nothing() {
    let ours = "us-east-1_examplepool";
    let plugin = transform_with(LISTS, ALLOWS, &refusing_with_groups_of(ours), &text(1024, ours));
    let told = ruling(&plugin, "directory = true").run("plan groups.lua");
    assert!(told.stderr.contains("refuses the plan: engineers\n"), "{told}");
}

#[test]
fn the_time_of_a_trigger_is_that_of_the_emulator_that_calls_it() {
    let project = answering(&telling_the_time(), "clock = true");
    project.0.write(
        "people_test.luau",
        r#"
local t = require "poolhouse.test"
t.it("stands still until it is turned", function(emulator)
  local function told() emulator:apply("people.lua") end
  t.expect(told):to_fail_with("PreSignUp failed with error 1767225600000.")
  emulator:advance("1h")
  t.expect(told):to_fail_with("PreSignUp failed with error 1767229200000.")
end)
"#,
    );
    project.run("test").succeeded();
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
    let (before, told, after) = (now(), project.run("trigger invoke it event.json"), now());
    assert!((before..=after).contains(&refusal(&told).parse().unwrap()), "{told}");
}

#[test]
fn a_trigger_to_which_it_is_granted_has_other_random_bytes_each_time() {
    let project = answering(&telling_chance(8), "random = true");
    let told = || refusal(&project.run("trigger invoke it event.json")).parse::<u64>().unwrap();
    assert_ne!(told(), told());
    let project = answering(&telling_chance(4097), "random = true");
    let told = project.run("trigger invoke it event.json");
    assert_eq!(refusal(&told), "4096 bytes are the most at once");
}

/// A world of WASI's time and chance.
const TIME_AND_CHANCE: &str = "
    package poolhouse:test;
    world guest {
        import wasi:random/random@0.2.0;
        import wasi:clocks/wall-clock@0.2.0;
        export poolhouse:plugin/provision@0.1.0;
    }
    package wasi:random@0.2.0 {
        interface random { get-random-u64: func() -> u64; }
    }
    package wasi:clocks@0.2.0 {
        interface wall-clock { record datetime { seconds: u64, nanoseconds: u32 } now: func() -> datetime; }
    }";

#[test]
fn a_provisioner_has_no_time_and_no_chance_whatever_is_granted_so_that_its_plan_is_the_same_each_time() {
    let imports = r#"
        (import "wasi:random/random@0.2.0" "get-random-u64" (func $random (result i64)))
        (import "wasi:clocks/wall-clock@0.2.0" "now" (func $now (param i32)))"#;
    let run = r#"(func (export "poolhouse:plugin/provision@0.1.0#run") (result i32)
        (if (i64.ne (call $random) (i64.const 0x0001020304050607)) (then unreachable))
        (call $now (i32.const 2048))
        (if (i64.ne (i64.load (i32.const 2048)) (i64.const 0)) (then unreachable))
        (i32.const 16))"#;
    let plugin = plugin_beside(Some(TIME_AND_CHANCE), "guest", imports, run);
    let project = Project::new(&plugin, "clock = true\nrandom = true");
    project.0.write("people.lua", "require('plugin:it'):declare {}");
    project.run("trust --yes").succeeded();
    project.run("plan it.wasm").succeeded();
    project.run("plan people.lua").succeeded();
}
