//! poolhouse from Rust, top to bottom and offline: `cargo run -p poolhouse --example guided_tour`.
#![allow(clippy::print_stdout, reason = "a tour shows what it sees")]

use std::error::Error;
use std::sync::{Arc, Mutex};

use poolhouse::emulator::Emulator;
use poolhouse::emulator_model::{ListUsersInGroupRequest, ListUsersRequest};
use poolhouse::{
    AttributeName, Event, GroupName, GroupSettings, GroupSpec, MessageAction, Observer, Options, PoolId,
    Poolhouse, Secret, Target, UserSpec, Username,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // An emulator is a whole Cognito in this process. A pool can be given to it as a fixture, in the form of
    // DescribeUserPool's answer; all but the id has Cognito's own defaults.
    let emulator = Emulator::new();
    emulator.add_pool(serde_json::json!({ "Id": "us-east-1_tour" }))?;
    let pool = PoolId::new("us-east-1_tour")?;

    // What is wanted is plain data. Names are types that cannot hold what the API would refuse.
    let mut ann = UserSpec::new(pool.clone(), Username::new("ann")?);
    ann.attributes.insert(AttributeName::new("email")?, "ann@example.com".into());
    ann.attributes.insert(AttributeName::new("email_verified")?, "true".into());
    ann.groups = Some([GroupName::new("admins")?].into());
    ann.message_action = Some(MessageAction::Suppress);

    // A secret is asked for its value when the call is made. It has no other way out: this prints `secret(FIRST)`.
    ann.password = Some(Secret::deferred("FIRST", || Ok("Correct-Horse-1".into())));
    println!("{:?}", ann.password);

    let settings = GroupSettings { precedence: Some(1), ..GroupSettings::default() };
    let admins = GroupSpec { settings, ..GroupSpec::new(pool.clone(), GroupName::new("admins")?) };

    // A poolhouse brings declarations, a Cognito and a state together. Here the state lives in memory; with a script or a
    // project folder it lives in the project's `.poolhouse/`.
    let heard = Arc::new(Heard::default());
    let build = |ann: &UserSpec| {
        Poolhouse::builder()
            .declare("admins", admins.clone())
            .declare("ann", ann.clone())
            .target(Target::Emulator(emulator.clone()))
            .state(Arc::new(poolhouse::core::state::MemoryState::default()))
            .observer(Arc::clone(&heard) as Arc<dyn Observer>)
            .build()
    };

    // `prepare` plans with the state locked. A plan prints as people read it, and is plain data too.
    let run = build(&ann)?.prepare(Options::default()).await?;
    print!("{}", run.plan());
    let report = run.apply().await?;
    assert!(report.is_complete());
    println!("heard: {}", heard.0.lock().map_err(|_| "poisoned")?.join(", "));

    // The emulator answers the API itself, typed: this is what any AWS SDK would see.
    let group = emulator
        .call(ListUsersInGroupRequest {
            user_pool_id: pool.to_string(),
            group_name: "admins".into(),
            ..Default::default()
        })
        .await?;
    println!("in admins: {}", group.users.unwrap_or_default().len());

    // And over a socket, for programs that are not in this process.
    let server = emulator.start().await?;
    println!("also at http://{}", server.address().ip());

    // Faults come all together, each saying what to do instead. This pool's owner misspelt an attribute and a group.
    ann.attributes.insert(AttributeName::new("emial")?, "oops".into());
    ann.groups = Some([GroupName::new("adnims")?].into());
    match build(&ann)?.plan(Options { adopt: true, ..Options::default() }).await {
        Err(poolhouse::Error::Faults(faults)) => println!("{faults}"),
        other => return Err(format!("expected faults, got {other:?}").into()),
    }

    let users =
        emulator.call(ListUsersRequest { user_pool_id: pool.to_string(), ..Default::default() }).await?;
    println!("users: {}", users.users.unwrap_or_default().len());
    Ok(())
}

/// Hears what an apply does, and keeps the titles of what is done.
#[derive(Default)]
struct Heard(Mutex<Vec<String>>);

impl Observer for Heard {
    fn event(&self, event: &Event<'_>) {
        if let (Event::ChangeDone(change), Ok(mut heard)) = (event, self.0.lock()) {
            heard.push(change.title());
        }
    }
}
