//! `require "plugin:NAME"`: plugins that scripts call.

use expect_test::expect;

use crate::command::Scene;
use crate::guests::{add, declaring_ann};
use crate::plugins::{PROVISION, component_doing};

/// A project with the plugin `hr`, and that script.
fn scene(plugin: &[u8], script: &str) -> Scene {
    let scene = Scene::new(&[("people.lua", script), ("staff.csv", "ann\n")]);
    add(&scene, "hr", plugin);
    scene
}

#[test]
fn a_script_declares_what_a_plugin_declares() {
    let scene = scene(&declaring_ann(), "require('plugin:hr'):declare { inputs = { staff = 'staff.csv' } }");
    let told = scene.run("plan people.lua --out people.plan").succeeded();
    expect![[r#"
        + user "ann" will be created  plugins/hr.wasm
            # an invitation is asked for, and there is no address for it
        plan: 1 to create
        cost: 1 call (1 UserCreation), 1 monthly active user
    "#]]
    .assert_eq(&told.stdout);
    scene.edit("staff.csv", "ann", "joe");
    let told = scene.run("apply people.plan");
    assert!(told.stderr.contains("staff.csv was changed"), "{told}");
    scene.run("apply people.lua --yes").succeeded();
    assert_eq!(scene.run("plan people.lua --detailed-exitcode").code, 0);
}

#[test]
fn a_script_goes_on_with_what_a_plugin_declares() {
    let script = r#"
local ph = require "poolhouse"
local hr = require "plugin:hr"
local pool = ph.cognito.pool("us-east-1_examplepool"):defaults { message_action = "SUPPRESS" }
for _, record in hr:records() do
  print(record.kind, record.id, record.pool, record.file, record.line)
  record.properties.attributes = { name = record.id:upper() }
  pool[record.kind](pool, record.id, record.properties)
end
"#;
    let scene = scene(&declaring_ann(), script);
    let told = scene.run("plan people.lua").succeeded();
    expect![[r#"
        + user "ann" will be created  people.lua:8
            + name = "ANN"
        plan: 1 to create
        cost: 1 call (1 UserCreation), 1 monthly active user
        --- stderr
        people.lua:6: user	ann	us-east-1_examplepool	plugins/hr.wasm	0
        --- exit 0
    "#]]
    .assert_eq(&told.to_string());
    scene.write(
        "people_test.luau",
        r#"
local t = require "poolhouse.test"
t.it("has Ann", function(emulator)
  emulator:apply("people.lua")
  t.expect(emulator:user("us-east-1_examplepool", "ann").Username):to_equal("ann")
end)
"#,
    );
    scene.run("test").succeeded();
}

#[test]
fn what_is_wrong_with_a_call_is_told_at_its_line() {
    let told = |plugin: &[u8], script: &str| scene(plugin, script).run("check people.lua").stderr;
    let ann = declaring_ann();
    let unknown = told(&ann, "require 'plugin:hq'");
    assert!(unknown.starts_with("error: people.lua:1: the project has no plugin \"hq\""), "{unknown}");
    assert!(unknown.contains("did you mean `plugin:hr`?"), "{unknown}");
    let outside = told(&ann, "require('plugin:hr'):declare { inputs = { staff = '../staff.csv' } }");
    assert!(outside.contains("../staff.csv: lies outside of the project"), "{outside}");
    let misspelt = told(&ann, "require('plugin:hr'):declare { input = {} }");
    assert!(misspelt.contains("a request has no `input`"), "{misspelt}");
    assert!(misspelt.contains("did you mean `inputs`?"), "{misspelt}");
    let broken = told(&component_doing("unreachable", PROVISION, ""), "require('plugin:hr'):declare()");
    assert!(broken.contains("plugins/hr.wasm: plugin \"hr\" broke"), "{broken}");
    assert!(
        broken.contains("people.lua:1: plugin:declare: plugin \"hr\" did not come to its end"),
        "{broken}"
    );
}

#[test]
fn a_plugin_that_is_not_what_its_pin_says_is_not_called() {
    let scene = scene(&declaring_ann(), "require('plugin:hr'):declare()");
    std::fs::write(scene.path("plugins/hr.wasm"), component_doing("", PROVISION, "")).unwrap();
    let told = scene.run("check people.lua");
    assert!(told.stderr.contains("is not the plugin that poolhouse.toml pins"), "{told}");
}

#[test]
fn a_script_that_is_run_declares_nothing_by_a_plugin_either() {
    let told = scene(&declaring_ann(), "require('plugin:hr'):records()").run("run people.lua");
    assert!(told.stderr.contains("a script that is run declares nothing"), "{told}");
}
