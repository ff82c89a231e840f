//! Programs by other hands at work on the emulator: boto3, pycognito, the AWS CLI, and Python's plain HTTP; the AWS SDK
//! for JavaScript, amazon-cognito-identity-js, and Amplify.
//!
//! Each tour is a script in `tests/python` or `tests/js` that is given the emulator's URL, prints what failed,
//! and ends with a code other than 0 if anything did.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use poolhouse_emulator::{AccessKey, Emulator, Issuer, is_implemented};
use poolhouse_emulator_model::OperationName;

use crate::command::program;
use crate::servers::{node_modules, python_program};

#[tokio::test]
async fn boto3_takes_the_emulator_for_cognito() {
    tour("boto3_tour.py", &[]).await;
}

#[tokio::test]
async fn the_aws_cli_takes_the_emulator_for_cognito() {
    tour("cli_tour.py", &[]).await;
}

#[tokio::test]
async fn programs_sign_users_in_by_password() {
    tour("password_tour.py", &[]).await;
}

#[tokio::test]
async fn programs_ask_for_second_factors() {
    tour("mfa_tour.py", &[]).await;
}

#[tokio::test]
async fn programs_let_users_choose_how_to_sign_in() {
    tour("choice_tour.py", &[]).await;
}

#[tokio::test]
async fn programs_let_users_sign_in_by_passkey() {
    tour("passkey_tour.py", &[]).await;
}

#[tokio::test]
async fn programs_let_users_help_themselves() {
    tour("self_service_tour.py", &[]).await;
}

#[tokio::test]
async fn programs_refresh_and_revoke_sessions() {
    tour("refresh_tour.py", &[]).await;
}

#[tokio::test]
async fn programs_remember_devices() {
    tour("devices_tour.py", &[]).await;
}

#[tokio::test]
async fn pycognito_takes_the_emulator_for_cognito() {
    tour("pycognito_tour.py", &[]).await;
}

#[tokio::test]
async fn amazon_cognito_identity_js_takes_the_emulator_for_cognito() {
    tour("identity_tour.js", &[]).await;
}

#[tokio::test]
async fn the_sdk_for_javascript_takes_the_emulator_for_cognito() {
    tour("sdk_tour.js", &[]).await;
}

#[tokio::test]
async fn amplify_takes_the_emulator_for_cognito() {
    tour("amplify_tour.js", &[]).await;
}

#[tokio::test]
async fn pages_of_any_origin_sign_users_in() {
    tour("browser_tour.js", &[]).await;
}

#[tokio::test]
async fn tokens_are_verified_by_the_served_keys() {
    tour("token_tour.py", &[]).await;
}

#[tokio::test]
async fn apps_take_the_emulator_for_the_service_itself() {
    let emulator = Emulator::builder().issuer(Issuer::Aws).build().expect("nothing to load");
    tour_of(emulator, "issuer_tour.py", &[]).await;
}

#[tokio::test]
async fn what_expires_does_so_in_time() {
    let emulator = Emulator::new();
    emulator.clock().freeze();
    tour_of(emulator, "time_tour.py", &[]).await;
}

#[tokio::test]
async fn only_signed_requests_are_answered_where_signatures_are_required() {
    let keys = [AccessKey::new("AKIDEXAMPLE", "right"), AccessKey::new("AKIDOTHER", "other")];
    let emulator = Emulator::builder().require_signatures(keys).build().expect("nothing to load");
    tour_of(emulator, "signature_tour.py", &[]).await;
}

#[test]
fn pools_call_functions_over_http() {
    // The emulator that the script starts is its own, so that its clock is nobody else's to turn.
    finish("functions_tour.py", command("functions_tour.py").arg(program()), |_| {});
}

#[tokio::test]
async fn the_protocol_is_kept_to_the_byte() {
    let unbuilt = OperationName::ALL.iter().find(|operation| !is_implemented(**operation));
    let unbuilt: Vec<&str> = unbuilt.map(|operation| operation.as_str()).into_iter().collect();
    tour("http_tour.py", &unbuilt).await;
}

/// Runs a script against an emulator of its own.
async fn tour(script: &str, arguments: &[&str]) {
    tour_of(Emulator::new(), script, arguments).await;
}

/// Runs a script against an emulator. The script may turn its clock: a line `advance SECONDS` from it
/// is done, and answered with a line.
async fn tour_of(emulator: Emulator, script: &str, arguments: &[&str]) {
    let server = emulator.start().await.expect("a free port");
    let mut command = command(script);
    command.arg(server.url()).args(arguments);
    let script = script.to_owned();
    let run = move || finish(&script, &mut command, |by| emulator.clock().advance(by));
    tokio::task::spawn_blocking(run).await.expect("the tour succeeds");
}

/// Runs a script to its end, and shows what it printed if it fails.
fn finish(script: &str, command: &mut Command, advance: impl Fn(Duration)) {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let program = piped.get_program().to_owned();
    let mut process =
        piped.spawn().unwrap_or_else(|error| panic!("{} does not run: {error}", program.display()));
    let mut answers = process.stdin.take().expect("piped");
    let mut told = String::new();
    for line in BufReader::new(process.stdout.take().expect("piped")).lines() {
        let line = line.expect("text");
        match line.strip_prefix("advance ").map(str::parse) {
            Some(seconds) => {
                advance(Duration::from_secs(seconds.expect("seconds")));
                answers.write_all(b"\n").expect("the script reads");
            }
            None => told.extend([&line, "\n"]),
        }
    }
    let output = process.wait_with_output().expect("the script ends");
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}\n{told}{complaints}");
}

/// The script sees nothing of the developer's own AWS configuration, nor a proxy.
fn command(script: &str) -> Command {
    let mut command = if script.ends_with(".js") { javascript() } else { python() };
    let folder = if script.ends_with(".js") { "js" } else { "python" };
    command
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(script))
        .envs([("AWS_ACCESS_KEY_ID", "tests"), ("AWS_SECRET_ACCESS_KEY", "tests")])
        .envs([("AWS_EC2_METADATA_DISABLED", "true"), ("AWS_PAGER", "")]);
    command
}

fn python() -> Command {
    let mut python = Command::new(python_program("python").unwrap_or_else(|reason| panic!("{reason}")));
    python.arg("-B").env_clear(); // no compiled files in the source tree
    python
}

fn javascript() -> Command {
    let packages = node_modules().unwrap_or_else(|reason| panic!("{reason}"));
    let mut node = Command::new("node");
    node.env_clear().envs(env::var_os("PATH").map(|path| ("PATH", path))).env("NODE_PATH", packages);
    node
}
