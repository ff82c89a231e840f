//! Values to come, as scripts hold them: they can be passed on, joined and mapped, and nothing else.

use std::sync::Arc;

use mlua::{Function, Lua, LuaString, MultiValue, Table, Value};
use poolhouse_core::output::{Output, OutputError};

use crate::bind::{Binder, Call, shown_key};
use crate::convert::type_name;
use crate::error::Refusal;
use crate::handle::Held;
use crate::session::Session;

/// What a script cannot do with a value that is not known yet, by metamethod.
const REFUSED: [(&str, &str); 14] = [
    ("__tostring", "shown"),
    ("__add", "reckoned with"),
    ("__sub", "reckoned with"),
    ("__mul", "reckoned with"),
    ("__div", "reckoned with"),
    ("__idiv", "reckoned with"),
    ("__mod", "reckoned with"),
    ("__pow", "reckoned with"),
    ("__unm", "reckoned with"),
    ("__lt", "compared"),
    ("__le", "compared"),
    ("__eq", "compared"),
    ("__len", "measured"),
    ("__iter", "looped over"),
];

/// The key of the place in the session where a handle's output is.
const PLACE: i64 = 1;

pub(crate) fn metatable(binder: &Binder<'_>) -> mlua::Result<Table> {
    let metatable = binder.metatable([])?;
    metatable.set_readonly(false);
    for (method, what) in REFUSED {
        let refuse = binder.function(move |_, session, arguments: MultiValue| {
            Err::<Value, _>(refusal(session, arguments.iter(), what))
        })?;
        metatable.raw_set(method, refuse)?;
    }
    let index = binder.function(|_, session, (output, key): (Value, Value)| {
        let what = format!("asked for its `{}`", shown_key(&key));
        Err::<Value, _>(refusal(session, [&output].into_iter(), &what))
    })?;
    metatable.raw_set("__index", index)?;
    metatable.set_readonly(true);
    Ok(metatable)
}

/// Why a value to come cannot be used like one that is there, by the property that it comes from.
fn refusal<'a>(session: &Session, arguments: impl Iterator<Item = &'a Value>, what: &str) -> Refusal {
    let outputs = arguments.filter_map(Value::as_table).filter_map(|table| of(session, table).ok());
    let named = outputs.into_iter().next().map(|output| output.named()).unwrap_or_default();
    Refusal::new(format!("{named} is known only after apply and cannot be {what}"))
        .hint("give it to an attribute as it is, join it by `..`, or make another of it by `ph.output.map`")
}

/// The output that a handle stands for.
pub(crate) fn of(session: &Session, handle: &Table) -> mlua::Result<Output> {
    let place: usize = handle.raw_get(PLACE)?;
    let output = session.outputs.lock().get(place).cloned();
    output.ok_or_else(|| mlua::Error::runtime("the output is of another run"))
}

/// A handle of an output.
pub(crate) fn handle(
    lua: &Lua,
    session: &Session,
    metatable: Option<Table>,
    output: Output,
) -> mlua::Result<Table> {
    let mut outputs = session.outputs.lock();
    outputs.push(output);
    let handle = lua.create_table()?;
    handle.raw_set(PLACE, outputs.len() - 1)?;
    handle.set_metatable(metatable)?;
    handle.set_readonly(true);
    Ok(handle)
}

/// `..`: texts, numbers and outputs, joined once all are known.
pub(crate) fn joined(call: &Call<'_>, [one, other, _]: [Value; 3]) -> Result<Value, Refusal> {
    let parts = [part(call, &one)?, part(call, &other)?];
    call.session.count(parts.iter().map(|part| part.as_ref().map_or(0, String::len)).sum())?;
    let sources = parts.iter().filter_map(|part| part.clone().err()).collect();
    let output = Output::made_of(sources, move |values| {
        let mut values = values.into_iter();
        let texts = parts.iter().map(|part| match part {
            Ok(text) => text.clone(),
            Err(_) => values.next().unwrap_or_default(),
        });
        Ok(texts.collect())
    });
    check_steps(&output)?;
    Ok(Value::Table(call.handles.output(call.lua, call.session, output)?))
}

/// Values that are made of others are made on the stack, one within the other.
const MOST_STEPS: usize = 1_000;

/// Refuses what takes too many steps to be made.
pub(crate) fn check_steps(output: &Output) -> Result<(), Refusal> {
    if output.steps() <= MOST_STEPS {
        return Ok(());
    }
    let refusal = Refusal::new(format!("an output is made in at most {MOST_STEPS} steps"));
    Err(refusal.hint("join texts before, and outputs once"))
}

