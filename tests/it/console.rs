//! `poolhouse console`, in a terminal as people use it and fed by another program.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::cli::Served;
use crate::command::{Scene, Told, repository};
use crate::servers;

/// What a console says to lines that another program feeds it.
fn fed(scene: &Scene, arguments: &str, lines: &str) -> Told {
    let mut command = scene.command(&format!("console {arguments}"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.env("XDG_DATA_HOME", scene.path("data")).spawn().expect("it starts");
    let input = child.stdin.take();
    input.expect("piped").write_all(lines.as_bytes()).expect("it reads");
    Told::new(child.wait_with_output().expect("it ends"))
}

#[test]
fn entries_run_one_after_the_other_and_a_fault_ends_none_but_its_own() {
    let entries = r#"
local pool = "us-east-1_examplepool"
ph.api.create_group {
  UserPoolId = pool, GroupName = "admins",
}.Group.GroupName
ph.api.get_group { UserPoolId = pool, GroupName = "none" }
#ph.api.list_groups({ UserPoolId = pool }).Groups
"#;
    let told = fed(&Scene::new(&[]), "", entries).succeeded();
    assert_eq!(told.stdout, "\"admins\"\n1\n", "{told}");
    assert!(
        told.stderr.contains("error: console:1: GetGroup: ResourceNotFoundException: Group not found."),
        "{told}"
    );
}

#[test]
fn beyond_this_process_calls_only_look_unless_they_are_let() {
    let scene = Scene::new(&[]);
    let server = Served::start(&scene);
    let on = format!("--backend aws --endpoint {}", server.url);
    let entries = "ph.api.create_group { UserPoolId = \"us-east-1_examplepool\", GroupName = \"admins\" }\n\
                   #ph.api.list_groups({ UserPoolId = \"us-east-1_examplepool\" }).Groups\n";
    let told = fed(&scene, &on, entries).succeeded();
    assert!(told.stderr.contains("CreateGroup changes something"), "{told}");
    assert_eq!(told.stdout, "0\n");
    let told = fed(&scene, &format!("{on} --write"), entries).succeeded();
    assert!(told.stdout.ends_with("\n1\n"), "{told}");
}

#[test]
fn in_a_terminal_lines_are_edited_completed_interrupted_and_kept() {
    let scene = Scene::new(&[]);
    let python = servers::python_program("python").unwrap_or_else(|reason| panic!("{reason}"));
    let output = Command::new(python)
        .args(["-B", "tests/it/type_into_console.py"])
        .arg(crate::command::program())
        .arg(scene.path(""))
        .current_dir(repository())
        .env("XDG_DATA_HOME", scene.path("data"))
        .output();
    Told::new(output.expect("Python runs")).succeeded();
    let history = scene.path("data/poolhouse/console-history");
    let kept = std::fs::read_to_string(history).expect("a history");
    assert!(kept.contains("ph.api.list_user_pools") && !kept.contains("Hunter2!"), "{kept}");
}
