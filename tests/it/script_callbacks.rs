//! What a script says once its resources are known: outputs, policies, callbacks.

use crate::command::Scene;

/// A user whose attribute is the id of another, who is declared under a later name.
const SCRIPT: &str = r#"
local ph = require "@poolhouse"
local pool = ph.cognito.pool "us-east-1_examplepool"
local boss = pool:user("zoe", { message_action = "SUPPRESS" })
pool:user("ann", {
  message_action = "SUPPRESS",
  attributes = { nickname = "under " .. boss.sub, name = ph.output.map(boss.physical, string.upper) },
})
ph.after(boss, function(user)
  print(user.action, user.id, #user.sub)
end)
ph.policy("nobody leaves", function(plan)
  return plan.deletes == 0, `{plan.deletes} would leave`
end)
"#;

#[test]
fn an_output_is_in_its_place_after_the_first_apply_and_the_second_plan_finds_nothing() {
    let scene = Scene::new(&[("people.lua", SCRIPT)]);
    let told = scene.run("plan people.lua");
    assert!(told.stdout.contains(r#"nickname = "(sub of user zoe, known after apply)""#), "{told}");
    let told = scene.run("apply people.lua --yes");
    assert!(told.stdout.contains("done: 2 created"), "{told}");
    assert!(told.stderr.contains("people.lua:10: create\tzoe\t36"), "{told}");
    let told = scene.run("plan people.lua --detailed-exitcode");
    assert!(told.code == 0 && !told.stderr.contains("zoe"), "{told}");
    let told = scene.run("plan people.lua --detailed-exitcode --refresh none");
    assert_eq!(told.code, 0, "{told}");
    scene.edit("people.lua", "under ", "reports to ");
    let told = scene.run("plan people.lua");
    assert!(told.stdout.contains(r#"~ nickname = "under "#), "{told}");
    assert!(told.stdout.contains(r#"-> "reports to "#) && !told.stdout.contains("known after"), "{told}");
}

#[test]
fn an_account_that_is_made_anew_gives_its_new_id_to_whoever_waits_for_it() {
    let scene = Scene::new(&[("people.lua", SCRIPT)]);
    scene.run("apply people.lua --yes").succeeded();
    scene.edit("people.lua", r#""zoe", { "#, r#""zoe", { username = "zoe2", replace = "allow", "#);
    let told = scene.run("apply people.lua --yes");
    assert!(told.stdout.contains(r#"-> "(sub of user zoe, known after apply)""#), "{told}");
    assert!(told.stdout.contains("1 updated") && told.stdout.contains("1 replaced"), "{told}");
    assert_eq!(scene.run("plan people.lua --detailed-exitcode").code, 0);
}

#[test]
fn a_policy_refuses_a_plan_and_its_apply_and_nothing_is_changed() {
    let scene = Scene::new(&[("people.lua", SCRIPT)]);
    scene.run("apply people.lua --yes").succeeded();
    let text = std::fs::read_to_string(scene.path("people.lua")).expect("the script");
    let without =
        text.replace(&text[text.find("pool:user(\"ann\"").unwrap()..text.find("ph.after").unwrap()], "");
    scene.write("people.lua", &without);
    for command in ["check people.lua", "plan people.lua", "apply people.lua --yes"] {
        let told = scene.run(command);
        let expected = r#"policy "nobody leaves" refuses the plan: 1 would leave"#;
        assert!(told.code == 1 && told.stderr.contains(expected), "{command}: {told}");
    }
    scene.write("people.lua", SCRIPT);
    assert_eq!(scene.run("plan people.lua --detailed-exitcode").code, 0, "both are still there");
}

#[test]
fn a_callback_that_fails_makes_the_apply_incomplete_and_undoes_nothing() {
    let scene = Scene::new(&[(
        "people.lua",
        &SCRIPT.replace("print(user.action, user.id, #user.sub)", "error 'no'"),
    )]);
    let told = scene.run("apply people.lua --yes");
    assert!(told.code == 1 && told.stderr.contains("people.lua:10: no"), "{told}");
    assert_eq!(scene.run("plan people.lua --detailed-exitcode").code, 0);
}
