//! Signatures that are required: of the AWS SDK for Rust, and of the command itself.

use std::process::{Command, Stdio};
use std::time::Duration;

use aws_sdk_cognitoidentityprovider::config::Credentials;
use aws_sdk_cognitoidentityprovider::error::ProvideErrorMetadata;
use poolhouse_emulator::{AccessKey, Emulator};

use crate::cli::Served;
use crate::command::{Scene, Told};
use crate::rust_sdk::sdk;

#[tokio::test]
async fn the_rust_sdk_signs_as_the_emulator_verifies() {
    let emulator = Emulator::builder().require_signatures([AccessKey::new("AKID", "right")]);
    let emulator = emulator.build().expect("nothing to load");
    let server = emulator.start().await.unwrap();
    let code = async |id: &str, secret: &str, token: Option<&str>| {
        let credentials = Credentials::new(id, secret, token.map(str::to_owned), None, "tests");
        let listed = sdk(server.url(), credentials).list_user_pools().max_results(1).send().await;
        listed.err().map(|refusal| refusal.into_service_error().code().unwrap_or_default().to_owned())
    };
    assert_eq!(code("AKID", "right", None).await, None);
    assert_eq!(code("AKID", "right", Some("session/token")).await, None);
    assert_eq!(code("AKID", "wrong", None).await.as_deref(), Some("InvalidSignatureException"));
    assert_eq!(code("AKIDOTHER", "right", None).await.as_deref(), Some("UnrecognizedClientException"));
    emulator.clock().advance(Duration::from_secs(24 * 60 * 60));
    // The SDK learns the emulator's time from the refusal, and signs anew by that.
    assert_eq!(code("AKID", "right", None).await, None);
}

#[test]
fn the_command_signs_what_the_served_emulator_verifies() {
    let scene = Scene::of_repository();
    let mut serve = scene.command("emulator --port 0 --require-signatures AKID=env:EMULATOR_SECRET");
    let server = Served::by(serve.env("EMULATOR_SECRET", "right"));
    let apply = |secret: &str| {
        let arguments = format!("apply scripts/quickstart.lua --yes --backend aws --endpoint {}", server.url);
        let mut command = scene.command(&arguments);
        told(command.envs([("AWS_ACCESS_KEY_ID", "AKID"), ("AWS_SECRET_ACCESS_KEY", secret)]))
    };
    let refused = apply("wrong");
    assert_eq!(refused.code, 1, "{refused}");
    assert!(refused.stderr.contains("does not match the signature you provided"), "{refused}");
    apply("right").succeeded();
}

#[test]
fn a_key_without_its_secret_is_refused_before_anything_is_served() {
    let scene = Scene::of_repository();
    let refused = scene.run("emulator --port 0 --require-signatures AKID=env:NO_SUCH_VARIABLE");
    assert_eq!(refused.code, 1, "{refused}");
    assert!(refused.stderr.contains("there is no variable NO_SUCH_VARIABLE in the environment"), "{refused}");
    let refused = scene.run("emulator --port 0 --require-signatures hush");
    assert!(refused.stderr.contains("KEY=SECRET") && !refused.stderr.contains("hush"), "{refused}");
}

fn told(command: &mut Command) -> Told {
    Told::new(command.stdin(Stdio::null()).output().expect("the command runs"))
}
