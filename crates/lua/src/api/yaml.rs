//! `ph.yaml`: data in YAML.

use std::cell::Cell;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value as Json};
use serde_saphyr::budget::BudgetBreach;
use serde_saphyr::{Error, MessageFormatter as _, UserMessageFormatter};

use super::data::{self, Notation};
use crate::bind::Call;
use crate::error::Refusal;
use crate::registry::Space;

/// What a value takes beside its text.
const PER_VALUE: usize = 64;

/// What the reader keeps of a value that an alias stands for.
const PER_REPLAYED: usize = 512;

/// The reader's words where aliases stand for more than it may keep. In an alias, the error has no other form.
const TOO_MANY_REPLAYED: &str = "alias replay limit exceeded";

pub(super) fn space() -> Space {
    let notation = Notation {
        of_module: "Data in YAML.",
        of_text: "the YAML",
        of_decode: "Makes values of Lua from text, which is one document. `yes` and `no` are text, and so are dates; null \
                    is nil. In a list null is an error, and so is a whole number that Lua cannot hold exactly. Aliases \
                    count as often as they are used.",
        decode,
    };
    data::space("yaml", notation)
}

fn decode(call: &Call<'_>, name: &str, source: &str) -> Result<Json, Refusal> {
    // How much there may be is counted in values, wherever they come from; how deep they are nested, by the reader.
    let budget = serde_saphyr::budget! {
        max_events: usize::MAX, max_nodes: usize::MAX, max_aliases: usize::MAX, enforce_alias_anchor_ratio: false,
    };
    // The reader keeps what aliases stand for, beside the values that are made of it.
    let aliases = serde_saphyr::alias_limits! {
        max_total_replayed_events: call.session.limits.memory / PER_REPLAYED,
    };
    let options = serde_saphyr::options! {
        strict_booleans: true, with_snippet: false, budget: budget, alias_limits: aliases,
    };
    let left = Cell::new(Some(call.session.limits.memory));
    let read = serde_saphyr::with_deserializer_from_str_with_options(source, options, |deserializer| {
        Bounded { left: &left }.deserialize(deserializer)
    });
    read.map_err(|error| {
        let words = UserMessageFormatter.format_message(&error);
        if left.get().is_none() || words.contains(TOO_MANY_REPLAYED) {
            let (message, hint) = call.session.limits.memory_is_used_up();
            return Refusal::new(format!("{name}: {message}")).hint(hint);
        }
        let line = error.location().map(|location| format!(":{}", location.line())).unwrap_or_default();
        Refusal::new(match error {
            Error::Budget { breach: BudgetBreach::Depth { .. }, .. } => {
                format!("{name}{line}: is nested too deep")
            }
            _ => format!("{name}{line}: {words}"),
        })
    })
}

/// Any value in JSON's terms, as long as all of them together stay within bounds: a few lines of aliases can stand for
/// more than there is memory.
#[derive(Clone, Copy)]
struct Bounded<'a> {
    /// How many bytes may still come; none once they were too many.
    left: &'a Cell<Option<usize>>,
}

impl Bounded<'_> {
    fn take<E: de::Error>(self, bytes: usize) -> Result<(), E> {
        let left = self.left.get().and_then(|left| left.checked_sub(bytes + PER_VALUE));
        self.left.set(left);
        left.map(drop).ok_or_else(|| E::custom("it stands for more than there is memory"))
    }
}

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Json, E> {
        self.take(0).map(|()| Json::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Json, E> {
        self.take(0).map(|()| Json::from(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Json, E> {
        self.take(0).map(|()| Json::from(value))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Json, E> {
        self.take(0)?;
        match value.is_finite() {
            true => Ok(Json::from(value)),
            false => Err(E::custom(format!("{value} is not a finite number"))),
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Json, E> {
        self.take(text.len()).map(|()| Json::from(text))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Json, E> {
        self.take(0).map(|()| Json::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Json, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        self.take(0)?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Json::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        self.take(0)?;
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            self.take(name.len())?;
            object.insert(name, members.next_value_seed(self)?);
        }
        Ok(Json::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::Limits;
    use crate::testing::Case;

    fn encoded(yaml: &str) -> Case {
        Case::new("local ph = require 'poolhouse'\nprint(ph.json.encode(ph.yaml.read 'team.yaml'))")
            .file("team.yaml", yaml)
    }

    #[test]
    fn a_file_gives_its_tables_lists_and_words() {
        encoded("since: 2026-11-27\nactive: yes\npeople:\n  - name: Ann\n    age: 41\n    admin: true\n    left:\n  - &bob\n    name: \"Bob\"\n    size: 1.5\nlead: *bob\n")
            .check(expect![[r#"info main.lua:2 {"active":"yes","lead":{"name":"Bob","size":1.5},"people":[{"admin":true,"age":41,"name":"Ann"},{"name":"Bob","size":1.5}],"since":"2026-11-27"}"#]]);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        encoded("a: 1\nb: [1, 2\n").check(expect!["main.lua:2: team.yaml:2: unclosed bracket '['"]);
        encoded("a: 1\na: 2\n")
            .check(expect!["main.lua:2: team.yaml:2: duplicate mapping key: a not allowed here"]);
        encoded("a: .nan\n").check(expect![[r#"info main.lua:2 {"a":".nan"}"#]]);
        encoded("a: 1\n---\nb: 2\n")
            .check(expect!["main.lua:2: team.yaml:3: only single YAML document expected but multiple found"]);
        encoded("a: 9007199254740993\n").check(expect!["main.lua:2: team.yaml: Lua cannot hold the number 9007199254740993 exactly (write it as a string)"]);
        encoded("[1, null]")
            .check(expect!["main.lua:2: team.yaml: a list holds null, which a list of Lua cannot"]);
        encoded("a: *nobody\n").check(expect!["main.lua:2: team.yaml:1: reference to unknown value"]);
    }

    #[test]
    fn aliases_that_stand_for_more_than_there_is_memory_are_refused() {
        let limits = Limits { memory: 16 << 20, ..Limits::default() };
        let mut laughs = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
        for level in 1..10 {
            let inner = vec![format!("*a{}", level - 1); 10].join(", ");
            laughs.push_str(&format!("a{level}: &a{level} [{inner}]\n"));
        }
        let told = encoded(&laughs).limits(limits).run();
        assert!(told.starts_with("main.lua:2: team.yaml"), "{told}");
        expect!["main.lua:2: team.yaml: the script needs more memory than its limit of 16.0 MiB (keep less at a time, or raise the limit with `--memory-limit`)"].assert_eq(&told);
        // Few aliases of a long text are as bad.
        let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(1_000_000), vec!["*a"; 90].join(", "));
        encoded(&long).limits(limits).check(expect!["main.lua:2: team.yaml: the script needs more memory than its limit of 16.0 MiB (keep less at a time, or raise the limit with `--memory-limit`)"]);
        // Nesting has its end, too.
        encoded(&format!("{}{}", "[".repeat(100), "]".repeat(100)))
            .check(expect!["main.lua:2: team.yaml:1: is nested too deep"]);
        encoded(&"[".repeat(1000)).check(expect!["main.lua:2: team.yaml:1: recursion limit exceeded"]);
        // A circle has no end at all.
        encoded("a: &a [*a]\n")
            .limits(limits)
            .check(expect!["main.lua:2: team.yaml:1: Recursive reference not allowed here"]);
    }
}
