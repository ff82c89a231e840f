//! `require "poolhouse.test"`: what files of tests can say.

mod accounts;
mod calling;
mod emulator;
mod expectation;
mod options;
mod runs;
mod terminal;
#[cfg(test)]
mod tests;

pub(crate) use terminal::ScriptedTerminal;

use mlua::Value;

use super::facts;
use crate::bind::{Call, text};
use crate::error::Refusal;
use crate::handle::Held;
use crate::registry::{Argument, Function, Module, Space, Type};
use crate::suite::{Tests, no_case};
use crate::testbed::TestBed;

/// The module itself.
pub(crate) fn module() -> Module {
    let space = Space::new("t", "Tests of scripts, each case on an emulator of its own.")
        .function(describe())
        .function(it())
        .function(before_each())
        .function(expectation::expect());
    let plans = facts::plan_classes();
    let classes = [emulator::class(), expectation::class()]
        .into_iter()
        .chain(runs::classes())
        .chain(calling::classes())
        .chain([accounts::class()])
        .chain(emulator::records())
        .chain(plans);
    Module { name: "poolhouse.test", space, classes: classes.collect(), for_tests: true }
}

fn describe() -> Function {
    let doc = "Gives cases that belong together a name. The function runs when the file has run to its end; suites can \
               stand in suites.";
    Function::new("describe", doc, |call, [name, body, _]| {
        let name = text(call.name, &name)?;
        if let Value::Function(body) = body {
            tests(call)?.suites.lock().describe(name, body)?;
        }
        Ok(Value::Nil)
    })
    .takes("name", Type::Text, "what they are about")
    .takes("cases", Type::Function(Vec::new(), Vec::new()), "says them")
}

fn it() -> Function {
    let doc = "A case. It passes when its function comes to its end.";
    Function::new("it", doc, |call, [name, body, _]| {
        let name = text(call.name, &name)?;
        if let Value::Function(body) = body {
            tests(call)?.suites.lock().it(name, call.session.origin(call.lua), body)?;
        }
        Ok(Value::Nil)
    })
    .takes("name", Type::Text, "what should be so, as a sentence")
    .takes("case", of_emulator(), "tries it")
}

fn before_each() -> Function {
    let doc = "Runs a function before each case of the file, or of the suite in which this is said, on the case's own \
               emulator. Those of outer suites run first.";
    Function::new("before_each", doc, |call, [body, ..]| {
        if let Value::Function(body) = body {
            tests(call)?.suites.lock().before_each(body)?;
        }
        Ok(Value::Nil)
    })
    .takes("prepare", of_emulator(), "what runs")
}

/// A function that is given the case's emulator.
fn of_emulator() -> Type {
    let emulator =
        Argument { name: "emulator", takes: Type::Object(Held::Emulator.class()), doc: "the case's own" };
    Type::Function(vec![emulator], Vec::new())
}

/// What the running case has at hand. Asking for it is a call, of which a case may make so many.
fn bed<'a>(call: &Call<'a>) -> Result<&'a dyn TestBed, Refusal> {
    call.session.reach(call.name)?.count(call.session)?;
    tests(call)?.bed.as_deref().ok_or_else(|| no_case(call.name))
}

/// What the running file says.
fn tests<'a>(call: &Call<'a>) -> Result<&'a Tests, Refusal> {
    call.session.tests.as_deref().ok_or_else(|| Refusal::new(format!("{}: this is not a test", call.name)))
}
