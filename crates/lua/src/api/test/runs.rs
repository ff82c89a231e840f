//! `emulator:plan`, `emulator:apply`, `emulator:destroy`: scripts of the project, run on a case's emulator.

use mlua::{IntoLua, Table, Value};
use poolhouse_core::event::Report;
use poolhouse_core::lifecycle::MaxDeletes;
use poolhouse_core::plan::Plan;

use super::bed;
use super::options::Options;
use crate::api::facts;
use crate::bind::{Call, text};
use crate::error::Refusal;
use crate::registry::{Class, Field, Function, Type};
use crate::testbed::{Aim, Provisioning, ScriptRequest, ScriptRun};

const RUN: &str = "Run";
const FAILED: &str = "Failed";
const OPTIONS: &str = "RunOptions";

pub(super) fn methods() -> [Function; 3] {
    [
        method(
            "plan",
            Aim::Plan,
            "Plans a script of the project on the case's emulator, as `poolhouse plan` does. What is wrong with the \
             script is an error that names every fault.",
        ),
        method(
            "apply",
            Aim::Apply,
            "Plans a script and applies it, as `poolhouse apply --yes` does. What it applied is remembered: the next \
             run of the same script in the case goes on from there. An apply that leaves something undone is an error, \
             unless `may_fail` is given.",
        ),
        method(
            "destroy",
            Aim::Destroy,
            "Deletes what the script made in this case, as `poolhouse destroy --yes` does.",
        ),
    ]
}

fn method(name: &'static str, aim: Aim, doc: &'static str) -> Function {
    Function::new(name, doc, move |call, [_, script, options]| run(call, aim, &script, &options))
        .takes("script", Type::Text, "the script, beside the file of tests")
        .takes("options", Type::Optional(Box::new(Type::Record(OPTIONS))), "what it is given")
        .gives(Type::Object(RUN))
}

pub(super) fn classes() -> [Class; 3] {
    let optional = |name, holds, doc| Field::new(name, Type::Optional(Box::new(holds)), doc);
    let own = vec![
        optional("adopt", Type::Boolean, "Whether what exists already is taken over, as by `--adopt`."),
        optional(
            "allow_replace",
            Type::Boolean,
            "Whether accounts may be replaced, as by `--allow-replace`.",
        ),
        optional(
            "max_deletes",
            Type::Either(vec![Type::Text, Type::Number]),
            "Refuses a plan that deletes more, as `--max-deletes` does: 10, or \"5%\".",
        ),
        optional("may_fail", Type::Boolean, "Whether an apply may leave something undone."),
    ];
    let options = given().into_iter().chain(own).collect();
    let run = vec![
        Field::new("plan", Type::Object("Plan"), "The plan, as a policy sees it."),
        Field::new(
            "text",
            Type::Text,
            "The plan, as `poolhouse plan` shows it, but for the lines of the script.",
        ),
        Field::new(
            "warnings",
            Type::List(Box::new(Type::Text)),
            "What the plan allows and is probably not meant.",
        ),
        Field::new(
            "complete",
            Type::Boolean,
            "Whether everything was done; of a plan, whether there is nothing to do.",
        ),
        Field::new("failed", Type::List(Box::new(Type::Object(FAILED))), "What was not done, and why."),
    ];
    let failed = vec![
        Field::new("kind", Type::Text, "The kind of resource: user, group or membership."),
        Field::new("id", Type::Text, "Its id in the script."),
        Field::new("reason", Type::Text, "Why it failed."),
    ];
    let class = |name, doc, fields| Class { name, doc, fields, methods: Vec::new() };
    [
        class(RUN, "What a run of a script came to.", run),
        class(FAILED, "A change that failed.", failed),
        class(OPTIONS, "What a script is given.", options),
    ]
}

/// What every script can be given.
pub(super) fn given() -> [Field; 3] {
    let optional = |name, holds, doc| Field::new(name, Type::Optional(Box::new(holds)), doc);
    [
        optional("args", Type::Texts, "`ph.args`."),
        optional("env", Type::Texts, "The environment that the script sees: these variables and no others."),
        optional("stage", Type::Text, "`ph.stage`; `dev` unless given."),
    ]
}

