//! How fast a plugin is: `--example plugin_speed -- FILE.wasm`, in a release build. A trigger answers events. A provisioner,
//! as `poolhouse plugin new` makes one, declares the people of a CSV file.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use poolhouse_core::host::Host;
use poolhouse_wasm::{
    Grants, Limits, Plugin, PluginFile, Runtime, TriggerEvent, WasmHost, WasmOptions, World,
};

const CALLS: u32 = 10_000;
const RECORDS: u32 = 100_000;

type Measured = Result<Duration, Box<dyn Error>>;

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1).ok_or("give the file of a trigger or of a provisioner")?;
    let file = PluginFile::at(file);
    let runtime = Runtime::new(None)?;
    let begin = Instant::now();
    let plugin = runtime.load_file(&file, Limits::trigger())?;
    report("compiled and loaded", begin.elapsed());
    match plugin.world() {
        World::Trigger => {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
            let times: Result<_, _> = (0..5).map(|_| runtime.block_on(answered(&plugin))).collect();
            report("an instance and an event answered", times.map(median)?);
        }
        World::Provisioner => {
            let folder = tempfile::tempdir()?;
            let declared = |people| {
                let times: Result<_, _> = (0..5).map(|_| declared(&file, folder.path(), people)).collect();
                times.map(median)
            };
            // The first call has the code kept, so that what follows compiles nothing.
            declared(0)?;
            let (started, all) = (declared(0)?, declared(RECORDS)?);
            report("kept code loaded, an instance, nothing declared", started);
            report("a record declared", all.saturating_sub(started) / RECORDS);
        }
        World::Transform => return Err("nothing is measured of a transform".into()),
    }
    Ok(())
}

/// How long an event takes.
async fn answered(plugin: &Plugin) -> Measured {
    let grants = Arc::new(Grants::default());
    let begin = Instant::now();
    for _ in 0..CALLS {
        plugin.handle(&grants, event()).await?;
    }
    Ok(begin.elapsed() / CALLS)
}

/// How long a run takes that declares so many people.
fn declared(file: &PluginFile, folder: &Path, people: u32) -> Measured {
    let staff = folder.join("staff.csv");
    let mut rows = String::from("username,email,department\n");
    for number in 0..people {
        writeln!(rows, "user{number},user{number}@example.com,sales")?;
    }
    std::fs::write(&staff, rows)?;
    let patience = Duration::from_secs(600);
    let host = WasmHost::new(WasmOptions {
        file: file.clone(),
        shown: file.name.clone(),
        grants: Grants {
            config: [("pool".to_owned(), "us-east-1_speed".into())].into_iter().collect(),
            inputs: [("staff".to_owned(), staff)].into(),
            ..Grants::default()
        },
        limits: Limits { time: patience, patience, ..Limits::provisioner() },
        cache: Some(folder.join("cache")),
    });
    let begin = Instant::now();
    let declared = host.declare();
    let took = begin.elapsed();
    // Everybody, and their department.
    let expected = usize::try_from(people)? + usize::from(people > 0);
    if declared.declarations.len() != expected {
        return Err(format!("{} are declared: {}", declared.declarations.len(), declared.faults).into());
    }
    Ok(took)
}

fn event() -> TriggerEvent {
    TriggerEvent {
        trigger_source: "TokenGeneration_Authentication".into(),
        version: "1".into(),
        region: "us-east-1".into(),
        user_pool_id: "us-east-1_speed".into(),
        user_name: "ann".into(),
        client_id: "client".into(),
        request: r#"{"userAttributes":{"sub":"1"},"groupConfiguration":{"groupsToOverride":["staff"],"iamRolesToOverride":[],"preferredRole":null}}"#.into(),
        response: r#"{"claimsOverrideDetails":null}"#.into(),
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

#[allow(clippy::print_stdout, reason = "an example talks to whoever runs it")]
fn report(what: &str, took: Duration) {
    println!("{what}: {took:?}");
}