fn part(call: &Call<'_>, value: &Value) -> Result<Result<String, Output>, Refusal> {
    match value {
        Value::String(text) => Ok(Ok(text.to_string_lossy())),
        Value::Integer(number) => Ok(Ok(number.to_string())),
        Value::Number(number) => Ok(Ok(number.to_string())),
        Value::Table(table) if call.handles.held(table) == Some(Held::Output) => {
            Ok(Err(of(call.session, table)?))
        }
        other => {
            let got = call.handles.spoken(other);
            Err(Refusal::new(format!("an output is joined with text and other outputs, not with a {got}")))
        }
    }
}

/// `ph.output.map`: what `function` makes of the value, once it is known.
pub(crate) fn mapped(session: &Arc<Session>, output: Output, function: Function) -> Output {
    let sandbox = session.sandbox();
    Output::made_of(vec![output], move |values| {
        let failed = |message: String| OutputError::Failed(message);
        let sandbox =
            sandbox.upgrade().ok_or_else(|| failed("its script was run anew meanwhile".to_owned()))?;
        let made = sandbox.call(&function, values.into_iter().collect::<mlua::Variadic<_>>());
        match made.map_err(|fault| failed(fault.to_string()))?.into_iter().next() {
            Some(Value::String(text)) => {
                as_text(&text).ok_or_else(|| failed("it is not valid UTF-8".to_owned()))
            }
            other => {
                let got = other.as_ref().map_or("nothing", type_name);
                Err(failed(format!("the function of `ph.output.map` must give a string, and gave {got}")))
            }
        }
    })
}

fn as_text(text: &LuaString) -> Option<String> {
    text.to_str().ok().map(|text| text.to_owned())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use poolhouse_core::declare::Value;

    use crate::testing::Case;

    fn case(rest: &str) -> Case {
        Case::new(&format!(
            "local ph = require 'poolhouse'\nlocal pool = ph.cognito.pool 'us-east-1_test'\n\
             local ann = pool:user('ann', {{}})\n{rest}"
        ))
    }

    /// What the attribute becomes when the sub of everybody is `the sub`.
    fn value(expression: &str) -> String {
        let case = case(&format!("pool:user('bob', {{ attributes = {{ x = {expression} }} }})"));
        let (host, declared) = case.declare_on();
        let Value::Map(attributes) = &declared.declarations[1].properties["attributes"] else { panic!() };
        let Value::Output(output) = &attributes["x"] else { panic!("{attributes:?}") };
        let value = output.value(&|_, name| Some(format!("the {name}")));
        drop(host);
        value.unwrap_or_else(|error| error.to_string())
    }

    #[test]
    fn outputs_are_joined_and_mapped_once_they_are_known() {
        assert_eq!(value("ann.sub"), "the sub");
        assert_eq!(value("'a-' .. ann.sub .. '-' .. ann.physical .. 7"), "a-the sub-the physical7");
        assert_eq!(value("ph.output.map(ann.sub .. '!', string.upper)"), "THE SUB!");
        assert_eq!(value("ph.output.map(ann.sub, function(sub) error(sub) end)"), "main.lua:4: the sub");
        assert_eq!(
            value("ph.output.map(ann.sub, function() return 7 end)"),
            "the function of `ph.output.map` must give a string, and gave number"
        );
    }

    #[test]
    fn anything_else_is_an_error_that_names_the_property() {
        case("print(ann.sub)").check(expect![
            "main.lua:4: sub of user ann is known only after apply and cannot be shown (give it to an attribute as it is, join it by `..`, or make another of it by `ph.output.map`)"
        ]);
        for wrong in
            ["ann.sub + 1", "-ann.sub", "ann.sub < ann.physical", "#ann.sub", "ann.sub.x", "ann.sub:upper()"]
        {
            let told = case(&format!("local x = {wrong}")).run();
            assert!(
                told.starts_with("main.lua:4: sub of user ann is known only after apply and cannot be "),
                "{told}"
            );
        }
        case("pool:user('bob', { attributes = { [ann.sub] = 'x' } })").check(expect![
            r#"main.lua:4: user "bob": attributes has a value that is known only after apply as a name"#
        ]);
        case("print('x' .. ann.sub .. {})")
            .check(expect!["main.lua:4: an output is joined with text and other outputs, not with a table"]);
    }
}
