//! `ph.json`: data in JSON.

use mlua::{IntoLua, Lua, Value};
use poolhouse_core::declare::Value as Said;
use serde_json::Value as Json;

use super::data::{self, Notation};
use crate::bind::Call;
use crate::convert::{Converter, Problem};
use crate::error::Refusal;
use crate::registry::{Function, Space, Type};

pub(super) fn space() -> Space {
    let encode = Function::new(
        "encode",
        "Makes text from a value, names in order. An empty table becomes `{}`.",
        encode,
    );
    let notation = Notation {
        of_module: "Data in JSON.",
        of_text: "the JSON",
        of_decode: "Makes values of Lua from text. `null` is nil; in a list, where nil would be a hole, it is an error, and \
                    so is a whole number that Lua cannot hold exactly.",
        decode: |_, shown, source| {
            serde_json::from_str(source).map_err(|error| Refusal::new(format!("{shown}: {error}")))
        },
    };
    data::space("json", notation)
        .function(encode.takes("value", Type::Any, "anything but functions and objects").gives(Type::Text))
}

fn encode(call: &Call<'_>, [value, ..]: [Value; 3]) -> Result<Value, Refusal> {
    Ok(of_value(call, &value)?.to_string().into_lua(call.lua)?)
}

/// A value of Lua as JSON.
pub(super) fn of_value(call: &Call<'_>, value: &Value) -> Result<Json, Refusal> {
    let said = Converter::new(call.session, call.handles).value(value)?;
    said.and_then(|said| json(&said, "")).map_err(|problems| cannot_encode(call.name, &problems))
}

/// JSON as a value of Lua.
pub(crate) fn value(lua: &Lua, source: &str, json: &Json) -> Result<Value, Refusal> {
    Ok(match json {
        Json::Null => Value::Nil,
        Json::Bool(value) => Value::Boolean(*value),
        Json::Number(number) => Value::Number(exact(source, number)?),
        Json::String(text) => text.as_str().into_lua(lua)?,
        Json::Array(items) if items.contains(&Json::Null) => {
            return Err(Refusal::new(format!("{source}: a list holds null, which a list of Lua cannot")));
        }
        Json::Array(items) => {
            let table = lua.create_table_with_capacity(items.len(), 0)?;
            for item in items {
                table.raw_push(value(lua, source, item)?)?;
            }
            Value::Table(table)
        }
        Json::Object(members) => {
            let table = lua.create_table_with_capacity(0, members.len())?;
            for (name, member) in members {
                table.raw_set(name.as_str(), value(lua, source, member)?)?;
            }
            Value::Table(table)
        }
    })
}

/// A number of Lua's, when it is the same number.
fn exact(source: &str, number: &serde_json::Number) -> Result<f64, Refusal> {
    let whole = number.as_i64().map(i64::unsigned_abs).or(number.as_u64());
    match (number.as_f64(), whole) {
        // What is too large for whole numbers came as another number, which has lost digits.
        (Some(value), None) if value.fract() != 0.0 || value.abs() <= MOST_EXACT as f64 => Ok(value),
        (Some(value), Some(0..=MOST_EXACT)) => Ok(value),
        _ => Err(Refusal::new(format!("{source}: Lua cannot hold the number {number} exactly"))
            .hint("write it as a string")),
    }
}

/// Up to here every whole number is a number of Lua's.
const MOST_EXACT: u64 = 1 << 53;

/// A value as JSON.
///
/// # Errors
/// What in it JSON cannot hold.
pub(crate) fn json(said: &Said, path: &str) -> Result<Json, Vec<Problem>> {
    Ok(match said {
        Said::Bool(value) => Json::Bool(*value),
        Said::Number(value) => number(*value),
        Said::Text(text) => Json::String(text.clone()),
        Said::List(items) => {
            let items = items.iter().zip(1..).map(|(item, index)| json(item, &format!("{path}[{index}]")));
            Json::Array(items.collect::<Result<_, _>>()?)
        }
        Said::Map(members) => {
            let members = members
                .iter()
                .map(|(name, member)| Ok((name.clone(), json(member, &format!("{path}.{name}"))?)));
            Json::Object(members.collect::<Result<_, Vec<Problem>>>()?)
        }
        Said::Secret(_) | Said::Output(_) | Said::Other(_) => {
            let message = format!("is a {}, which JSON cannot hold", said.type_name());
            return Err(vec![Problem { path: path.trim_start_matches('.').to_owned(), message }]);
        }
    })
}

/// Whole numbers without a point, as people write them.
pub(crate) fn number(value: f64) -> Json {
    match value {
        whole if whole.fract() == 0.0 && whole.abs() <= MOST_EXACT as f64 => Json::from(whole as i64),
        other => Json::from(other),
    }
}

fn cannot_encode(function: &str, problems: &[Problem]) -> Refusal {
    let said = problems.iter().map(|Problem { path, message }| match path.as_str() {
        "" => format!("the value {message}"),
        path => format!("{path} {message}"),
    });
    Refusal::new(format!("{function}: {}", said.collect::<Vec<_>>().join(", ")))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::Case;

    fn case(rest: &str) -> Case {
        Case::new(&format!("local ph = require 'poolhouse'\n{rest}"))
    }

    #[test]
    fn what_is_encoded_decodes_to_the_same() {
        case(r#"print(ph.json.encode(ph.json.decode '{"b":[1,2.5,"x",{}],"a":true,"n":null,"big":9007199254740992}'))"#)
            .check(expect![[r#"info main.lua:2 {"a":true,"b":[1,2.5,"x",{}],"big":9007199254740992}"#]]);
    }

    #[test]
    fn what_cannot_be_decoded_is_an_error_with_its_place() {
        case("ph.json.decode '{\"a\": }'")
            .check(expect!["main.lua:2: ph.json.decode: expected value at line 1 column 7"]);
        case("ph.json.read 'people.json'")
            .file("people.json", "[\n  1,\n]")
            .check(expect!["main.lua:2: people.json: trailing comma at line 3 column 1"]);
        case("ph.json.decode '[1, null]'")
            .check(expect!["main.lua:2: ph.json.decode: a list holds null, which a list of Lua cannot"]);
        case("ph.json.decode '123456789012345678901234567891'").check(expect!["main.lua:2: ph.json.decode: Lua cannot hold the number 1.2345678901234568e+29 exactly (write it as a string)"]);
        case("print(ph.json.decode '[1.5e3, 0.1, -1e15]'[1])").check(expect!["info main.lua:2 1500"]);
        case("ph.json.decode '9007199254740993'").check(expect![
            "main.lua:2: ph.json.decode: Lua cannot hold the number 9007199254740993 exactly (write it as a string)"
        ]);
    }

    #[test]
    fn what_cannot_be_encoded_is_an_error_with_its_path() {
        case("ph.json.encode { a = { print } }")
            .check(expect!["main.lua:2: ph.json.encode: a[1] is a function, which JSON cannot hold"]);
        case("ph.json.encode(0/0)")
            .check(expect!["main.lua:2: ph.json.encode: the value is not a finite number"]);
        case("local t = {}; t.t = t; ph.json.encode(t)")
            .check(expect!["main.lua:2: ph.json.encode: t holds itself"]);
    }

    #[test]
    fn a_wrong_argument_is_told_in_words_of_lua() {
        case("ph.json.decode(nil)")
            .check(expect!["main.lua:2: ph.json.decode: text must be a string, got nil"]);
        case("ph.json.read({})").check(expect!["main.lua:2: ph.json.read: file must be a string, got table"]);
    }
}