/// A script with what it is given.
pub(super) fn request(
    call: &Call<'_>,
    script: &Value,
    options: &mut Options,
) -> Result<ScriptRequest, Refusal> {
    Ok(ScriptRequest {
        script: path(call, script)?,
        args: options.texts("args")?,
        env: options.texts("env")?,
        stage: options.text("stage")?,
    })
}

fn run(call: &Call<'_>, aim: Aim, script: &Value, options: &Value) -> Result<Value, Refusal> {
    let mut options = Options::of(call, options)?;
    let may_fail = options.flag("may_fail")?;
    let request = request(call, script, &mut options)?;
    let how = Provisioning {
        aim,
        adopt: options.flag("adopt")?,
        allow_replace: options.flag("allow_replace")?,
        max_deletes: max_deletes(call, &mut options)?,
    };
    options.finish()?;
    let ran = bed(call)?.provision(&request, &how).map_err(|faults| Refusal::new(told(call, &faults)))?;
    match ran.report.as_ref().filter(|report| !report.is_complete() && !may_fail) {
        Some(report) => Err(Refusal::new(told(call, &undone(report)))
            .hint("where that is what the case is about, give `may_fail = true`")),
        None => Ok(facts(call, &ran)?),
    }
}

/// The script's path from the project's root.
fn path(call: &Call<'_>, script: &Value) -> Result<String, Refusal> {
    let name = text(call.name, script)?;
    let folder = call.session.caller(call.lua).map(|caller| caller.file.folder());
    let folder = folder.unwrap_or_else(|| call.session.entry.folder());
    let file = folder.join(&name).map_err(|error| Refusal::new(format!("{name}: {error}")))?;
    Ok(file.as_str().to_owned())
}

fn max_deletes(call: &Call<'_>, options: &mut Options) -> Result<Option<MaxDeletes>, Refusal> {
    let given = options.text_or_number("max_deletes")?;
    let parsed = given.map(|text| text.parse()).transpose();
    parsed.map_err(|why: String| Refusal::new(format!("{}: max_deletes: {why}", call.name)))
}

/// Several lines, each of which has its own place, below the call.
pub(super) fn told(call: &Call<'_>, lines: &str) -> String {
    let lines: Vec<_> = lines.lines().map(|line| format!("\n  {line}")).collect();
    format!("{}:{}", call.name, lines.concat())
}

fn undone(report: &Report) -> String {
    let failed = report.failed.iter().map(|(key, why)| format!("{}: {why}\n", key.spoken()));
    let skipped = report.skipped.iter().map(|key| format!("{}: was not begun\n", key.spoken()));
    let faults = report.faults.iter().map(|fault| format!("{fault}\n"));
    failed.chain(skipped).chain(faults).collect()
}

fn facts(call: &Call<'_>, ran: &ScriptRun) -> mlua::Result<Value> {
    let lua = call.lua;
    let failed = lua.create_table()?;
    for (key, why) in ran.report.iter().flat_map(|report| &report.failed) {
        let members = vec![
            ("kind", key.kind.resource().word.into_lua(lua)?),
            ("id", key.id.as_str().into_lua(lua)?),
            ("reason", why.to_string().into_lua(lua)?),
        ];
        failed.raw_push(call.binder.strict("failed".to_owned(), members)?)?;
    }
    let plan = without_places(&ran.plan);
    let warnings: Vec<_> = plan.warnings.iter().map(ToString::to_string).collect();
    let complete = ran.report.as_ref().map_or(ran.plan.is_empty(), Report::is_complete);
    let members = vec![
        ("plan", facts::plan(&call.binder, &ran.plan)?),
        ("text", plan.to_string().into_lua(lua)?),
        ("warnings", Value::Table(sealed(lua.create_sequence_from(warnings)?))),
        ("complete", complete.into_lua(lua)?),
        ("failed", Value::Table(sealed(failed))),
    ];
    call.binder.strict("run".to_owned(), members)?.into_lua(lua)
}

/// The plan as it is shown, but for the lines that declare things: what moves in a script changes no snapshot.
fn without_places(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    plan.changes.iter_mut().for_each(|change| change.origin = None);
    plan.warnings.iter_mut().for_each(|warning| warning.origin = None);
    plan
}

fn sealed(table: Table) -> Table {
    table.set_readonly(true);
    table
}
