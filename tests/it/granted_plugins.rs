//! What a project's file grants its plugins, once it is trusted.

use std::io::{Read, Write};
use std::net::TcpListener;

use expect_test::expect;

use crate::command::{Scene, Told};
use crate::guests::{add, slice, text, trigger};

/// Answers with the secret `TOKEN`.
fn telling_its_secret() -> Vec<u8> {
    let import = r#"(import "poolhouse:plugin/secrets@0.1.0" "reveal" (func $reveal (param i32 i32 i32)))"#;
    let answer = "(call $reveal (i32.const 1024) (i32.const 5) (i32.const 16)) (i32.const 16)";
    trigger(import, answer, &text(1024, "TOKEN"))
}

/// Answers with all of its configuration.
fn telling_its_configuration() -> Vec<u8> {
    let import = r#"(import "poolhouse:plugin/config@0.1.0" "all" (func $all (param i32)))"#;
    trigger(import, "(call $all (i32.const 20)) (i32.const 16)", "")
}

/// Answers with what that URL has.
fn telling_of(url: &str) -> Vec<u8> {
    let import = r#"(import "poolhouse:plugin/http@0.1.0" "send"
        (func $send (param i32 i32 i32 i32 i32 i32 i32 i32 i32)))"#
        .replace('\n', " ");
    let length = url.len();
    let answer = format!(
        "(call $send (i32.const 1024) (i32.const 3) (i32.const 1032) (i32.const {length})
            (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 16))
         (if (result i32) (i32.load8_u (i32.const 16))
            (then (i32.const 16))
            (else
                (i32.store (i32.const 68) (i32.load (i32.const 32)))
                (i32.store (i32.const 72) (i32.load (i32.const 36)))
                (i32.const 64)))"
    );
    trigger(&import, &answer, &[text(1024, "GET"), text(1032, url)].join("\n"))
}

/// A project with that plugin, to which its file grants that.
pub(crate) struct Project(pub(crate) Scene);

impl Project {
    pub(crate) fn new(plugin: &[u8], grants: &str) -> Self {
        let scene = Scene::new(&[(
            "event.json",
            r#"{"triggerSource":"PreSignUp_SignUp","request":{},"response":{}}"#,
        )]);
        add(&scene, "it", plugin);
        let project = std::fs::read_to_string(scene.path("poolhouse.toml")).unwrap();
        scene.write("poolhouse.toml", &format!("{project}{grants}\n"));
        Self(scene)
    }

