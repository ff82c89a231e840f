//! A team's state on an S3 server, and people in several folders who work on it.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use poolhouse::core::state::{Edit, MemoryState, State, StateError, StateStore};
use poolhouse::emulator::Emulator;
use poolhouse::emulator::http::Server;
use poolhouse::{AttributeName, Options, PoolId, Poolhouse, Target, UserSpec, Username};
use serde_json::{Value, json};

use crate::command::{Scene, Told};
use crate::servers::{make_bucket, s3_environment};

const POOL: &str = "us-east-1_examplepool";

const PEOPLE: &str = r#"local ph = require "poolhouse"
local pool = ph.cognito.pool "us-east-1_examplepool"
for row in ph.csv.rows "people.csv" do
  pool:user(row.id, { attributes = { name = row.id }, message_action = "SUPPRESS" })
end
"#;

/// A Cognito, and a folder in a bucket for states.
struct Team {
    cognito: Emulator,
    server: Server,
    address: String,
}

impl Team {
    async fn new() -> Self {
        static BUCKETS: AtomicUsize = AtomicUsize::new(0);
        let bucket = format!("states-{}", BUCKETS.fetch_add(1, Ordering::Relaxed));
        make_bucket(&bucket);
        let cognito = Emulator::new();
        cognito.add_pool(json!({ "Id": POOL })).unwrap();
        let server = cognito.start().await.unwrap();
        Self { cognito, server, address: format!("s3://{bucket}/people") }
    }

    /// The command in that folder, knowing S3 and Cognito.
    fn command(&self, scene: &Scene, arguments: &str) -> Command {
        let mut command = scene.command(arguments);
        command.envs(s3_environment()).env("POOLHOUSE_STATE", &self.address);
        command
    }

    fn run(&self, scene: &Scene, arguments: &str) -> Told {
        Told::new(self.command(scene, arguments).output().expect("the command runs"))
    }

    /// `verb people.lua` on the team's Cognito.
    fn on(&self, verb: &str) -> String {
        format!("{verb} people.lua --backend aws --endpoint {}", self.server.url())
    }

    /// Starts an apply that makes a user a second, and waits until some are made.
    async fn slowly_applying(&self, scene: &Scene) -> Running {
        let mut command = self.command(scene, &format!("{} --yes --quota-share 2", self.on("apply")));
        let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts");
        let running = Running(child);
        self.wait_for_users(2).await;
        running
    }

