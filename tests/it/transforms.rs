//! Transforms at work: plugins that change or refuse what scripts declare, and plans.

use expect_test::expect;

use crate::command::Scene;
use crate::guests::{ALLOWS, ALLOWS_PLAN, LOWERS_Q, REFUSES, add, declaring_ann, fault, transform};

const PEOPLE: &str = r#"
local ph = require "poolhouse"
local pool = ph.cognito.pool "us-east-1_examplepool"

local boss = pool:user("boss", { message_action = "SUPPRESS" })
pool:user("ann", {
  Username = "ann@Q.example.com",
  UserAttributes = { { Name = "nickname", Value = "Q" }, { Name = "profile", Value = boss.sub } },
  TemporaryPassword = "Quiet-Horse-1",
  MessageAction = "SUPPRESS",
})
"#;

/// A project whose file lists the plugin `rules`, which is that.
fn scene(plugin: &[u8]) -> Scene {
    let scene = Scene::new(&[("people.lua", PEOPLE)]);
    add(&scene, "rules", plugin);
    scene.edit("poolhouse.toml", "[pools.", "transforms = [\"rules\"]\n[pools.");
    scene
}

fn write(scene: &Scene, plugin: &[u8]) {
    std::fs::write(scene.path("rules.wasm"), plugin).unwrap();
}

