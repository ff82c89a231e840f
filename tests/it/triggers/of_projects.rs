//! Functions that a project's file gives to pools.

use super::guests::plugin;
use crate::command::Scene;
use crate::guests::add;

const PEOPLE: &str = r#"
local ph = require "poolhouse"
local pool = ph.cognito.pool "us-east-1_examplepool"
pool:user("ann", { attributes = { email = "ann@example.com" }, message_action = "SUPPRESS" })
pool:user("bob", { attributes = { email = "bob@example.org" }, message_action = "SUPPRESS" })
"#;

const DOMAINS: &str = r#"
return function(event)
  if not event.request.userAttributes.email:match("@example%.com$") then
    error("Domain not allowed")
  end
end
"#;

fn scene(triggers: &str) -> Scene {
    let scene = Scene::new(&[("people.lua", PEOPLE), ("triggers/domains.lua", DOMAINS)]);
    let pool = "[pools.us-east-1_examplepool]\n[triggers.us-east-1_examplepool]\n";
    scene.write("poolhouse.toml", &format!("{pool}{triggers}\n"));
    scene
}

#[test]
fn a_script_of_the_project_keeps_people_out_of_the_embedded_emulator() {
    let told = scene("pre_sign_up = \"triggers/domains.lua\"").run("apply people.lua --yes");
    assert_eq!(told.code, 1, "{told}");
    assert!(told.stdout.contains("1 created") && told.stdout.contains("1 failed"), "{told}");
    assert!(told.to_string().contains("PreSignUp failed with error Domain not allowed."), "{told}");
    assert!(told.stderr.contains("triggers/domains.lua:4: Domain not allowed"), "{told}");
}

#[test]
fn a_function_that_fails_open_lets_everybody_in() {
    let trigger = "pre_sign_up = { function = \"triggers/domains.lua\", failure = \"open\" }";
    let told = scene(trigger).run("apply people.lua --yes").succeeded();
    assert!(told.stderr.contains("PreSignUp_AdminCreateUser goes on without its function"), "{told}");
}

#[test]
fn a_plugin_of_the_project_answers_too() {
    let scene = scene("pre_sign_up = \"none.wasm\"");
    std::fs::write(scene.path("none.wasm"), plugin("[]")).unwrap();
    let told = scene.run("apply people.lua --yes");
    assert!(told.to_string().contains("Unrecognizable lambda output"), "{told}");
    std::fs::write(scene.path("none.wasm"), plugin("{}")).unwrap();
    scene.run("apply people.lua --yes").succeeded();
}

#[test]
fn a_plugin_that_the_project_pins_answers_by_its_name() {
    let scene = scene("pre_sign_up = \"none\"");
    add(&scene, "none", &plugin("{}"));
    scene.run("apply people.lua --yes").succeeded();
    std::fs::write(scene.path("plugins/none.wasm"), plugin("[]")).unwrap();
    let told = scene.run("plan people.lua");
    assert!(told.code == 1 && told.stderr.contains("is not the plugin that poolhouse.toml pins"), "{told}");
    scene.edit("poolhouse.toml", "pre_sign_up = \"none\"", "pre_sign_up = \"nine\"");
    let told = scene.run("plan people.lua");
    let sentence =
        "nine: is no plugin of poolhouse.toml, and has no ending as a file has (did you mean none?)";
    assert!(told.code == 1 && told.stderr.contains(sentence), "{told}");
}

#[test]
fn cases_of_the_projects_tests_ask_them_too() {
    let scene = scene("pre_sign_up = \"triggers/domains.lua\"");
    let case = r#"
local t = require "poolhouse.test"
t.it("keeps strangers out", function(emulator)
  local run = emulator:apply("people.lua", { may_fail = true })
  t.expect(run.failed):to_have_length(1)
  t.expect(run.failed[1].reason):to_match("Domain not allowed")
end)
"#;
    scene.write("people_test.luau", case);
    scene.run("test").succeeded();
}

#[test]
fn what_is_no_trigger_or_no_function_is_told_with_its_place() {
    for (trigger, sentence) in [
        ("pre_signup = \"triggers/domains.lua\"", "pre_signup is no trigger (did you mean `pre_sign_up`?)"),
        ("pre_sign_up = \"people.lua\"", "the script answers triggers, and nothing more can be declared"),
        ("pre_sign_up = \"triggers/none.lua\"", "triggers/none.lua: there is no such script"),
        ("pre_sign_up = \"people.wasm\"", "people.wasm: cannot be read"),
        ("pre_sign_up = 7", "a function is a file, a plugin's name or a URL, or a table"),
        ("pre_token_generation = { function = \"triggers/domains.lua\", version = 9 }", "has no version 9"),
    ] {
        let told = scene(trigger).run("plan people.lua");
        assert!(told.code == 1 && told.stderr.contains(sentence), "{trigger}: {told}");
    }
}