    pub(crate) fn run(&self, arguments: &str) -> Told {
        let mut command = self.0.command(arguments);
        command.env("XDG_CONFIG_HOME", self.0.path("user")).env("TOKEN", r#"{"a":1}"#);
        Told::new(command.output().expect("the command runs"))
    }

    fn answer(&self) -> Told {
        self.run("trigger invoke plugins/it.wasm event.json")
    }
}

#[test]
fn what_reaches_out_counts_once_the_file_is_trusted_and_is_shown_beside_what_is_wanted() {
    let project = Project::new(&telling_its_secret(), "secrets = [\"TOKEN\"]");
    expect![[r#"
        --- stderr
        error: poolhouse.toml asks for the secret TOKEN for plugin it, and grants nothing by itself: look at it and let it count with `poolhouse trust`
        --- exit 1
    "#]]
    .assert_eq(&project.answer().to_string());
    let told = project.run("plugin inspect it").succeeded();
    assert!(told.stdout.contains("\n  granted secret TOKEN\n"), "{told}");
    assert!(told.stdout.contains("\n  lacks   the secret TOKEN for plugin it: `poolhouse trust`"), "{told}");
    assert_eq!(
        project.run("plugin inspect it --json").json()["granted"],
        serde_json::json!(["secret TOKEN"])
    );

    let told = project.run("trust --yes").succeeded();
    assert!(told.stdout.contains("\n  the secret TOKEN for plugin it\n"), "{told}");
    assert_eq!(project.answer().succeeded().json()["response"], serde_json::json!({ "a": 1 }));
    let told = project.run("plugin inspect it").succeeded();
    assert!(!told.stdout.contains("lacks"), "{told}");
}

#[test]
fn values_of_the_project_itself_need_no_trust_and_files_beyond_it_do() {
    let project = Project::new(&telling_its_configuration(), "config = { prefix = \"team:\", most = 2 }");
    let told = project.answer().succeeded().json();
    assert_eq!(told["response"], serde_json::json!({ "most": 2, "prefix": "team:" }));
    let project = Project::new(&telling_its_configuration(), "inputs = { staff = \"../staff.csv\" }");
    let told = project.answer();
    assert!(told.stderr.contains("asks for the file ../staff.csv for plugin it"), "{told}");
}

#[test]
fn what_is_not_granted_is_not_there() {
    let project = Project::new(&telling_its_secret(), "");
    let told = project.answer();
    assert_eq!(told.code, 1, "{told}");
    assert!(told.to_string().contains("the secret \"TOKEN\" is not granted to the plugin"), "{told}");
}

#[test]
fn requests_reach_the_hosts_that_are_granted_and_follow_nobody() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let moved =
        format!("HTTP/1.1 302 Found\r\nlocation: http://{host}/b\r\ncontent-length: 7\r\n\r\n{{\"b\":2}}");
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 4096];
        assert!(stream.read(&mut request).unwrap() > 0);
        stream.write_all(moved.as_bytes()).unwrap();
    });
    let plugin = telling_of(&format!("http://{host}/a"));
    let project = Project::new(&plugin, &format!("http = [\"{host}\"]"));
    assert!(project.answer().stderr.contains(&format!("requests to {host} for plugin it")));
    project.run("trust --yes").succeeded();
    assert_eq!(project.answer().succeeded().json()["response"], serde_json::json!({ "b": 2 }));

    let project = Project::new(&plugin, "http = [\"example.com\"]");
    project.run("trust --yes").succeeded();
    let told = project.answer();
    assert!(
        told.to_string().contains(&format!("requests to {host} are not granted to the plugin")),
        "{told}"
    );
}

#[test]
fn a_plugin_that_is_pinned_does_not_become_another_while_it_answers() {
    let project = Project::new(&telling_its_configuration(), "config = { a = 1 }");
    std::fs::write(project.0.path("plugins/it.wasm"), telling_its_secret()).unwrap();
    let told = project.answer();
    assert!(told.stderr.contains("is not the plugin that poolhouse.toml pins"), "{told}");
}

#[test]
fn tests_of_scripts_have_nothing_that_leaves_the_process() {
    let project = Project::new(&telling_its_secret(), "secrets = [\"TOKEN\"]");
    let triggers = "[triggers.us-east-1_examplepool]\npre_sign_up = \"plugins/it.wasm\"\n";
    let text = std::fs::read_to_string(project.0.path("poolhouse.toml")).unwrap();
    project.0.write("poolhouse.toml", &format!("{text}{triggers}"));
    let script = "require('poolhouse').cognito.pool('us-east-1_examplepool'):user('ann', {})";
    project.0.write("people.lua", script);
    project.0.write(
        "people_test.luau",
        r#"
local t = require "poolhouse.test"
t.it("has no secret", function(emulator)
  t.expect(function() emulator:apply("people.lua") end):to_fail_with("is not granted")
end)
"#,
    );
    project.run("test").succeeded();
}

#[test]
fn a_name_for_a_plugin_is_one() {
    let scene = Scene::new(&[("people.lua", "")]);
    scene.write("poolhouse.toml", "[plugins.\"../hr\"]\npath = \"hr.wasm\"\nsha256 = \"\"\n");
    let told = scene.run("check people.lua");
    assert!(told.stderr.contains("\"../hr\" is no name for a plugin"), "{told}");
}

#[test]
fn a_place_in_memory_is_written_as_a_pointer_and_a_length() {
    assert_eq!(slice(20, 1024, 3), r#"(data (i32.const 20) "\00\04\00\00\03\00\00\00")"#);
}
