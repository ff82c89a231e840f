//! What fuzzing drives the host with: values of every kind, given to every function that scripts have. The target of
//! `cargo xtask fuzz` calls nothing else, and the seeds in `fuzz/corpus` are replayed by the tests.
//!
//! Input is a line for each call, the function's name and its arguments:
//!
//! ```text
//! run
//! pool:user "ann" {username="ann" groups=[g "staff"]}
//! api.admin_get_user {UserPoolId=p Username=^}
//! ```

mod catalogue;
#[cfg(test)]
mod tests;
mod values;
mod world;

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use mlua::{Table, Value};
use poolhouse_core::desired::Desired;
use poolhouse_core::fault::Fault;

use crate::host::LuaOptions;
use crate::limits::Limits;
use crate::project::Kept;
use crate::sandbox::Sandbox;
use crate::session::Session;
use crate::suite::Tests;
use crate::{error, pretty};

use catalogue::Catalogue;
use values::Reader;
use world::World;

/// So many calls are made of one input.
const MOST_CALLS: usize = 32;
/// So often is a function called that a call gave.
const MOST_STEPS: usize = 3;

/// Calls what the input says, in a state of a script that declares, is run or tests. Whatever the values are, a call
/// gives a value or an error with words, what is declared can be checked, JSON comes back as it was, and a second state
/// does the same as the first.
///
/// # Panics
///
/// When that is not so.
pub fn script_values(input: &[u8]) {
    let first = told(input);
    assert_eq!(first, told(input), "two states do not do the same");
}

/// What a script is there for.
#[derive(Clone, Copy)]
enum Purpose {
    Declare,
    Run,
    Test,
}

/// Everything that comes of an input, as text.
fn told(input: &[u8]) -> String {
    let mut lines = input.split(|byte| *byte == b'\n');
    let purpose = match lines.next().unwrap_or_default() {
        b"run" => Purpose::Run,
        b"test" => Purpose::Test,
        _ => Purpose::Declare,
    };
    let session = session(purpose);
    let sandbox = Sandbox::open(&session).expect("a state");
    let mut told = String::new();
    let ran = sandbox.timed(session.limits, || {
        let mut run = Run::begin(&sandbox).map_err(|error| sandbox.fault(&error))?;
        for line in lines.take(MOST_CALLS) {
            let outcome = run.call(line).map_err(|error| sandbox.fault(&error))?;
            writeln!(told, "{outcome}").expect("text takes text");
        }
        Ok(())
    });
    if let Err(fault) = ran {
        check(&fault);
        writeln!(told, "ended: {fault}").expect("text takes text");
    }
    let declared = session.finish(true);
    declared.faults.iter().for_each(check);
    writeln!(told, "{:?}\n{:?}", declared.declarations, declared.faults).expect("text takes text");
    let (_, faults) = Desired::from_declarations(declared.declarations);
    faults.iter().for_each(check);
    told
}

fn session(purpose: Purpose) -> Arc<Session> {
    // A folder with files of every kind that scripts read.
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts");
    let options = LuaOptions {
        script: project.join("fuzzed.lua"),
        shown_from: project.clone(),
        project,
        args: [("pool".to_owned(), "us-east-1_test".to_owned())].into(),
        env: [("PASSWORD".to_owned(), "Correct-Horse-1".to_owned())].into(),
        stage: "test".to_owned(),
        limits: Limits { time: Duration::from_secs(60), memory: 32 << 20, calls: 1_000, ..Limits::default() },
        log: Arc::new(|_| {}),
        plugins: None,
        coverage: None,
    };
    let session = match purpose {
        Purpose::Declare => Session::open(&options, Kept::default()),
        Purpose::Run => Session::of_run(&options, World::live()),
        Purpose::Test => Session::of_tests(&options, Arc::new(Tests::new(None))),
    };
    session.unwrap_or_else(|error| panic!("{error}"))
}

/// A state at work.
struct Run<'a> {
    sandbox: &'a Sandbox,
    catalogue: Catalogue,
    reader: Reader,
}

impl<'a> Run<'a> {
    fn begin(sandbox: &'a Sandbox) -> mlua::Result<Self> {
        let module: Table = sandbox.binder().prelude.require.call("poolhouse")?;
        let catalogue = Catalogue::of(sandbox, &module)?;
        Ok(Self { sandbox, catalogue, reader: Reader::new(sandbox, &module)? })
    }

    /// Makes the call of a line, and tells what came of it.
    fn call(&mut self, line: &[u8]) -> mlua::Result<String> {
        let end = line.iter().position(|byte| *byte == b' ').unwrap_or(line.len());
        let (name, rest) = line.split_at(end);
        let callee = self.catalogue.named(name).clone();
        let arguments = self.reader.values(rest)?;
        let arguments: Vec<Value> = callee.object.into_iter().chain(arguments).collect();
        let mut outcome = format!("{}: ", callee.name);
        let mut given = self.apply(&Value::Function(callee.function), arguments)?;
        for _ in 0..MOST_STEPS {
            match &given {
                Ok(Value::Function(_)) => outcome.push_str("… "),
                Ok(value) => {
                    let shown = pretty::shown(self.sandbox.lua(), value)?;
                    self.reader.keep(value.clone());
                    self.round_trip(value)?;
                    outcome.push_str(&shown);
                    break;
                }
                Err(fault) => {
                    check(fault);
                    outcome.push_str(&fault.to_string());
                    break;
                }
            }
            let next = given.unwrap_or(Value::Nil);
            given = self.apply(&next, vec![Value::Nil; 2])?;
        }
        Ok(outcome)
    }

    /// Calls a function, which may raise anything.
    fn apply(&self, function: &Value, arguments: Vec<Value>) -> mlua::Result<Result<Value, Fault>> {
        let arguments = [function.clone()].into_iter().chain(arguments).collect::<mlua::MultiValue>();
        let (worked, given): (bool, Value) = self.sandbox.binder().prelude.pcall.call(arguments)?;
        if worked {
            return Ok(Ok(given));
        }
        Ok(Err(error::fault(&self.sandbox.session, self.sandbox.lua(), &given)))
    }

    /// JSON of a value, where it has one, is the JSON of what that JSON is read as.
    fn round_trip(&self, value: &Value) -> mlua::Result<()> {
        let (encode, decode) = (self.catalogue.named(b"json.encode"), self.catalogue.named(b"json.decode"));
        let encode = |value: Value| self.apply(&Value::Function(encode.function.clone()), vec![value]);
        let Ok(text) = encode(value.clone())? else { return Ok(()) };
        let Ok(read) = self.apply(&Value::Function(decode.function.clone()), vec![text.clone()])? else {
            // JSON holds numbers that Lua cannot tell apart; they are refused.
            return Ok(());
        };
        let again = encode(read)?.ok();
        let shown = |text: &Value| text.as_string().map(|text| text.to_string_lossy());
        assert_eq!(again.as_ref().and_then(shown), shown(&text), "JSON does not come back as it was");
        Ok(())
    }
}

/// A fault says something, in words of Lua's.
fn check(fault: &Fault) {
    assert!(!fault.message.trim().is_empty(), "a fault without words");
    assert!(!fault.message.contains("mlua::"), "a fault in words of Rust's: {fault}");
}
