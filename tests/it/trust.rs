//! `poolhouse trust`: what a project's file asks for counts only when whoever runs poolhouse says so.

use expect_test::expect;

use crate::command::{Scene, Told};

const PEOPLE: &str = r#"
local ph = require "poolhouse"
ph.cognito.pool("us-east-1_examplepool"):group(ph.env.TEAM, {})
"#;

const PROJECT: &str = r#"
[pools.us-east-1_examplepool]

[env]
allow = ["TEAM"]

[triggers.us-east-1_examplepool]
pre_sign_up = "http://127.0.0.1:9/domains"
"#;

/// A project that asks for a variable and sends events away, and a user with a folder for settings.
struct Stranger(Scene);

impl Stranger {
    fn new() -> Self {
        Self(Scene::new(&[("people.lua", PEOPLE), ("poolhouse.toml", PROJECT)]))
    }

    fn run(&self, arguments: &str) -> Told {
        let mut command = self.0.command(arguments);
        command.env("XDG_CONFIG_HOME", self.0.path("user")).env("TEAM", "blue");
        Told::new(command.output().expect("the command runs"))
    }

    /// The same without the folder, which is another in each run.
    fn shown(&self, told: &Told) -> String {
        let folder = std::fs::canonicalize(self.0.path("")).unwrap();
        told.to_string().replace(folder.to_str().unwrap(), "PROJECT")
    }
}

#[test]
fn nothing_that_a_stranger_asks_for_counts_by_itself_and_all_of_it_once_it_is_trusted() {
    let stranger = Stranger::new();
    let refused = stranger.run("plan people.lua");
    expect![[r#"
        --- stderr
        error: poolhouse.toml asks for the variable TEAM of the environment, and grants nothing by itself: look at it and let it count with `poolhouse trust`, or say `--allow-env TEAM`
        --- exit 1
    "#]]
    .assert_eq(&refused.to_string());
    let refused = stranger.run("plan people.lua --allow-env TEAM");
    expect![[r#"
        --- stderr
        error: poolhouse.toml asks for events of us-east-1_examplepool.pre_sign_up sent to http://127.0.0.1:9/domains, and grants nothing by itself: look at it and let it count with `poolhouse trust`, or say `--allow-http 127.0.0.1:9`
        --- exit 1
    "#]]
    .assert_eq(&refused.to_string());
    stranger.run("plan people.lua --allow-env TEAM --allow-http 127.0.0.1:9").succeeded();

    let asked = stranger.run("trust");
    expect![[r#"
        PROJECT/poolhouse.toml asks for:
          the variable TEAM of the environment
          events of us-east-1_examplepool.pre_sign_up sent to http://127.0.0.1:9/domains
        --- stderr
        error: nobody is there to say yes; give --yes to go on without asking
        --- exit 1
    "#]]
    .assert_eq(&stranger.shown(&asked));
    stranger.run("trust --yes").succeeded();
    let told = stranger.run("plan people.lua").succeeded();
    assert!(told.stdout.contains(r#"+ group "blue""#), "{told}");
}

#[test]
fn a_file_that_is_written_is_trusted_no_longer_and_trust_can_be_taken_back() {
    let stranger = Stranger::new();
    stranger.run("trust --yes").succeeded();
    let listed = stranger.run("trust --list").succeeded();
    assert_eq!(stranger.shown(&listed), "PROJECT\n--- exit 0\n");
    stranger.0.write("poolhouse.toml", &PROJECT.replace("domains", "elsewhere"));
    assert_eq!(stranger.run("plan people.lua").code, 1);
    let listed = stranger.run("trust --list").succeeded();
    assert!(listed.stdout.contains("written since: it counts no longer"), "{listed}");
    stranger.run("trust --yes").succeeded();
    stranger.run("plan people.lua").succeeded();
    stranger.run("trust --revoke").succeeded();
    assert_eq!(stranger.run("plan people.lua").code, 1);
    assert_eq!(stranger.run("trust --list").succeeded().stdout, "");
}

#[test]
fn states_elsewhere_are_kept_where_a_trusted_file_says() {
    let stranger = Stranger::new();
    stranger
        .0
        .write("poolhouse.toml", "[pools.us-east-1_examplepool]\n[state]\nurl = \"nowhere://people\"\n");
    stranger.0.edit("people.lua", "ph.env.TEAM", "\"blue\"");
    let refused = stranger.run("plan people.lua");
    assert!(refused.stderr.contains("asks for states kept at nowhere://people"), "{refused}");
    stranger.run("trust --yes").succeeded();
    let followed = stranger.run("plan people.lua");
    assert!(followed.code == 1 && !followed.stderr.contains("poolhouse trust"), "{followed}");
    stranger.run("plan people.lua --state local").succeeded();
}

#[test]
fn a_project_that_asks_for_nothing_needs_no_trust() {
    let told = Scene::new(&[]).run("trust").succeeded();
    assert!(told.stdout.ends_with("asks for nothing that would have to be trusted\n"), "{told}");
}
