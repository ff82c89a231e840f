//! `ph.toml`: data in TOML.

use serde_json::Value as Json;

use super::data::{self, Notation};
use crate::bind::Call;
use crate::error::Refusal;
use crate::registry::Space;

pub(super) fn space() -> Space {
    let notation = Notation {
        of_module: "Data in TOML.",
        of_text: "the TOML",
        of_decode: "Makes values of Lua from text. Dates and times are text; a whole number that Lua cannot hold exactly \
                    is an error.",
        decode,
    };
    data::space("toml", notation)
}

fn decode(_: &Call<'_>, shown: &str, source: &str) -> Result<Json, Refusal> {
    let table: toml::Table = toml::from_str(source).map_err(|error| {
        let line = error.span().map(|span| source[..span.start].matches('\n').count() + 1);
        let place = line.map(|line| format!(":{line}")).unwrap_or_default();
        Refusal::new(format!("{shown}{place}: {}", error.message()))
    })?;
    Ok(plain(toml::Value::Table(table)))
}

/// The same in JSON's terms.
fn plain(value: toml::Value) -> Json {
    match value {
        toml::Value::String(text) => Json::String(text),
        toml::Value::Integer(number) => Json::from(number),
        toml::Value::Float(number) => Json::from(number),
        toml::Value::Boolean(truth) => Json::Bool(truth),
        toml::Value::Datetime(time) => Json::String(time.to_string()),
        toml::Value::Array(items) => Json::Array(items.into_iter().map(plain).collect()),
        toml::Value::Table(members) => {
            Json::Object(members.into_iter().map(|(name, member)| (name, plain(member))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::Case;

    #[test]
    fn a_file_gives_its_tables_lists_and_dates() {
        Case::new("local ph = require 'poolhouse'\nprint(ph.json.encode(ph.toml.read 'team.toml'))")
            .file("team.toml", "since = 2026-11-27\n[[people]]\nname = 'Ann'\nage = 41\n")
            .check(expect![[r#"info main.lua:2 {"people":[{"age":41,"name":"Ann"}],"since":"2026-11-27"}"#]]);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        Case::new("local ph = require 'poolhouse'\nph.toml.read 'team.toml'")
            .file("team.toml", "a = 1\nb = \n")
            .check(expect!["main.lua:2: team.toml:2: string values must be quoted, expected literal string"]);
        Case::new("local ph = require 'poolhouse'\nph.toml.decode 'a = 9007199254740993'").check(expect!["main.lua:2: ph.toml.decode: Lua cannot hold the number 9007199254740993 exactly (write it as a string)"]);
    }
}
