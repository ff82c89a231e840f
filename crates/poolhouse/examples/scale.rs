//! How long plans and applies of many users take, and how much memory: `--example scale -- 100000`, in a release build.

use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

use poolhouse::core::state::MemoryState;
use poolhouse::emulator::Emulator;
use poolhouse::{
    Builder, GroupName, GroupSpec, MessageAction, Options, PoolId, Poolhouse, Secret, Target, UserSpec,
    Username,
};

const POOL: &str = "us-east-1_many";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let users = std::env::args().nth(1).ok_or("say how many users")?.parse()?;
    let emulator = Emulator::new();
    emulator.add_pool(serde_json::json!({ "Id": POOL }))?;
    let state = Arc::new(MemoryState::default());
    let poolhouse = || -> Result<Poolhouse, Box<dyn Error>> {
        let builder = Poolhouse::builder().target(Target::Emulator(emulator.clone())).state(state.clone());
        Ok(people(builder, users)?.build()?)
    };

    let declared = poolhouse()?;
    let begin = Instant::now();
    let run = declared.prepare(Options::default()).await?;
    report("first plan", begin);
    let begin = Instant::now();
    let applied = run.apply().await?;
    report("apply", begin);
    if !applied.is_complete() {
        return Err(format!("{:?}", applied.failed.first()).into());
    }
    let begin = Instant::now();
    let plan = poolhouse()?.plan(Options::default()).await?;
    report("second plan", begin);
    if plan.is_empty() { Ok(()) } else { Err("the second plan is not empty".into()) }
}

/// Each with a password, an attribute and a group.
fn people(builder: Builder, users: usize) -> Result<Builder, Box<dyn Error>> {
    let (pool, staff) = (PoolId::new(POOL)?, GroupName::new("staff")?);
    let password = Secret::literal("Correct-Horse-1");
    let mut builder = builder.declare("staff", GroupSpec::new(pool.clone(), staff.clone()));
    for number in 0..users {
        let name = format!("user-{number}");
        let mut user = UserSpec::new(pool.clone(), Username::new(name.as_str())?);
        user.attributes.insert(poolhouse::AttributeName::new("email")?, format!("{name}@example.com"));
        user.password = Some(password.clone());
        user.message_action = Some(MessageAction::Suppress);
        user.groups = Some([staff.clone()].into());
        builder = builder.declare(name, user);
    }
    Ok(builder)
}

#[allow(clippy::print_stdout, reason = "an example talks to whoever runs it")]
fn report(what: &str, begin: Instant) {
    let took = begin.elapsed().as_secs_f64();
    match peak_memory() {
        Some(megabytes) => println!("{what}: {took:.2} s, at most {megabytes} MB so far"),
        None => println!("{what}: {took:.2} s"),
    }
}

/// What the system says the process held at most; Linux alone tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = peak.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes / 1024)
}