    async fn wait_for_users(&self, count: usize) {
        let begin = Instant::now();
        while self.users().await.len() < count {
            assert!(
                begin.elapsed() < Duration::from_secs(60),
                "a minute went by before {count} users were made"
            );
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    async fn users(&self) -> Vec<String> {
        let name = |user: &String| {
            serde_json::from_str::<Value>(user).unwrap()["Username"].as_str().map(str::to_owned)
        };
        let mut names: Vec<_> = users_of(&self.cognito).await.iter().filter_map(name).collect();
        names.sort();
        names
    }
}

async fn users_of(cognito: &Emulator) -> Vec<String> {
    let mut people = Vec::new();
    let mut page = Value::Null;
    loop {
        let mut input = json!({ "UserPoolId": POOL });
        if !page.is_null() {
            input["PaginationToken"] = page;
        }
        let listed = cognito.handle("ListUsers", input, &cognito.caller()).await.unwrap().unwrap();
        people.extend(listed["Users"].as_array().unwrap().iter().map(Value::to_string));
        page = listed["PaginationToken"].clone();
        if page.is_null() {
            people.sort();
            return people;
        }
    }
}

/// A command under way, killed when this is dropped.
struct Running(Child);

impl Running {
    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.0.id().to_string()]).status();
        assert!(sent.expect("kill runs").success());
    }

    fn kill(&mut self) {
        self.0.kill().expect("killed");
        self.0.wait().expect("ended");
    }

    /// What it said on standard error, and how it ended.
    fn end(&mut self) -> (String, bool) {
        let mut said = String::new();
        self.0.stderr.take().expect("piped").read_to_string(&mut said).expect("text");
        (said, self.0.wait().expect("ended").success())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended already cannot be killed, which is as well.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn folder(people: usize) -> Scene {
    let rows: String = (0..people).map(|number| format!("p{number:03}\n")).collect();
    Scene::new(&[("people.csv", &format!("id\n{rows}")), ("people.lua", PEOPLE)])
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_of_a_team_applied_the_others_know() {
    let (team, anns, bobs) = (Team::new().await, folder(3), folder(3));
    team.run(&anns, &format!("{} --yes", team.on("apply"))).succeeded();
    let plan = team.run(&bobs, &format!("{} --detailed-exitcode", team.on("plan")));
    assert_eq!(plan.code, 0, "{plan}");
    let told = team.run(&bobs, "state list").succeeded();
    assert!(told.stdout.contains("of script people.lua") && told.stdout.contains("user/p002"), "{told}");
    team.run(&bobs, "state mv user/p000 user/first").succeeded();
    team.run(&bobs, "state rm user/p001").succeeded();
    let shown = team.run(&anns, "state show user/first --json").succeeded().json();
    assert_eq!(shown[0]["entries"]["user/first"]["user"]["physical"], "p000");
    assert_eq!(team.run(&anns, "state show user/p001").code, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_apply_at_once_one_works_and_the_other_is_told_who_does() {
    let (team, anns, bobs) = (Team::new().await, folder(30), folder(30));
    let scenes = [&anns, &bobs];
    // Both begin together; whoever is second finds the other at work for half a minute.
    let mut racing = scenes.map(|scene| {
        let mut command = team.command(scene, &format!("{} --yes --quota-share 2", team.on("apply")));
        Running(command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts"))
    });
    let begin = Instant::now();
    let loser = loop {
        let ended = racing.iter_mut().position(|running| running.0.try_wait().unwrap().is_some());
        if let Some(loser) = ended {
            break loser;
        }
        assert!(begin.elapsed() < Duration::from_secs(20), "nobody was refused");
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    let winner = racing[1 - loser].0.id();
    let (said, well) = racing[loser].end();
    assert!(
        !well && said.contains(&format!("process {winner} (poolhouse apply people.lua), since 20")),
        "{said}"
    );
    team.wait_for_users(1).await;
    assert!(racing[1 - loser].0.try_wait().unwrap().is_none(), "the one that works goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_writer_that_slept_through_its_lease_makes_no_call_when_it_wakes() {
    let (team, anns, bobs) = (Team::new().await, folder(40), folder(40));
    let mut sleeper = team.slowly_applying(&anns).await;
    sleeper.signal("-STOP");
    let begin = Instant::now();
    // Until the lease has run out, Bob is told whose it is.
    loop {
        let told = team.run(&bobs, &format!("{} --yes", team.on("destroy")));
        if told.code == 0 {
            break;
        }
        let holder = format!("process {} (poolhouse apply people.lua)", sleeper.0.id());
        assert!(told.stderr.contains(&holder) && told.stderr.contains("renewed its lease"), "{told}");
        assert!(begin.elapsed() < Duration::from_secs(60), "the lease does not run out");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    assert!(team.users().await.is_empty());
    sleeper.signal("-CONT");
    let (said, well) = sleeper.end();
    assert!(!well && said.contains("was taken over by somebody who is done by now"), "{said}");
    assert!(team.users().await.is_empty(), "it made a user after it had lost the state");
    assert_eq!(team.run(&bobs, "state list --json").succeeded().json(), json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_killed_again_and_again_loses_nothing_and_makes_nobody_twice() {
    let (team, anns) = (Team::new().await, folder(300));
    for killed_at in [1, 30, 31, 75, 120, 200, 290] {
        let mut command = team.command(&anns, &format!("{} --yes --parallelism 8", team.on("apply")));
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        let mut running = Running(child);
        team.wait_for_users(killed_at).await;
        running.kill();
    }
    let told = team.run(&anns, &format!("{} --yes --json", team.on("apply"))).succeeded().json();
    assert_eq!((&told["failed"], &told["skipped"]), (&json!([]), &json!([])));
    let expected: Vec<String> = (0..300).map(|number| format!("p{number:03}")).collect();
    assert_eq!(team.users().await, expected);
    let states = team.run(&anns, "state list --json").succeeded().json();
    assert_eq!(states[0]["entries"].as_object().unwrap().len(), 300);
    assert_eq!(states[0]["intents"], json!({}));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_that_a_lost_machine_left_is_cleared_after_its_holder_was_shown() {
    let (team, anns, bobs) = (Team::new().await, folder(20), folder(20));
    let mut lost = team.slowly_applying(&anns).await;
    lost.kill();
    let holder = format!("process {} (poolhouse apply people.lua), since 20", lost.0.id());
    let refused = team.run(&bobs, &format!("{} --yes", team.on("apply")));
    assert!(refused.code == 1 && refused.stderr.contains(&holder), "{refused}");
    let told = team.run(&bobs, "state unlock --yes");
    assert!(told.code == 1 && told.stderr.contains(&holder), "{told}");
    assert!(told.stderr.contains("its holder is alive: its lease was renewed"), "{told}");
    let told = team.run(&bobs, "state unlock --yes --force").succeeded();
    assert!(told.stderr.contains(&holder) && told.stderr.contains("the lock is cleared"), "{told}");
    team.run(&bobs, &format!("{} --yes", team.on("apply"))).succeeded();
    let told = team.run(&bobs, "state unlock").succeeded();
    assert!(told.stderr.contains("no state is locked"), "{told}");
    assert_eq!(team.users().await.len(), 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_moves_to_a_bucket_and_back_by_export_and_import() {
    let (team, anns, bobs) = (Team::new().await, folder(3), folder(3));
    let local = |scene: &Scene, arguments: &str| {
        Told::new(team.command(scene, arguments).env("POOLHOUSE_STATE", "local").output().expect("it runs"))
    };
    local(&anns, &format!("{} --yes", team.on("apply"))).succeeded();
    let exported = local(&anns, "state export").succeeded().stdout;
    anns.write("state.json", &exported);
    team.run(&anns, "state import state.json").succeeded();
    assert_eq!(team.run(&bobs, &format!("{} --detailed-exitcode", team.on("plan"))).code, 0);
    let back = team.run(&bobs, "state export").succeeded();
    assert_eq!(back.json()["entries"], serde_json::from_str::<Value>(&exported).unwrap()["entries"]);
    bobs.write("state.json", &back.stdout);
    local(&bobs, "state import state.json").succeeded();
    assert_eq!(local(&bobs, "state list").stdout.matches("user/").count(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_file_says_where_states_are_only_to_whoever_asks_it() {
    let (team, anns) = (Team::new().await, folder(1));
    anns.write("poolhouse.toml", &format!("[state]\nurl = \"{}\"\n", team.address));
    let unasked = team.command(&anns, &team.on("plan")).env_remove("POOLHOUSE_STATE").output();
    let told = Told::new(unasked.expect("it runs"));
    assert!(told.code == 1 && told.stderr.contains("say `--state project`"), "{told}");
    team.run(&anns, &format!("{} --yes --state project", team.on("apply"))).succeeded();
    assert!(team.run(&anns, "state list").succeeded().stdout.contains("user/p000"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_that_does_not_exist_is_told_at_once() {
    let (team, anns) = (Team::new().await, folder(1));
    for verb in ["plan", "apply"] {
        let told = team.run(&anns, &format!("{} --state s3://nowhere/people", team.on(verb)));
        assert!(told.code == 1 && told.stderr.contains("there is no such bucket"), "{told}");
    }
    assert!(team.users().await.is_empty());
}

/// A state that takes everything and is its writer's no more.
#[derive(Default)]
struct Lost(MemoryState);

#[async_trait]
impl StateStore for Lost {
    async fn read(&self) -> Result<State, StateError> {
        self.0.read().await
    }

    async fn commit(&self, edits: Vec<Edit>) -> Result<(), StateError> {
        self.0.commit(edits).await
    }

    async fn confirm(&self) -> Result<(), StateError> {
        Err(StateError { place: "of a test".to_owned(), reason: "was taken over by eve@elsewhere".into() })
    }
}

#[tokio::test]
async fn who_lost_the_state_makes_no_call_that_changes_anything() {
    let cognito = Emulator::new();
    cognito.add_pool(json!({ "Id": POOL })).unwrap();
    let pool = PoolId::new(POOL).unwrap();
    let user = |name: &str, shown: &str| {
        let spec = UserSpec::new(pool.clone(), Username::new(name).unwrap());
        UserSpec { attributes: [(AttributeName::new("name").unwrap(), shown.to_owned())].into(), ..spec }
    };
    let run = async |store: Arc<dyn StateStore>, people: &[UserSpec]| {
        let mut builder = Poolhouse::builder().target(Target::Emulator(cognito.clone())).state(store);
        for spec in people {
            builder = builder.declare(spec.username.as_str(), spec.clone());
        }
        let run = builder.build().unwrap().prepare(Options::default()).await.unwrap();
        run.apply().await.unwrap()
    };
    let held = Arc::new(MemoryState::default());
    let report = run(held.clone(), &[user("ann", "Ann"), user("bob", "Bob")]).await;
    assert!(report.is_complete(), "{report:?}");
    let before = users_of(&cognito).await;
    // One is made, one is changed, one is deleted; or would be.
    let lost = Lost(MemoryState::new(held.read().await.unwrap()));
    let report = run(Arc::new(lost), &[user("ann", "Eve"), user("dan", "Dan")]).await;
    assert!(report.done.is_empty() && !report.failed.is_empty(), "{report:?}");
    let told: String = report.failed.iter().map(|(_, failure)| failure.to_string()).collect();
    assert!(told.contains("was not called: the state of a test: was taken over by eve@elsewhere"), "{told}");
    assert_eq!(users_of(&cognito).await, before);
}
