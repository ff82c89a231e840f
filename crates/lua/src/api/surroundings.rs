//! Time and people, for scripts that `poolhouse run` runs: `ph.sleep`, `ph.now`, `ph.prompt` and `ph.prompt_secret`.

use std::time::Duration;

use mlua::{FromLua, IntoLua, Value};
use poolhouse_core::secret::Secret;

use crate::bind::{Call, text};
use crate::error::Refusal;
use crate::handle::Held;
use crate::registry::{Function, Type};

pub(super) fn functions() -> [Function; 4] {
    let question = "what to ask";
    [
        Function::new("sleep", "Waits, in a script that is run. In a case of a test it moves the clock.", sleep)
            .takes("seconds", Type::Number, "how long; fractions count"),
        Function::new("now", "The time, in a script that is run: seconds since 1970.", now).gives(Type::Number),
        Function::new("prompt", "Asks whoever runs the script, at a terminal.", prompt)
            .takes("question", Type::Text, question)
            .gives(Type::Text),
        Function::new(
            "prompt_secret",
            "Asks at a terminal for a value that is not shown. The answer is a secret, which prints as its name.",
            prompt_secret,
        )
        .takes("question", Type::Text, question)
        .gives(Type::Object(Held::Secret.class())),
    ]
}

fn sleep(call: &Call<'_>, [seconds, ..]: [Value; 3]) -> Result<Value, Refusal> {
    let seconds = f64::from_lua(seconds, call.lua)?;
    let time = Duration::try_from_secs_f64(seconds)
        .map_err(|_| Refusal::new(format!("{}: seconds must be 0 or more, got {seconds}", call.name)))?;
    call.session.reach(call.name)?.sleep(call.session, time)?;
    Ok(Value::Nil)
}

fn now(call: &Call<'_>, _: [Value; 3]) -> Result<Value, Refusal> {
    Ok(Value::Number(call.session.reach(call.name)?.now().millis() as f64 / 1000.0))
}

fn prompt(call: &Call<'_>, [question, ..]: [Value; 3]) -> Result<Value, Refusal> {
    Ok(asked(call, &question, false)?.into_lua(call.lua)?)
}

fn prompt_secret(call: &Call<'_>, [question, ..]: [Value; 3]) -> Result<Value, Refusal> {
    let answer = asked(call, &question, true)?;
    let secret = Secret::deferred("prompt", move || Ok(answer.clone()));
    Ok(Value::Table(call.handles.secret(call.lua, call.session, secret)?))
}

fn asked(call: &Call<'_>, question: &Value, hidden: bool) -> Result<String, Refusal> {
    let question = text(call.name, question)?;
    call.session.reach(call.name)?.ask(call.session, &question, hidden)
}
