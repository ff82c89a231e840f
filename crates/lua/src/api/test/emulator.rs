//! The emulator of a case.

use std::time::Duration;

use mlua::{IntoLua, Value};
use serde_json::json;

use super::options::Options;
use super::{accounts, bed, calling, runs};
use crate::api;
use crate::bind::{Call, number, text};
use crate::error::Refusal;
use crate::handle::Held;
use crate::registry::{Class, Field, Function, Type};
use crate::testbed::{CallError, CallFault};

const MESSAGE: &str = "Message";
const FAULT: &str = "CallFault";

/// What takes a pool: its id, or an object that stands for it.
pub(super) fn pool() -> Type {
    Type::Either(vec![Type::Text, Type::Object(Held::Pool.class())])
}

pub(super) fn class() -> Class {
    let doc = "The Cognito of one case: a copy of the project's pools that no other case sees. Its clock begins at \
               2026-01-01 00:00 UTC and stands still, but for `advance` and for waits, which take no time of yours.";
    let own = [call_operation(), messages(), advance(), now(), fail(), lift_faults()];
    let methods =
        runs::methods().into_iter().chain([calling::method()]).chain(accounts::methods()).chain(own);
    Class { name: Held::Emulator.class(), doc, fields: Vec::new(), methods: methods.collect() }
}

pub(super) fn records() -> [Class; 2] {
    let text = |name, doc| Field::new(name, Type::Text, doc);
    let optional = |name, holds, doc| Field::new(name, Type::Optional(Box::new(holds)), doc);
    let message = vec![
        text(
            "kind",
            "What it is about: sign_up, resend_code, invitation, forgot_password, update_attribute, \
             verify_attribute or authentication.",
        ),
        text("medium", "How it would have been sent: EMAIL or SMS."),
        text("destination", "The address or number."),
        text("username", "The user whom it is for."),
        optional("code", Type::Text, "The code, or the temporary password."),
        optional("subject", Type::Text, "The subject; an SMS has none."),
        text("body", "The text, with everything filled in."),
        Field::new("sent_at", Type::Number, "When, in seconds since 1970."),
    ];
    let time = Type::Either(vec![Type::Number, Type::Text]);
    let fault = vec![
        optional("on", Type::Text, "The operation, such as AdminCreateUser; every one unless given."),
        text(
            "with",
            "What happens: throttle, lost_answer (it is carried out, and nobody hears of it), delay, or an exception \
             of the API by its name.",
        ),
        optional("message", Type::Text, "What the exception says."),
        optional("delay", time, "How long a delay is: seconds, or \"5s\"."),
        optional("after", Type::Number, "How many calls pass first."),
        optional("times", Type::Number, "How many calls it meets; all of them unless given."),
    ];
    let class = |name, doc, fields| Class { name, doc, fields, methods: Vec::new() };
    [
        class(MESSAGE, "A message that a pool would have sent.", message),
        class(FAULT, "Calls that go wrong.", fault),
    ]
}

fn call_operation() -> Function {
    let doc = "Calls an operation of the API. A refusal is an error that names the exception.";
    Function::new("call", doc, |call, [_, operation, input]| {
        let operation = text(call.name, &operation)?;
        let input = if input.is_nil() { json!({}) } else { api::json::of_value(call, &input)? };
        let answer = bed(call)?.call(&operation, input);
        let answer = answer.map_err(|error| refused(&operation, &error))?;
        api::json::value(call.lua, &operation, &answer.unwrap_or_default())
    })
    .takes("operation", Type::Text, "its name, such as AdminGetUser")
    .takes("input", Type::Any, "the request, with the API's own names")
    .gives(Type::Any)
}

