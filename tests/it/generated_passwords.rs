//! Passwords that nobody chose: who gets to know them, and who does not.

use std::io::Read;
use std::path::Path;

use age::x25519::Identity;
use poolhouse::emulator::Emulator;
use poolhouse::{Options, PasswordFile, Poolhouse, Target};
use serde_json::{Value, json};

use crate::command::Scene;

const SCRIPT: &str = r#"local ph = require "poolhouse"
local pool = ph.cognito.pool "us-east-1_examplepool"
local made = ph.secret.generate()
pool:user("ann", { password = made, message_action = "SUPPRESS" })
pool:user("bob", { temporary_password = made, message_action = "SUPPRESS" })
pool:user("cid", { message_action = "SUPPRESS" })
"#;

/// Rows of username, property and password.
fn read(file: &Path, key: &Identity) -> Vec<[String; 3]> {
    let decryptor = age::Decryptor::new(std::fs::File::open(file).unwrap()).unwrap();
    let mut text = String::new();
    let mut plain = decryptor.decrypt(std::iter::once(key as &dyn age::Identity)).unwrap();
    plain.read_to_string(&mut text).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("pool,username,property,password"));
    // No comma or quote would be in a username here, and a password is what is left.
    let rows = lines.map(|line| {
        let parts: Vec<&str> = line.splitn(4, ',').collect();
        let password = parts[3].trim_matches('"').replace("\"\"", "\"");
        [parts[1].to_owned(), parts[2].to_owned(), password]
    });
    rows.collect()
}

async fn call(emulator: &Emulator, name: &str, input: Value) -> Value {
    let answer = emulator.handle(name, input, &emulator.caller()).await;
    answer.unwrap_or_else(|error| panic!("{name}: {error:?}")).unwrap_or_default()
}

#[tokio::test]
async fn the_passwords_in_the_file_are_those_that_sign_in() {
    let folder = tempfile::tempdir().unwrap();
    let (script, file, key) =
        (folder.path().join("people.lua"), folder.path().join("out.age"), Identity::generate());
    std::fs::write(&script, SCRIPT).unwrap();
    let emulator = Emulator::new();
    let pool = json!("us-east-1_examplepool");
    emulator.add_pool(json!({ "Id": pool })).unwrap();
    let poolhouse = Poolhouse::builder()
        .script(&script)
        .target(Target::Emulator(emulator.clone()))
        .passwords_to(PasswordFile::new(&file, &[key.to_public().to_string()]).unwrap())
        .build()
        .unwrap();
    let run = poolhouse.prepare(Options::default()).await.unwrap();
    assert!(run.apply().await.unwrap().is_complete());

    let rows = read(&file, &key);
    let whose: Vec<_> = rows.iter().map(|[name, property, _]| format!("{name} {property}")).collect();
    assert_eq!(whose, ["ann password", "bob temporary_password"]);
    assert_ne!(rows[0][2], rows[1][2], "one secret, another password for each");
    let flows = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
    let client = json!({ "UserPoolId": pool, "ClientName": "app", "ExplicitAuthFlows": flows });
    let client = call(&emulator, "CreateUserPoolClient", client).await["UserPoolClient"]["ClientId"].clone();
    let mut answers = Vec::new();
    for [name, _, password] in &rows {
        let parameters = json!({ "USERNAME": name, "PASSWORD": password });
        let input = json!({ "UserPoolId": pool, "ClientId": client, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": parameters });
        answers.push(call(&emulator, "AdminInitiateAuth", input).await);
    }
    assert_eq!(answers[0]["AuthenticationResult"]["TokenType"], "Bearer");
    assert_eq!(answers[1]["ChallengeName"], "NEW_PASSWORD_REQUIRED");
}

#[test]
fn a_file_that_is_there_stops_the_apply_before_anything_is_done() {
    let scene = Scene::new(&[("people.lua", SCRIPT), ("out.age", "of an earlier run")]);
    let to = Identity::generate().to_public();
    let refused = scene.run(&format!("apply people.lua --yes --passwords-to out.age --age-recipient {to}"));
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("out.age: exists already, and its passwords would be lost"), "{refused}");
    assert_eq!(std::fs::read_to_string(scene.path("out.age")).unwrap(), "of an earlier run");
    let state = scene.run("state list").succeeded().stdout;
    assert!(!state.contains("ann"), "{state}");
}

#[test]
fn the_command_writes_the_file_and_tells_no_password() {
    let scene = Scene::new(&[("people.lua", SCRIPT)]);
    let key = Identity::generate();
    let to = key.to_public();
    let done =
        scene.run(&format!("apply people.lua --yes --passwords-to out.age --age-recipient {to}")).succeeded();
    let rows = read(&scene.path("out.age"), &key);
    assert_eq!(rows.len(), 2);
    let kept = scene.run("state export").succeeded().stdout;
    for [_, _, password] in &rows {
        for told in [&done.stdout, &done.stderr, &kept] {
            assert!(!told.contains(password), "{told}");
        }
    }
    let again = scene.run(&format!("apply people.lua --yes --passwords-to more.age --age-recipient {to}"));
    again.succeeded();
    assert!(!scene.path("more.age").exists(), "nothing was made up");
}