#[test]
fn what_a_transform_changes_is_changed_in_its_place_and_the_rest_is_as_it_was_said() {
    let scene = scene(&transform(LOWERS_Q, ALLOWS_PLAN, ""));
    let told = scene.run("plan people.lua").succeeded();
    expect![[r#"
        + user "boss" will be created  people.lua:5
        + user "ann" (ann@q.example.com) will be created  people.lua:6
            + nickname = "q"
            + profile = "(sub of user boss, known after apply)"
            + temporary password is set
        plan: 2 to create
        cost: 2 calls (2 UserCreation), 2 monthly active users
        --- stderr
        plugins/rules.wasm: changes user "ann"
        --- exit 0
    "#]]
    .assert_eq(&told.to_string());
    let told = scene.run("apply people.lua --yes").succeeded();
    assert!(told.stdout.contains("done: 2 created"), "{told}");
    assert_eq!(scene.run("plan people.lua --detailed-exitcode").code, 0);
    assert_eq!(scene.run("drift people.lua").code, 0);
}

#[test]
fn a_plugin_is_ruled_over_as_a_script_is_and_a_flag_asks_for_a_transform_too() {
    let scene = Scene::new(&[]);
    std::fs::write(scene.path("hr.wasm"), declaring_ann()).unwrap();
    let says_ann = fault("is not one of us", "user \"ann\"");
    write(&scene, &transform(REFUSES, ALLOWS_PLAN, &says_ann));
    scene.run("plan hr.wasm").succeeded();
    for command in ["check", "plan", "apply --yes", "drift"] {
        let told = scene.run(&format!("{command} hr.wasm --transform rules.wasm"));
        assert_eq!(told.code, 1, "{told}");
        let sentence = "error: hr.wasm: user \"ann\": is not one of us, says plugin \"rules\"\n";
        assert!(told.stderr.starts_with(sentence), "{told}");
    }
}

#[test]
fn what_is_refused_is_told_at_its_own_line_and_nothing_is_changed() {
    let scene = scene(&transform(REFUSES, ALLOWS_PLAN, &fault("is not one of us", "user \"ann\"")));
    for command in ["check people.lua", "plan people.lua", "apply people.lua --yes"] {
        let told = scene.run(command);
        let sentence = "error: people.lua:6: user \"ann\": is not one of us, says plugin \"rules\"";
        assert!(told.code == 1 && told.stderr.starts_with(sentence), "{told}");
    }
    assert_eq!(scene.run("state list").stdout, "");
    let fault = &scene.run("check people.lua --json").json()["faults"][0];
    assert_eq!((&fault["file"], &fault["line"]), (&"people.lua".into(), &6.into()), "{fault}");
}

#[test]
fn who_refuses_without_a_word_refuses_all_the_same() {
    let nothing = "(call $refuse (i32.const 2048) (i32.const 0))";
    let refused = [
        (transform(nothing, ALLOWS_PLAN, ""), "refuses what is declared, and does not say why"),
        (transform(ALLOWS, nothing, ""), "refuses the plan, and does not say why"),
    ];
    for (plugin, words) in refused {
        let told = scene(&plugin).run("plan people.lua");
        let sentence = format!("error: plugins/rules.wasm: plugin \"rules\" {words}\n");
        assert!(told.code == 1 && told.stderr.starts_with(&sentence), "{told}");
    }
}

#[test]
fn a_plan_that_a_transform_refuses_is_not_made_nor_carried_out_but_whoever_is_there_can_be_deleted() {
    let scene = scene(&transform(ALLOWS, ALLOWS_PLAN, ""));
    scene.run("apply people.lua --yes").succeeded();
    let refusing = transform(ALLOWS, REFUSES, &fault("would change", "user \"ann\""));
    std::fs::write(scene.path("plugins/rules.wasm"), &refusing).unwrap();
    let told = scene.run("plan people.lua");
    assert!(told.stderr.contains("is not the plugin that poolhouse.toml pins"), "{told}");
    std::fs::write(scene.path("rules.wasm"), &refusing).unwrap();
    scene.edit("poolhouse.toml", "transforms = [\"rules\"]", "transforms = [\"rules.wasm\"]");
    for command in ["check people.lua", "apply people.lua --yes"] {
        let told = scene.run(command);
        let sentence = "rules.wasm: plugin \"rules\" refuses the plan: user \"ann\": would change";
        assert!(told.code == 1 && told.stderr.contains(sentence), "{told}");
    }
    let told = scene.run("destroy people.lua --yes").succeeded();
    assert!(told.stdout.contains("2 deleted"), "{told}");
}

#[test]
fn a_fault_of_what_a_transform_changed_names_it() {
    let scene = scene(&transform(LOWERS_Q, ALLOWS_PLAN, ""));
    scene.edit("people.lua", "\"nickname\"", "\"custom:Q\"");
    let told = scene.run("check people.lua");
    let sentence = "people.lua:6: user \"ann\": attributes.custom:q is not in pool us-east-1_examplepool, as plugin \"rules\" changed it";
    assert!(told.code == 1 && told.stderr.contains(sentence), "{told}");
}

#[test]
fn transforms_are_asked_about_what_is_right_by_itself() {
    let scene = scene(&transform(REFUSES, ALLOWS_PLAN, &fault("is not one of us", "user \"ann\"")));
    scene.edit("people.lua", "MessageAction", "MessageActoin");
    let told = scene.run("check people.lua");
    assert!(told.stderr.contains("MessageActoin is not a property"), "{told}");
    assert!(!told.stderr.contains("not one of us"), "{told}");
}

#[test]
fn a_saved_plan_holds_for_the_transforms_and_the_configuration_that_it_was_made_with() {
    let scene = scene(&transform(LOWERS_Q, ALLOWS_PLAN, ""));
    scene.run("plan people.lua --transform rules.wasm --out people.plan").succeeded();
    write(&scene, &transform(ALLOWS, ALLOWS_PLAN, ""));
    let told = scene.run("apply people.plan");
    assert!(told.stderr.contains("the saved plan no longer holds: rules.wasm was changed"), "{told}");
    write(&scene, &transform(LOWERS_Q, ALLOWS_PLAN, ""));
    let text = std::fs::read_to_string(scene.path("poolhouse.toml")).unwrap();
    scene.write("poolhouse.toml", &format!("{text}config = {{ domain = \"example.com\" }}\n"));
    let told = scene.run("apply people.plan");
    assert!(told.stderr.contains("the configuration of plugins/rules.wasm was changed"), "{told}");
    scene.write("poolhouse.toml", &text);
    let told = scene.run("apply people.plan").succeeded();
    assert!(told.stdout.contains("done: 2 created"), "{told}");
}

#[test]
fn what_is_no_transform_is_said_in_one_sentence() {
    let scene = scene(&declaring_ann());
    let told = scene.run("plan people.lua");
    assert!(told.stderr.contains("rules.wasm: is a provisioner, where a transform is needed\n"), "{told}");
    scene.edit("poolhouse.toml", "transforms = [\"rules\"]", "transforms = [\"rulez\"]");
    let told = scene.run("plan people.lua");
    let sentence = "error: rulez: is neither a plugin of poolhouse.toml nor a file (did you mean rules?)\n";
    assert!(told.code == 1 && told.stderr.starts_with(sentence), "{told}");
}

#[test]
fn one_that_breaks_is_told_by_its_name() {
    let told = scene(&transform("unreachable", ALLOWS_PLAN, "")).run("plan people.lua");
    let sentence =
        "error: plugins/rules.wasm: plugin \"rules\" broke: wasm `unreachable` instruction executed";
    assert!(told.code == 1 && told.stderr.starts_with(sentence), "{told}");
}

#[test]
fn tests_of_scripts_see_the_transforms_of_their_project() {
    let scene = scene(&transform(LOWERS_Q, ALLOWS_PLAN, ""));
    scene.write(
        "people_test.luau",
        r#"
local t = require "poolhouse.test"
t.it("has Ann under the name that the rules give her", function(emulator)
  emulator:apply("people.lua")
  t.expect(emulator:user("us-east-1_examplepool", "ann@q.example.com").Username):to_equal("ann@q.example.com")
end)
"#,
    );
    scene.run("test").succeeded();
}
