//! `emulator:run`: scripts that call the API, run on a case's emulator.

use std::sync::Arc;

use mlua::{IntoLua, Value};
use poolhouse_core::log::LogLevel;

use super::options::Options;
use super::terminal::ScriptedTerminal;
use super::{bed, runs};
use crate::bind::Call;
use crate::error::Refusal;
use crate::live::Writes;
use crate::registry::{Class, Field, Function, Type};

const SAID: &str = "Said";
const OPTIONS: &str = "CallOptions";

pub(super) fn method() -> Function {
    let doc = "Runs a script that calls the API on the case's emulator, as `poolhouse run` does. What ends it before its \
               end is an error; what it did before that is done.";
    Function::new("run", doc, |call, [_, script, options]| run(call, &script, &options))
        .takes("script", Type::Text, "the script, beside the file of tests")
        .takes("options", Type::Optional(Box::new(Type::Record(OPTIONS))), "what it is given")
        .gives(Type::Object(SAID))
}

pub(super) fn classes() -> [Class; 2] {
    let optional = |name, holds, doc| Field::new(name, Type::Optional(Box::new(holds)), doc);
    let texts = || Type::List(Box::new(Type::Text));
    let own = [
        optional(
            "answers",
            texts(),
            "What `ph.prompt` and `ph.prompt_secret` are answered, one after the other.",
        ),
        optional("dry_run", Type::Boolean, "Whether calls that change something are printed and not made."),
    ];
    let options = runs::given().into_iter().chain(own).collect();
    let said = vec![
        Field::new("output", Type::Text, "What it printed, without the last line break."),
        Field::new("questions", texts(), "What it asked, one after the other."),
    ];
    let class = |name, doc, fields| Class { name, doc, fields, methods: Vec::new() };
    [
        class(SAID, "What a script said that was run to its end.", said),
        class(OPTIONS, "What a script is given that calls the API.", options),
    ]
}

fn run(call: &Call<'_>, script: &Value, options: &Value) -> Result<Value, Refusal> {
    let mut options = Options::of(call, options)?;
    let request = runs::request(call, script, &mut options)?;
    let writes = if options.flag("dry_run")? { Writes::Shown } else { Writes::Sent };
    let terminal = Arc::new(ScriptedTerminal::answering(options.list("answers")?));
    options.finish()?;
    let ran = bed(call)?.run(&request, writes, Arc::clone(&terminal) as _);
    let (output, questions) = terminal.told();
    if let Err(faults) = ran {
        // What it said on its way is of use to whoever looks for the reason.
        output.iter().for_each(|line| call.session.log(call.lua, LogLevel::Info, line));
        return Err(Refusal::new(runs::told(call, &faults)));
    }
    let questions = call.lua.create_sequence_from(questions)?;
    questions.set_readonly(true);
    let members =
        vec![("output", output.join("\n").into_lua(call.lua)?), ("questions", Value::Table(questions))];
    Ok(call.binder.strict("said".to_owned(), members)?.into_lua(call.lua)?)
}
