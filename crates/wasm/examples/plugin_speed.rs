//! How long a trigger plugin takes to be loaded and to answer an event: `--example plugin_speed -- FILE.wasm`, in a
//! release build.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use poolhouse_wasm::{Grants, Limits, PluginFile, Runtime, TriggerEvent};

const CALLS: u32 = 10_000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1).ok_or("give the file of a trigger")?;
    let runtime = Runtime::new(None)?;
    let begin = Instant::now();
    let plugin = runtime.load_file(&PluginFile::at(file), Limits::trigger())?;
    report("compiled and loaded", begin.elapsed());
    let grants = Arc::new(Grants::default());
    let mut times = Vec::new();
    for _ in 0..5 {
        let begin = Instant::now();
        for _ in 0..CALLS {
            plugin.handle(&grants, event()).await?;
        }
        times.push(begin.elapsed() / CALLS);
    }
    times.sort();
    report("an instance and an event answered", times[times.len() / 2]);
    Ok(())
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

#[allow(clippy::print_stdout, reason = "an example talks to whoever runs it")]
fn report(what: &str, took: Duration) {
    println!("{what}: {took:?}");
}
