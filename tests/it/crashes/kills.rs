//! The real command, killed or interrupted by real signals.

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use poolhouse::emulator::http::Server;
use poolhouse::emulator::{ActiveFault, Emulator, Fault, RedbData};
use poolhouse::emulator_model::OperationName;
use poolhouse::state::LocalState;
use serde_json::json;

use super::{Outcome, kills, seed};
use crate::command::{Scene, Started, Told};

const POOL: &str = "us-east-1_examplepool";
const USERS: usize = 2_000;

/// The same mixture as of the tests in this process.
fn script(users: usize) -> String {
    format!(
        r#"local ph = require "poolhouse"
local pool = ph.cognito.pool "{POOL}"
pool:group("staff", {{}})
pool:group("admins", {{}})
for n = 1, {users} do
  local name = "user-" .. n
  pool:user(name, {{
    attributes = {{ email = name .. "@example.com" }}, desired_delivery_mediums = {{ "EMAIL" }},
    message_action = n % 4 ~= 1 and "SUPPRESS" or nil,
    password = n % 2 == 0 and "Correct-Horse-1" or nil,
    enabled = n % 4 ~= 3,
    groups = n % 2 == 0 and {{ "staff", "admins" }} or {{ "staff" }},
  }})
end
"#
    )
}

/// An emulator on a socket, which lives on whatever happens to those who call it.
struct Service {
    emulator: Emulator,
    server: Server,
    /// Counts the calls that change something.
    changes: ActiveFault,
}

impl Service {
    async fn start() -> Self {
        let emulator = Emulator::new();
        emulator
            .add_pool(json!({ "Id": POOL, "Policies": { "PasswordPolicy": { "PasswordHistorySize": 3 } } }))
            .unwrap();
        let counting = Fault::delay(Duration::ZERO);
        let counting = counting.on(OperationName::AdminCreateUser).on(OperationName::AdminSetUserPassword);
        let changes =
            emulator.fail(counting.on(OperationName::AdminAddUserToGroup).on(OperationName::CreateGroup));
        Self { server: emulator.start().await.unwrap(), emulator, changes }
    }

    fn target(&self) -> String {
        format!("people.lua --backend aws --endpoint {}", self.server.url())
    }

    async fn outcome(&self, scene: &Scene) -> Outcome {
        let name =
            std::fs::read_dir(scene.path(".poolhouse/state/dev")).unwrap().next().unwrap().unwrap().path();
        let state = LocalState::read_only(&name.join("script+people.lua.redb")).unwrap();
        Outcome::of(&self.emulator, POOL, &state).await
    }
}

