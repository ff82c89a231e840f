//! How long a state takes to start, a call of the host, and many declarations; in a release build.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use poolhouse_core::host::Host;
use poolhouse_lua::{Limits, LuaHost, LuaOptions};

const STARTS: u32 = 1_000;
const CALLS: u32 = 1_000_000;
const USERS: u32 = 100_000;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let start = median(|| time(folder.path(), "require 'poolhouse'", STARTS).map(|all| all / STARTS))?;
    report("state and script start", start);

    // The same loop with and without the call, which checks an argument and gives a text.
    let looped = |body: &str| {
        let script = format!(
            "local encode = require('poolhouse').json.encode\nfor _ = 1, {CALLS} do local _ = {body} end"
        );
        median(|| time(folder.path(), &script, 1))
    };
    let (bare, called) = (looped("true")?, looped("encode(true)")?);
    report("call of the host", called.saturating_sub(bare) / CALLS);

    let declared = format!(
        "local pool = require('poolhouse').cognito.pool 'us-east-1_a'\n\
         for number = 1, {USERS} do pool:user('u' .. number, {{ username = 'u' .. number }}) end"
    );
    report("100,000 users declared", median(|| time(folder.path(), &declared, 1))?);
    Ok(())
}

/// Runs a script so often.
fn time(folder: &Path, script: &str, times: u32) -> Result<Duration, Box<dyn Error>> {
    let file = folder.join("speed.lua");
    fs::write(&file, script)?;
    let host = LuaHost::new(LuaOptions {
        script: file,
        project: folder.to_path_buf(),
        shown_from: folder.to_path_buf(),
        args: BTreeMap::new(),
        env: BTreeMap::new(),
        stage: "dev".to_owned(),
        plugins: None,
        limits: Limits::default(),
        log: Arc::new(|_| {}),
        coverage: None,
    });
    let begin = Instant::now();
    for _ in 0..times {
        let declared = host.declare();
        if !declared.complete {
            return Err(declared.faults.to_string().into());
        }
    }
    Ok(begin.elapsed())
}

fn median(measure: impl Fn() -> Result<Duration, Box<dyn Error>>) -> Result<Duration, Box<dyn Error>> {
    let mut times = (0..5).map(|_| measure()).collect::<Result<Vec<_>, _>>()?;
    times.sort();
    Ok(times[times.len() / 2])
}

#[allow(clippy::print_stdout, reason = "an example talks to whoever runs it")]
fn report(what: &str, took: Duration) {
    println!("{what}: {took:?}");
}
