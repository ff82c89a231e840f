//! What goes wrong, and what is kept.

use poolhouse::emulator::Fault;
use poolhouse::emulator_model::{ErrorCode, OperationName};
use poolhouse::{Options, Poolhouse};

use super::World;
use crate::command::Scene;

const INVITED: &str = "pool:user('ann', { attributes = { email = 'ann@example.com' }, desired_delivery_mediums = { 'EMAIL' }, password = 'Correct-Horse-1' })";

#[tokio::test]
async fn row_21_one_run_at_a_time_has_a_state_and_the_others_are_told_who() {
    let script = r#"require("poolhouse").cognito.pool("us-east-1_examplepool"):user("ann", { message_action = "SUPPRESS" })"#;
    let scene = Scene::new(&[("people.lua", script)]);
    let poolhouse = Poolhouse::builder().script(scene.path("people.lua")).build().unwrap();
    let run = poolhouse.prepare(Options::default()).await.unwrap();
    let refused = scene.run("apply people.lua --yes");
    let holder = format!("process {}", std::process::id());
    assert!(refused.code == 1 && refused.stderr.contains(&holder), "{refused}");
    assert!(run.apply().await.unwrap().is_complete());
    let told = scene.run("apply people.lua --yes").succeeded();
    assert!(told.stdout.contains("nothing to do"), "the state that was held is the one that is used: {told}");
}

#[test]
fn row_22_no_secret_is_in_the_state() {
    let script = r#"local ph = require "poolhouse"
        ph.cognito.pool("us-east-1_examplepool"):user("ann", { password = "Correct-Horse-1", message_action = "SUPPRESS" })"#;
    let scene = Scene::new(&[("people.lua", script)]);
    scene.run("apply people.lua --yes").succeeded();
    let exported = scene.run("state export").succeeded().stdout;
    assert!(exported.contains("user/ann") && !exported.contains("Horse"), "{exported}");
    let holds =
        |file: std::path::PathBuf| std::fs::read(file).unwrap().windows(5).any(|bytes| bytes == b"Horse");
    let mut folders = vec![scene.path(".poolhouse/state")];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else {
                files += 1;
                assert!(!holds(entry.clone()), "{}", entry.display());
            }
        }
    }
    assert!(files > 0, "there is a state to look at");
}

#[tokio::test]
async fn row_23_an_answer_that_gets_lost_is_settled_without_a_second_account_or_message() {
    let world = World::new();
    let lost = world.emulator.fail(Fault::lost_answer().on(OperationName::AdminCreateUser).times(1));
    let again = world.counted(OperationName::AdminCreateUser);
    let report = world.apply(INVITED).await;
    assert_eq!((lost.hits(), again.hits()), (1, 0), "a creation is not sent twice");
    assert_eq!(report.retries.len(), 1, "and the report says what happened");
    assert_eq!(world.messages("ann"), 1);
    assert!(world.plan(INVITED).await.is_empty());
}

#[tokio::test]
async fn row_24_a_half_made_user_is_gone_on_with() {
    let world = World::new();
    let refused = Fault::error(ErrorCode::InvalidParameterException, "not today")
        .on(OperationName::AdminSetUserPassword);
    world.emulator.fail(refused.times(1));
    let report = world.run(INVITED, Options::default()).await;
    assert_eq!(report.failed.len(), 1);
    let half = world.user("ann").await;
    assert_eq!(half["UserStatus"], "FORCE_CHANGE_PASSWORD");
    world.apply(INVITED).await;
    let whole = world.user("ann").await;
    assert_eq!((&whole["sub"], whole["UserStatus"].as_str()), (&half["sub"], Some("CONFIRMED")));
    assert_eq!(world.messages("ann"), 1);
}

#[tokio::test]
async fn row_38_one_failure_stops_nobody_else_and_the_next_run_does_the_rest() {
    let world = World::new();
    let script = "for number = 1, 20 do pool:user('user-' .. number, { message_action = 'SUPPRESS' }) end";
    let refused =
        Fault::error(ErrorCode::InvalidParameterException, "not today").on(OperationName::AdminCreateUser);
    world.emulator.fail(refused.after(3).times(2));
    let report = world.run(script, Options::default()).await;
    assert_eq!((report.done.len(), report.failed.len(), report.skipped.len()), (18, 2, 0));
    assert!(report.failed.iter().all(|(_, failure)| failure.to_string().contains("not today")));
    assert_eq!(world.plan(script).await.totals().create, 2);
    assert_eq!(world.apply(script).await.done.len(), 2);
    assert!(world.plan(script).await.is_empty());
}