/// Waits until `due` or until the command ended by itself.
async fn wait_until(run: &mut Started, due: impl Fn() -> bool) {
    while !due() && run.0.try_wait().unwrap().is_none() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// Runs the command to its end while this process goes on serving it.
async fn finish(scene: &Scene, arguments: &str) -> Told {
    let mut command = scene.command(arguments);
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap();
    Told::new(output.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_killed_again_and_again_comes_to_what_one_run_comes_to() {
    let (kills, mut chance) = (kills(5), fastrand::Rng::with_seed(seed()));
    let files = [("people.lua", script(USERS))];
    let scene = || Scene::new(&files.each_ref().map(|(path, text)| (*path, text.as_str())));
    let (whole_scene, whole) = (scene(), Service::start().await);
    finish(&whole_scene, &format!("apply {} --yes --json", whole.target())).await.succeeded();
    let calls = whole.changes.hits();

    let (scene, service) = (scene(), Service::start().await);
    let deletions = service.emulator.fail(Fault::failure().on(OperationName::AdminDeleteUser));
    let arguments = format!("apply {} --yes", service.target());
    for _ in 0..kills {
        let due = service.changes.hits() + chance.u64(1..=calls / kills as u64);
        let mut run = scene.start(&arguments);
        wait_until(&mut run, || service.changes.hits() >= due).await;
        run.0.kill().unwrap();
        run.0.wait().unwrap();
    }
    let told = finish(&scene, &format!("{arguments} --json")).await.succeeded();
    assert_eq!(told.json()["failed"], json!([]));
    service.outcome(&scene).await.assert_same(&whole.outcome(&whole_scene).await);
    assert_eq!(deletions.hits(), 0, "somebody was deleted on the way");
}

#[tokio::test]
async fn with_the_emulator_in_the_same_process_kills_lose_nothing_either() {
    let mut chance = fastrand::Rng::with_seed(seed());
    let text = script(USERS);
    let (whole, scene) = (Scene::new(&[("people.lua", &text)]), Scene::new(&[("people.lua", &text)]));
    whole.run("apply people.lua --yes --json").succeeded();
    let state = |scene: &Scene| {
        let path = scene.path(".poolhouse/state/dev/embedded/script+people.lua.redb");
        LocalState::read_only(&path).unwrap_or_default()
    };
    let deaths = kills(3).min(20);
    for death in 0..deaths {
        let due = (death * USERS + chance.usize(1..USERS)) / deaths;
        let mut run = scene.start("apply people.lua --yes");
        wait_until(&mut run, || state(&scene).entries.len() >= due).await;
        run.0.kill().unwrap();
        run.0.wait().unwrap();
    }
    scene.run("apply people.lua --yes --json").succeeded();
    let outcome = async |scene: &Scene| {
        let data = RedbData::open(scene.path(".poolhouse/emulator.redb")).unwrap();
        let emulator = Emulator::builder().data(Arc::new(data)).build().unwrap();
        Outcome::of(&emulator, POOL, &state(scene)).await
    };
    let (broken, whole) = (outcome(&scene).await, outcome(&whole).await);
    assert_eq!(whole.users(), USERS);
    broken.assert_same(&whole);
}

fn interrupt(run: &Started) {
    let sent = Command::new("kill").args(["-INT", &run.0.id().to_string()]).status();
    assert!(sent.unwrap().success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_interrupt_ends_the_command_after_the_calls_under_way_with_the_state_settled() {
    let (scene, service) = (Scene::new(&[("people.lua", &script(500))]), Service::start().await);
    let arguments = format!("apply {} --yes", service.target());
    let mut run = scene.start(&format!("{arguments} --json"));
    wait_until(&mut run, || service.changes.hits() >= 200).await;
    interrupt(&run);
    let told = tokio::task::spawn_blocking(move || run.output()).await.unwrap();
    assert_eq!(told.code, 1, "{told}");
    let report = told.json();
    let count = |what: &str| report[what].as_array().map(Vec::len).unwrap_or_default();
    assert!(count("skipped") > 0 && count("done") > 0, "{told}");
    let halves = report["failed"].as_array().unwrap();
    assert!(
        halves.iter().all(|half| half["error"].as_str().unwrap().contains("was stopped half-way")),
        "{told}"
    );
    let shown = scene.run("state list --json").succeeded().json();
    assert_eq!(shown[0]["intents"], json!({}), "nothing is left to be settled");
    finish(&scene, &arguments).await.succeeded();
    assert_eq!(service.outcome(&scene).await.users(), 500);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_interrupt_ends_the_command_at_once() {
    let (scene, service) = (Scene::new(&[("people.lua", &script(50))]), Service::start().await);
    let arguments = format!("apply {} --yes", service.target());
    service.emulator.lift_faults();
    let hanging = Fault::delay(Duration::from_secs(600)).on(OperationName::AdminCreateUser);
    let hanging = service.emulator.fail(hanging);
    let mut run = scene.start(&arguments);
    wait_until(&mut run, || hanging.hits() > 0).await;
    // Two signals may arrive as one.
    while run.0.try_wait().unwrap().is_none() {
        interrupt(&run);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let told = run.output();
    assert_eq!(told.code, 130, "{told}");
    service.emulator.lift_faults();
    finish(&scene, &arguments).await.succeeded();
    assert_eq!(service.outcome(&scene).await.users(), 50);
}