fn messages() -> Function {
    let doc = "What a pool would have sent, oldest first: all of it, or what one user was sent.";
    Function::new("messages", doc, |call, [_, pool, user]| {
        let user = if user.is_nil() { None } else { Some(name_of(call, &user)?) };
        let sent = bed(call)?.messages(&name_of(call, &pool)?, user.as_deref());
        let sent = sent.map_err(|error| Refusal::new(format!("{}: {error}", call.name)))?;
        let table = call.lua.create_table()?;
        for message in &sent {
            table.raw_push(api::json::value(call.lua, call.name, message)?)?;
        }
        Ok(table.into_lua(call.lua)?)
    })
    .takes("pool", pool(), "the pool")
    .takes("username", Type::Optional(Box::new(Type::Text)), "the user")
    .gives(Type::List(Box::new(Type::Record(MESSAGE))))
}

fn advance() -> Function {
    let doc = "Moves the clock forward: what takes a week takes a line.";
    Function::new("advance", doc, |call, [_, time, _]| {
        let by = match &time {
            Value::String(written) => duration(call, &written.to_string_lossy())?,
            other => seconds(call, number(other).unwrap_or_default())?,
        };
        bed(call)?.advance(by);
        Ok(Value::Nil)
    })
    .takes("time", Type::Either(vec![Type::Number, Type::Text]), "seconds, or \"7d\", \"1h 30m\"")
}

fn now() -> Function {
    Function::new("now", "The time of the case's clock, in seconds since 1970.", |call, _| {
        let now = bed(call)?.clock().now();
        Ok(Value::Number(now.millis() as f64 / 1000.0))
    })
    .gives(Type::Number)
}

fn fail() -> Function {
    let doc = "Has calls go wrong from now on, those of scripts and those of the case. Of several faults the first one \
               that meets a call counts.";
    Function::new("fail", doc, |call, [_, fault, _]| {
        let mut options = Options::of(call, &fault)?;
        let with = options.text("with")?;
        let fault = CallFault {
            on: options.text("on")?,
            with: with.ok_or_else(|| Refusal::new(format!("{}: `with` is missing", call.name)))?,
            message: options.text("message")?.unwrap_or_else(|| "the test says so".to_owned()),
            delay: delay(call, &mut options)?,
            after: options.count("after")?.unwrap_or_default(),
            times: options.count("times")?,
        };
        options.finish()?;
        bed(call)?.fail(&fault).map_err(|why| Refusal::new(format!("{}: {why}", call.name)))?;
        Ok(Value::Nil)
    })
    .takes("fault", Type::Record(FAULT), "what goes wrong")
}

fn lift_faults() -> Function {
    Function::new("lift_faults", "Ends all faults.", |call, _| {
        bed(call)?.lift_faults();
        Ok(Value::Nil)
    })
}

/// The name that text, or an object that stands for a name, gives.
pub(super) fn name_of(call: &Call<'_>, value: &Value) -> Result<String, Refusal> {
    match value {
        Value::Table(table) => Ok(table.raw_get("id")?),
        other => text(call.name, other),
    }
}

/// What a script hears of a call that the service refuses.
pub(super) fn refused(operation: &str, error: &CallError) -> Refusal {
    Refusal::new(format!("{operation}: {error}"))
}

fn delay(call: &Call<'_>, options: &mut Options) -> Result<Duration, Refusal> {
    match options.text_or_number("delay")? {
        None => Ok(Duration::ZERO),
        Some(written) => match written.parse() {
            Ok(number) => seconds(call, number),
            Err(_) => duration(call, &written),
        },
    }
}

fn duration(call: &Call<'_>, written: &str) -> Result<Duration, Refusal> {
    humantime::parse_duration(written).map_err(|error| {
        Refusal::new(format!("{}: \"{written}\": {error}", call.name))
            .hint("write a number of seconds, or numbers with units, as in \"7d\" or \"1h 30m\"")
    })
}

fn seconds(call: &Call<'_>, seconds: f64) -> Result<Duration, Refusal> {
    Duration::try_from_secs_f64(seconds)
        .map_err(|_| Refusal::new(format!("{}: time goes forward, and not for ever", call.name)))
}
