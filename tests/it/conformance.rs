//! Programs by other hands at work on the emulator: boto3, the AWS CLI, and Python's plain HTTP.
//!
//! Each tour is a script in `tests/python` that is given the emulator's URL, prints what failed,
//! and ends with a code other than 0 if anything did.

use std::path::Path;
use std::process::{Command, Output};

use poolhouse_emulator::{Emulator, is_implemented};
use poolhouse_emulator_model::OperationName;

use crate::servers::python_program;

#[tokio::test]
async fn boto3_takes_the_emulator_for_cognito() {
    tour("boto3_tour.py", &[]).await;
}

#[tokio::test]
async fn the_aws_cli_takes_the_emulator_for_cognito() {
    tour("cli_tour.py", &[]).await;
}

#[tokio::test]
async fn programs_sign_users_in() {
    tour("auth_tour.py", &[]).await;
}

#[tokio::test]
async fn the_protocol_is_kept_to_the_byte() {
    let unbuilt = OperationName::ALL.iter().find(|operation| !is_implemented(**operation));
    let unbuilt: Vec<&str> = unbuilt.map(|operation| operation.as_str()).into_iter().collect();
    tour("http_tour.py", &unbuilt).await;
}

/// Runs a script against an emulator of its own, and shows what it printed if it fails.
async fn tour(script: &str, arguments: &[&str]) {
    let server = Emulator::new().start().await.expect("a free port");
    let mut command = command(script, &server.url(), arguments);
    let run = tokio::task::spawn_blocking(move || command.output().expect("Python runs"));
    let output: Output = run.await.expect("no panic");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{script}\n{}{}", text(&output.stdout), text(&output.stderr));
}

/// The script sees nothing of the developer's own AWS configuration, nor a proxy.
fn command(script: &str, url: &str, arguments: &[&str]) -> Command {
    let mut python = Command::new(python_program("python").unwrap_or_else(|reason| panic!("{reason}")));
    python
        .arg("-B") // no compiled files in the source tree
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("python").join(script))
        .arg(url)
        .args(arguments)
        .env_clear()
        .envs([("AWS_ACCESS_KEY_ID", "tests"), ("AWS_SECRET_ACCESS_KEY", "tests")])
        .envs([("AWS_EC2_METADATA_DISABLED", "true"), ("AWS_PAGER", "")]);
    python
}
