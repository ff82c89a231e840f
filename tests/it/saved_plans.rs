//! Plans in files, narrowed plans, and applies that programs read along with.

use std::fs;

use serde_json::Value;

use crate::command::Scene;

const PEOPLE: &str = r#"
local ph = require "poolhouse"
local pool = ph.cognito.pool "us-east-1_examplepool"
for row in ph.csv.rows "people.csv" do
    pool:user(row.name, { attributes = { name = row.shown }, password = "Correct-Horse-1", message_action = "SUPPRESS" })
end
"#;

fn scene() -> Scene {
    Scene::new(&[("people.lua", PEOPLE), ("people.csv", "name,shown\nann,Ann\nbob,Bob\n")])
}

#[test]
fn a_saved_plan_is_applied_as_it_was_planned_and_asks_nobody() {
    let scene = scene();
    scene.run("plan people.lua --out people.plan --target user/ann").succeeded();
    let text = fs::read_to_string(scene.path("people.plan")).unwrap();
    assert!(!text.contains("Correct-Horse-1"), "{text}");
    let told = scene.run("apply people.plan");
    assert!(told.stdout.contains("plan: 1 to create, 1 left out"), "{told}");
    assert!(told.stdout.contains("done: 1 created"), "{told}");
    let again = scene.run("apply people.plan");
    assert_eq!(again.code, 1);
    assert!(again.stderr.contains("the saved plan no longer holds: the state is at serial "), "{again}");
}

#[cfg(unix)]
#[test]
fn a_saved_plan_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let scene = scene();
    scene.run("plan people.lua --out people.plan").succeeded();
    let mode = fs::metadata(scene.path("people.plan")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_plan_is_saved_over_nothing_but_a_plan() {
    let scene = scene();
    for there in ["people.lua", "people.csv"] {
        let told = scene.run(&format!("plan people.lua --out {there}"));
        assert_eq!(told.code, 1, "{told}");
        assert!(told.stderr.contains("is there already"), "{told}");
    }
    scene.run("plan people.lua --out people.plan").succeeded();
    scene.run("plan people.lua --out people.plan").succeeded();
    scene.run("apply people.plan").succeeded();
    let told = scene.run("state export --out people.lua");
    assert_eq!(told.code, 1, "{told}");
    assert_eq!(fs::read_to_string(scene.path("people.lua")).unwrap(), PEOPLE);
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_told_and_ends_no_apply() {
    let scene = scene();
    for (arguments, flags) in
        [("plan people.lua", ""), ("apply people.lua --yes", "--json"), ("state list", "")]
    {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut command = scene.command(&format!("{arguments} {flags}"));
        let ended = command.stdout(full).output().unwrap();
        let stderr = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(1), "{arguments}: {stderr}");
        assert!(stderr.contains("cannot write the output: "), "{arguments}: {stderr}");
    }
    assert!(scene.run("plan people.lua").stdout.contains("nothing to do"));
}

#[test]
fn a_saved_plan_whose_inputs_were_edited_is_refused_by_name() {
    let scene = scene();
    scene.run("plan people.lua --out people.plan").succeeded();
    scene.edit("people.csv", "Ann", "Anne");
    let told = scene.run("apply people.plan");
    let expected = "the saved plan no longer holds: people.csv was changed; nothing was changed, plan again";
    assert!(told.stderr.contains(expected), "{told}");
    assert_eq!((told.code, scene.run("state list").stdout.as_str()), (1, ""));
}

#[test]
fn a_saved_plan_about_somebody_who_changed_meanwhile_is_refused() {
    let scene = scene();
    scene.run("apply people.lua --yes").succeeded();
    scene.edit("people.csv", "Ann", "Anne");
    scene.run("plan people.lua --out people.plan").succeeded();
    // Another script, with a state of its own, changes an attribute that the plan does not speak of.
    scene.write(
        "other.lua",
        "require('poolhouse').cognito.pool('us-east-1_examplepool'):user('ann', { adopt = true, attributes = { nickname = 'a' } })",
    );
    scene.run("apply other.lua --yes --adopt").succeeded();
    let told = scene.run("apply people.plan");
    assert!(told.stderr.contains("user/ann is not as it was"), "{told}");
}

#[test]
fn a_saved_plan_brings_its_own_settings() {
    let scene = scene();
    scene.run("plan people.lua --out people.plan").succeeded();
    let told = scene.run("apply people.plan --stage prod");
    assert!(told.stderr.contains("a saved plan is applied as it was planned"), "{told}");
    scene.write("people.plan", "{}");
    let told = scene.run("apply people.plan");
    assert!(told.stderr.contains("people.plan: is no saved plan"), "{told}");
}

#[test]
fn a_saved_plan_in_another_folder_is_told_where_it_belongs() {
    let scene = scene();
    scene.run("plan people.lua --out people.plan").succeeded();
    std::fs::create_dir(scene.path("deep")).expect("made");
    let applied = scene.command("apply ../people.plan").current_dir(scene.path("deep")).output();
    let stderr = String::from_utf8(applied.expect("it runs").stderr).expect("text");
    assert!(
        stderr.contains("is a plan of people.lua") && stderr.contains("in which it was planned"),
        "{stderr}"
    );
    scene.run("apply people.plan").succeeded();
}

#[test]
fn a_part_can_be_taken_or_left() {
    let scene = scene();
    let planned = |flags: &str| scene.run(&format!("plan people.lua {flags}"));
    assert!(planned("--exclude user/a*").stdout.contains("plan: 1 to create, 1 left out"));
    assert!(planned("--include user/a*").stdout.contains("plan: 1 to create, 1 left out"));
    let told = planned("--include group/*");
    assert!(
        told.stderr.contains("include group/*: matches nothing that is declared or remembered"),
        "{told}"
    );
    let told = planned("--target user/anm");
    assert!(told.stderr.contains("user \"anm\": is neither declared nor remembered"), "{told}");
    assert!(told.stderr.contains("did you mean user/ann?"), "{told}");
    assert!(planned("--target ann").stderr.contains("`ann` names no resource"));
}

#[test]
fn an_apply_can_be_read_along_line_by_line() {
    let scene = scene();
    let told = scene.run("apply people.lua --yes --json-lines");
    let lines: Vec<Value> = told.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let words: Vec<&str> = lines.iter().map(|line| line["event"].as_str().unwrap()).collect();
    assert_eq!((words[0], words[1], *words.last().unwrap()), ("planned", "started", "finished"));
    let ann: Vec<(&str, &Value)> = words
        .iter()
        .zip(&lines)
        .filter(|(_, line)| line["resource"] == "user/ann")
        .map(|(word, line)| (*word, &line["step"]["call"]))
        .collect();
    let call = |name: &str| Value::from(name);
    let (created, set) = (call("AdminCreateUser"), call("AdminSetUserPassword"));
    let expected = [
        ("change_started", &Value::Null),
        ("step_done", &created),
        ("step_done", &set),
        ("change_done", &Value::Null),
    ];
    assert_eq!(ann, expected);
    assert_eq!(lines.last().unwrap()["report"]["done"].as_array().map(Vec::len), Some(2));
    assert!(!told.stdout.contains("Correct-Horse-1"));
}
