//! `poolhouse run`: one script on every Cognito there is.

use serde_json::json;

use crate::cli::Served;
use crate::command::{Scene, Told};
use crate::{servers, wire};

/// Makes users, lists them page by page, signs one in and deletes them again.
const SCRIPT: &str = r#"
local ph = require "poolhouse"
local pool = ph.args.pool

for _, name in { "ann", "bob", "cem" } do
  ph.api.admin_create_user { UserPoolId = pool, Username = name, MessageAction = "SUPPRESS" }
end
ph.api.admin_set_user_password {
  UserPoolId = pool, Username = "ann", Password = ph.secret.env "FIRST", Permanent = true,
}
local names = {}
for page in ph.api.list_users.pages { UserPoolId = pool, Limit = 2 } do
  for _, user in page.Users do table.insert(names, user.Username) end
end
table.sort(names)
print(table.concat(names, " "))

local client = ph.api.create_user_pool_client {
  UserPoolId = pool, ClientName = "web", ExplicitAuthFlows = { "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH" },
}.UserPoolClient
local tokens = ph.api.initiate_auth {
  ClientId = client.ClientId, AuthFlow = "USER_PASSWORD_AUTH",
  AuthParameters = { USERNAME = "ann", PASSWORD = ph.secret.env "FIRST" },
}.AuthenticationResult
print(ph.api.get_user({ AccessToken = tokens.AccessToken }).Username)

local ok, failure = pcall(ph.api.admin_get_user, { UserPoolId = pool, Username = "nobody" })
print(ok, failure.code, failure.operation, failure.retryable)
for _, name in names do
  print(next(ph.api.admin_delete_user { UserPoolId = pool, Username = name }))
end
ph.log.info "done"
"#;

const DONE: &str = "ann bob cem\nann\nfalse\tUserNotFoundException\tAdminGetUser\tfalse\nnil\nnil\nnil\n";

fn run(scene: &Scene, arguments: &str) -> Told {
    let mut command = scene.command(&format!("run script.lua --allow-env FIRST {arguments}"));
    Told::new(command.env("FIRST", "Hunter2!hunter2").output().expect("the command runs"))
}

#[test]
fn on_the_embedded_emulator_a_script_calls_the_api() {
    let scene = Scene::new(&[("script.lua", SCRIPT)]);
    let told = run(&scene, "--arg pool=us-east-1_examplepool").succeeded();
    assert_eq!(told.stdout, DONE);
    assert!(told.stderr.contains("script.lua:32: done"), "{told}");
}

#[test]
fn on_a_served_emulator_a_script_does_the_same_through_the_sdk() {
    let scene = Scene::new(&[("script.lua", SCRIPT)]);
    let server = Served::start(&scene);
    let on = format!("--backend aws --endpoint {} --arg pool=us-east-1_examplepool", server.url);
    assert_eq!(run(&scene, &on).succeeded().stdout, DONE);
}

#[tokio::test]
async fn on_moto_a_script_does_the_same_through_the_sdk() {
    let address = servers::moto();
    let pool = wire::call(address, "CreateUserPool", &json!({ "PoolName": "run" })).await.expect("a pool");
    let pool = pool["UserPool"]["Id"].as_str().expect("an id").to_owned();
    let on = format!("--backend aws --endpoint http://{address} --arg pool={pool}");
    let ran = move || run(&Scene::new(&[("script.lua", SCRIPT)]), &on).succeeded().stdout;
    assert_eq!(tokio::task::spawn_blocking(ran).await.expect("it goes through"), DONE);
}

#[test]
fn a_dry_run_prints_what_it_would_change_and_changes_nothing() {
    let script = r#"
local ph = require "poolhouse"
ph.api.create_group { UserPoolId = "us-east-1_examplepool", GroupName = "admins" }
print(#ph.api.list_groups({ UserPoolId = "us-east-1_examplepool" }).Groups)
"#;
    let scene = Scene::new(&[("script.lua", script)]);
    let told = scene.run("run script.lua --dry-run").succeeded();
    assert_eq!(
        told.stdout,
        "would call CreateGroup {\"GroupName\":\"admins\",\"UserPoolId\":\"us-east-1_examplepool\"}\n0\n"
    );
    assert_eq!(scene.run("run script.lua").succeeded().stdout, "1\n");
}

#[test]
fn a_script_that_fails_says_where_and_does_not_say_that_nothing_was_changed() {
    let script =
        "local ph = require 'poolhouse'\nph.api.describe_user_pool { UserPoolId = 'us-east-1_none' }";
    let told = Scene::new(&[("script.lua", script)]).run("run script.lua");
    assert_eq!(told.code, 1, "{told}");
    assert_eq!(
        told.stderr,
        "error: script.lua:2: DescribeUserPool: ResourceNotFoundException: User pool us-east-1_none does not exist.\n"
    );
}

#[test]
fn limits_end_a_script_and_waiting_takes_nothing_of_its_time() {
    let told = |script: &str, arguments: &str| {
        let script = format!("local ph = require 'poolhouse'\n{script}");
        Scene::new(&[("script.lua", &script)]).run(&format!("run script.lua {arguments}"))
    };
    let endless = told("while true do pcall(ph.now) end", "--time-limit 200ms");
    assert!(endless.stderr.contains("longer than its time limit of 200ms"), "{endless}");
    let busy = told("while true do pcall(ph.sleep, 0) end", "--call-limit 5");
    assert!(busy.stderr.contains("more than its 5 calls"), "{busy}");
    let wordy = told("while true do print('0123456789') end", "--output-limit 100B");
    assert!(wordy.stderr.contains("printed more than 100 B"), "{wordy}");
    let patient = told("ph.sleep(2.5) print 'rested'", "--time-limit 2s");
    assert_eq!(patient.succeeded().stdout, "rested\n");
}

#[test]
fn without_a_terminal_nobody_answers() {
    let script = "print(pcall((require 'poolhouse').prompt, 'Who?'))";
    let told = Scene::new(&[("script.lua", script)]).run("run script.lua").succeeded();
    assert_eq!(told.stdout, "false\tscript.lua:1: nobody is there to answer \"Who?\": it needs a terminal\n");
}

#[test]
fn a_plugin_cannot_be_run() {
    let told = Scene::new(&[("plugin.wasm", "")]).run("run plugin.wasm");
    assert!(told.stderr.contains("only Lua scripts can be run"), "{told}");
}
