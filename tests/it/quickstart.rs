//! The same script on servers by different hands, seen through the AWS CLI.

use std::process::Command;

use serde_json::{Value, json};

use crate::cli::Served;
use crate::command::{Scene, Told};
use crate::{servers, wire};

#[test]
fn on_a_served_emulator_the_aws_cli_sees_the_four_users() {
    let scene = Scene::of_repository();
    let server = Served::start(&scene);
    provisions(&scene, &server.url, "us-east-1_examplepool");
}

#[tokio::test]
async fn on_moto_the_aws_cli_sees_the_four_users() {
    let address = servers::moto();
    // moto chooses its ids, so the script is told of the pool.
    let request = json!({ "PoolName": "quickstart", "AliasAttributes": ["preferred_username"] });
    let pool = wire::call(address, "CreateUserPool", &request).await.expect("a pool");
    let pool = pool["UserPool"]["Id"].as_str().expect("an id").to_owned();
    let run = move || provisions(&Scene::of_repository(), &format!("http://{address}"), &pool);
    tokio::task::spawn_blocking(run).await.expect("it goes through");
}

fn provisions(scene: &Scene, url: &str, pool: &str) {
    let on = format!("scripts/quickstart.lua --backend aws --endpoint {url} --arg pool={pool}");
    scene.run(&format!("apply {on} --yes")).succeeded();
    assert_eq!(scene.run(&format!("plan {on} --detailed-exitcode")).code, 0);
    assert_eq!(
        usernames(url, pool),
        ["alias@example.com", "jane.doe@example.com", "john.doe@example.com", "metadata@example.com"]
    );
}

fn usernames(url: &str, pool: &str) -> Vec<String> {
    let program = servers::python_program("aws").unwrap_or_else(|reason| panic!("{reason}"));
    let mut aws = Command::new(program);
    aws.env_clear()
        .envs([("AWS_ACCESS_KEY_ID", "tests"), ("AWS_SECRET_ACCESS_KEY", "tests"), ("HOME", "/nonexistent")])
        .args(["cognito-idp", "list-users", "--region", "us-east-1", "--output", "json"])
        .args(["--endpoint-url", url, "--user-pool-id", pool]);
    let listed: Value = Told::new(aws.output().expect("the AWS CLI runs")).succeeded().json();
    let users = listed["Users"].as_array().expect("users");
    let mut names: Vec<String> =
        users.iter().map(|user| user["Username"].as_str().expect("a name").to_owned()).collect();
    names.sort();
    names
}
