//! Plugins from templates, by the tools of their languages: the steps of `docs/plugins.md`, as an author takes them.
//!
//! Where a language's tools are missing its test passes, unless `POOLHOUSE_TEST_TOOLCHAINS` is set, as the gate has it.

use std::fs;
use std::process::Command;

use expect_test::expect;

use crate::command::{Scene, Told, program, repository};

/// The lines of the guide's block for a language.
fn steps(language: &str) -> Vec<String> {
    let guide = fs::read_to_string(repository().join("docs/plugins.md")).unwrap();
    let (_, section) = guide.split_once(&format!("### {language}\n")).unwrap();
    let (_, block) = section.split_once("```sh\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    block.lines().map(str::to_owned).collect()
}

/// Whether the tools of a language are missing, and may be.
fn is_excused(told: &Told) -> bool {
    told.stderr.contains("which is not there; ") && std::env::var_os("POOLHOUSE_TEST_TOOLCHAINS").is_none()
}

/// The command, with what cargo builds for plugins kept between tests.
fn run(scene: &Scene, line: &str) -> Told {
    let mut command = scene.command(line);
    command.env("CARGO_TARGET_DIR", program().with_file_name("plugins"));
    Told::new(command.output().unwrap())
}

/// Takes the steps with nothing set that an author has not. What cargo builds is kept all the same: the folder for it is
/// another one by a link.
#[track_caller]
fn follow(language: &str) {
    let scene = Scene::new(&[]);
    let kept = program().with_file_name("plugins");
    fs::create_dir_all(&kept).unwrap();
    for step in steps(language) {
        let mut command = scene.command(step.strip_prefix("poolhouse ").unwrap());
        let told = Told::new(command.env_remove("CARGO_TARGET_DIR").output().unwrap());
        if let Some((name, _)) =
            step.strip_prefix("poolhouse plugin new ").and_then(|rest| rest.split_once(' '))
        {
            std::os::unix::fs::symlink(&kept, scene.path(name).join("build/target")).unwrap();
        }
        if is_excused(&told) {
            return;
        }
        assert_eq!(told.code, 0, "{step}: {told}");
    }
}

#[test]
fn the_steps_for_c_lead_to_an_apply() {
    follow("C");
}

#[test]
fn the_steps_for_javascript_lead_to_an_apply() {
    follow("JavaScript");
}

#[test]
fn the_steps_for_rust_lead_to_an_apply() {
    follow("Rust");
}

#[test]
fn every_example_passes_its_tests() {
    let examples = fs::read_dir(repository().join("scripts/plugins")).unwrap();
    let examples: Vec<_> = examples.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(examples.len() >= 3, "{examples:?}");
    for example in examples {
        let told = run(&Scene::of_repository(), &format!("plugin test scripts/plugins/{example}"));
        assert!(told.code == 0 || is_excused(&told), "{example}: {told}");
    }
}

/// A plugin of that world in C, in the folder `it`; none where its tools are missing and may be.
fn plugin_in_c(world: &str) -> Option<Scene> {
    let scene = Scene::new(&[]);
    scene.run(&format!("plugin new it --lang c --world {world}")).succeeded();
    let told = scene.run("plugin build it");
    if is_excused(&told) {
        return None;
    }
    told.succeeded();
    Some(scene)
}

#[test]
fn a_trigger_from_its_template_passes_its_tests() {
    let Some(scene) = plugin_in_c("trigger") else { return };
    let told = scene.run("plugin test it").succeeded();
    assert_eq!(told.stdout, "ok sign_in\n1 passed, 0 failed\n");
}

#[test]
fn a_transform_from_its_template_passes_its_tests_and_rules_over_a_script() {
    let Some(scene) = plugin_in_c("transform") else { return };
    let told = scene.run("plugin test it").succeeded();
    assert_eq!(told.stdout, "ok capitals\n1 passed, 0 failed\n");
    let people = std::fs::read_to_string(scene.path("it/tests/people.lua")).unwrap();
    scene.write("it/tests/people.lua", "\nwhile true do end\n");
    let endless = scene.run("plugin test it --time-limit 100ms");
    scene.write("it/tests/people.lua", &people);
    assert_eq!(endless.code, 1, "{endless}");
    expect![[r#"
        FAILED capitals
        expected the faults
        people.lua:5: user "joe": has capitals in its username
        found the faults
        people.lua:2: the script ran longer than its time limit of 100ms (look for a loop without an end, or raise the limit with `--time-limit`)
        0 passed, 1 failed
    "#]].assert_eq(&format!("{}{}", endless.stdout, endless.stderr));
    let told = scene.run("plan it/tests/people.lua --transform it/it.wasm");
    assert_eq!(told.code, 1, "{told}");
    expect![[r#"
        error: it/tests/people.lua:5: user "joe": has capitals in its username, says plugin "it"
        1 fault; nothing was changed
    "#]]
    .assert_eq(&told.stderr);
}

/// What the template of a provisioner declares, as a script.
const STAFF: &str = r#"
local ph = require "poolhouse"
local pool = ph.cognito.pool(ph.args.pool)
local departments = {}
for row in ph.csv.rows "it/tests/staff.csv" do
  local department = row.department or ""
  if department ~= "" and not departments[department] then
    departments[department] = pool:group(department, {})
  end
  pool:user(row.username, {
    attributes = { email = row.email, email_verified = true },
    message_action = "SUPPRESS",
    groups = { departments[department] },
  })
end
"#;

/// A script that leaves it to the plugin.
const BY_PLUGIN: &str = r#"
local ph = require "poolhouse"
local staff = require "plugin:it"
staff:declare { config = { pool = ph.args.pool }, inputs = { staff = "it/tests/staff.csv" } }
"#;

#[test]
fn a_plugin_the_same_as_a_script_and_a_script_that_calls_it_have_the_same_plan() {
    let Some(scene) = plugin_in_c("provisioner") else { return };
    scene.run("plugin add it/it.wasm").succeeded();
    scene.write("staff.lua", STAFF);
    scene.write("by_plugin.lua", BY_PLUGIN);
    let plan = |source: &str| {
        let told = scene.run(&format!("plan {source} --arg pool=us-east-1_examplepool --json"));
        let mut plan = told.succeeded().json();
        plan["changes"].as_array_mut().unwrap().iter_mut().for_each(|change| {
            change.as_object_mut().unwrap().remove("origin");
        });
        plan
    };
    let by_script = plan("staff.lua");
    assert_eq!(by_script["changes"].as_array().map(Vec::len), Some(3), "{by_script:#}");
    assert_eq!(plan("it/it.wasm --input staff=it/tests/staff.csv"), by_script);
    assert_eq!(plan("by_plugin.lua"), by_script);
}

#[test]
fn a_component_carries_what_its_author_says_of_it() {
    let Some(scene) = plugin_in_c("provisioner") else { return };
    let told = scene.run("plugin inspect it/it.wasm --json").succeeded().json();
    assert_eq!((&told["name"], &told["version"]), (&"it".into(), &"0.1.0".into()));
    assert_eq!(told["wants"], serde_json::json!(["config pool", "input staff"]));
}

#[test]
fn a_test_that_fails_shows_what_came_instead() {
    let Some(scene) = plugin_in_c("provisioner") else { return };
    scene.edit("it/tests/nobody.toml", "has no email", "has no telephone");
    let told = scene.run("plugin test it");
    assert_eq!(told.code, 1, "{told}");
    expect![[r#"
        FAILED nobody
        expected the faults
        staff:2: user "ann": has no telephone
        found the faults
        staff:2: user "ann": has no email
        ok staff
        1 passed, 1 failed
    "#]]
    .assert_eq(&told.stdout);
}

#[test]
fn an_error_of_the_compiler_is_told_in_its_words() {
    let Some(scene) = plugin_in_c("trigger") else { return };
    scene.edit("it/plugin.c", "return true", "return certainly");
    let told = scene.run("plugin build it");
    assert_eq!(told.code, 1, "{told}");
    assert!(told.stderr.contains("use of undeclared identifier 'certainly'"), "{told}");
}

#[test]
fn a_missing_tool_is_told_with_what_to_install() {
    let scene = Scene::new(&[]);
    scene.run("plugin new it --lang js").succeeded();
    let mut command: Command = scene.command("plugin build it");
    let told = Told::new(command.env("PATH", "/nowhere").output().unwrap());
    assert_eq!(told.code, 1, "{told}");
    expect![[r#"
        error: building it needs npm, which is not there; install Node.js 20 or newer with npm (Debian: `apt install nodejs npm`)
    "#]]
    .assert_eq(&told.stderr);
}

#[test]
fn a_folder_that_is_no_plugins_is_told_how_to_become_one() {
    let told = Scene::new(&[]).run("plugin build");
    assert_eq!(told.code, 1, "{told}");
    expect![[r#"
        error: .: has no plugin.toml; `poolhouse plugin new` makes a plugin's folder
    "#]]
    .assert_eq(&told.stderr);
}
