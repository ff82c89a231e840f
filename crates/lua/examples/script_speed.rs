//! How long a state takes to start, calls of the host, and many declarations; in a release build. Machines differ more
//! than builds do, so that beside it stands what mlua alone takes in the same run.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use mlua::{Function, Lua, VmState};
use poolhouse_core::api::{Api, ApiCall};
use poolhouse_core::backend::BackendError;
use poolhouse_core::clock::{Clock, Timestamp};
use poolhouse_core::host::Host;
use poolhouse_lua::{Limits, Live, LuaHost, LuaOptions, Terminal, Writes};
use serde_json::Value as Json;

/// The one of the command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const STARTS: u32 = 1_000;
const CALLS: u32 = 1_000_000;
const USERS: u32 = 100_000;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let folder = folder.path();

    report("mlua: a sandboxed state with eight functions", median(bare_starts)? / STARTS);
    report("state and script start", median(|| declare(folder, "require 'poolhouse'", STARTS))? / STARTS);

    report("mlua: a call of a function that gives a number, under limits", median(bare_calls)? / CALLS);
    // The same loop with and without the call.
    let looped = |body: &str| {
        let script = format!(
            "local ph = require('poolhouse')\nlocal now, encode = ph.now, ph.json.encode\n\
             for _ = 1, {CALLS} do local _ = {body} end"
        );
        median(|| run(folder, &script))
    };
    let bare = looped("true")?;
    for body in ["now()", "encode(true)"] {
        report(&format!("call of the host, ph.{body}"), looped(body)?.saturating_sub(bare) / CALLS);
    }

    let declared = format!(
        "local pool = require('poolhouse').cognito.pool 'us-east-1_a'\n\
         for number = 1, {USERS} do pool:user('u' .. number, {{ username = 'u' .. number }}) end"
    );
    report("100,000 users declared", median(|| declare(folder, &declared, 1))?);
    Ok(())
}

/// Has a script declare so often.
fn declare(folder: &Path, script: &str, times: u32) -> Result<Duration, Box<dyn Error>> {
    let host = LuaHost::new(options(folder, script)?);
    let begin = Instant::now();
    for _ in 0..times {
        let declared = host.declare();
        if !declared.complete {
            return Err(declared.faults.to_string().into());
        }
    }
    Ok(begin.elapsed())
}

/// Runs a script that may look at the clock.
fn run(folder: &Path, script: &str) -> Result<Duration, Box<dyn Error>> {
    let nothing = Arc::new(Nothing);
    let live = Live {
        api: Arc::clone(&nothing) as _,
        clock: Arc::clone(&nothing) as _,
        writes: Writes::Refused,
        terminal: nothing,
    };
    let options = options(folder, script)?;
    let begin = Instant::now();
    poolhouse_lua::run(&options, live).map_err(|faults| faults.to_string())?;
    Ok(begin.elapsed())
}

fn options(folder: &Path, script: &str) -> Result<LuaOptions, Box<dyn Error>> {
    let file = folder.join("speed.lua");
    fs::write(&file, script)?;
    Ok(LuaOptions {
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
    })
}

fn bare_starts() -> Result<Duration, Box<dyn Error>> {
    let begin = Instant::now();
    for _ in 0..STARTS {
        let lua = Lua::new();
        for number in 0..8 {
            lua.globals().raw_set(format!("function{number}"), one(&lua)?)?;
        }
        lua.sandbox(true)?;
    }
    Ok(begin.elapsed())
}

fn bare_calls() -> Result<Duration, Box<dyn Error>> {
    let lua = Lua::new();
    lua.sandbox(true)?;
    lua.set_memory_limit(Limits::default().memory)?;
    let stopped = AtomicBool::new(false);
    lua.set_interrupt(move |_| match stopped.load(Ordering::Relaxed) {
        true => Err(mlua::Error::runtime("stopped")),
        false => Ok(VmState::Continue),
    });
    let looped = |body: &str| -> mlua::Result<Duration> {
        let code = format!("local one = ... for _ = 1, {CALLS} do local _ = {body} end");
        let code = lua.load(code).into_function()?;
        let begin = Instant::now();
        code.call::<()>(one(&lua)?)?;
        Ok(begin.elapsed())
    };
    Ok(looped("one()")?.saturating_sub(looped("true")?))
}

fn one(lua: &Lua) -> mlua::Result<Function> {
    lua.create_function(|_, ()| Ok(1.0))
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

/// What a script reaches that only looks at the clock.
struct Nothing;

#[async_trait]
impl Api for Nothing {
    async fn call(&self, _: &ApiCall) -> Result<Json, BackendError> {
        Ok(Json::Null)
    }
}

#[async_trait]
impl Clock for Nothing {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(0)
    }

    async fn sleep(&self, _: Duration) {}
}

impl Terminal for Nothing {
    fn print(&self, _: &str) {}

    fn ask(&self, _: &str, _: bool) -> Result<String, String> {
        Err("nobody is there".to_owned())
    }
}
