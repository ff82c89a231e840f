//! `t.expect(value)`: what a test holds values to. What does not hold ends the case, and shows how it differs.

use mlua::{Table, Value};
use poolhouse_core::declare::Value as Said;

use super::{bed, tests};
use crate::bind::{Call, number, text};
use crate::convert::{Converter, type_name};
use crate::error::Refusal;
use crate::handle::Held;
use crate::registry::{Class, Field, Function, Type};
use crate::shown::{as_text, difference, shown};
use crate::testbed::Compared;

/// The key of the value in an expectation's table.
const VALUE: i64 = 1;
/// The key of whether what is said must not hold.
const NEGATED: i64 = 2;
/// The longest value that a failure shows beside its words.
const BESIDE: usize = 200;

pub(super) fn expect() -> Function {
    let doc = "Begins to say what a value should be: `t.expect(user.Enabled):to_equal(true)`.";
    Function::new("expect", doc, |call, [value, ..]| {
        let plain = handle(call, &value, false)?;
        plain.set_readonly(false);
        plain.raw_set("never", handle(call, &value, true)?)?;
        plain.set_readonly(true);
        Ok(Value::Table(plain))
    })
    .takes("value", Type::Any, "what is there")
    .gives(Type::Object(Held::Expectation.class()))
}

fn handle(call: &Call<'_>, value: &Value, negated: bool) -> mlua::Result<Table> {
    let handle = call.handles.object(Held::Expectation)?;
    handle.set_readonly(false);
    handle.raw_set(VALUE, value)?;
    handle.raw_set(NEGATED, negated)?;
    handle.set_readonly(true);
    Ok(handle)
}

pub(super) fn class() -> Class {
    let never = Field::new(
        "never",
        Type::Object(Held::Expectation.class()),
        "The same, of what must not hold: `t.expect(names).never:to_contain(\"bob\")`.",
    );
    let methods = vec![
        to_equal(),
        to_contain(),
        to_match(),
        to_be_nil(),
        to_have_length(),
        to_be_at_least(),
        to_be_at_most(),
        to_fail(),
        to_fail_with(),
        to_match_snapshot(),
    ];
    Class {
        name: Held::Expectation.class(),
        doc: "A value of which something is expected. What does not hold is an error, which ends the case.",
        fields: vec![never],
        methods,
    }
}

/// A value, and whether what is said of it must not hold.
struct Expectation<'a> {
    call: &'a Call<'a>,
    value: Value,
    negated: bool,
}

impl<'a> Expectation<'a> {
    fn of(call: &'a Call<'a>, object: &Value) -> Result<Self, Refusal> {
        let table = object.as_table().ok_or_else(|| Refusal::new("this is not an expectation"))?;
        Ok(Self { call, value: table.raw_get(VALUE)?, negated: table.raw_get(NEGATED)? })
    }

    /// The value, as values are compared.
    fn said(&self) -> Result<Said, Refusal> {
        said(self.call, &self.value)
    }

    /// The case goes on, or fails with `why`, which is told how the failure begins: `expected X` or `expected X not`.
    fn judge(&self, holds: bool, why: impl FnOnce(&str) -> String) -> Result<Value, Refusal> {
        if holds != self.negated {
            return Ok(Value::Nil);
        }
        let value = match (&self.value, said(self.call, &self.value)) {
            (Value::Function(_), _) | (_, Err(_)) => format!("a {}", type_name(&self.value)),
            (_, Ok(said)) => beside(&said),
        };
        let not = if self.negated { " not" } else { "" };
        Err(Refusal::new(why(&format!("expected {value}{not}"))))
    }
}

fn to_equal() -> Function {
    let doc =
        "Holds when the value is the same, tables by what is in them. A failure shows the lines that differ.";
    Function::new("to_equal", doc, |call, [object, expected, _]| {
        let this = Expectation::of(call, &object)?;
        if this.value.is_function() && this.value == expected {
            return this.judge(true, |expected| format!("{expected} to equal itself"));
        }
        let (actual, expected) = (this.said()?, said(call, &expected)?);
        comparable(call, &actual)?;
        comparable(call, &expected)?;
        this.judge(shown(&actual) == shown(&expected), |begins| unequal(begins, &expected, &actual))
    })
    .takes("expected", Type::Any, "what it should be")
}

fn to_contain() -> Function {
    let doc = "Holds when a text has the other in it; when a list has an item that is the same, or that has the entries \
               of a table; when a table has the entries of another, and of the tables in it those of the other's.";
    Function::new("to_contain", doc, |call, [object, part, _]| {
        let this = Expectation::of(call, &object)?;
        let (whole, part) = (this.said()?, said(call, &part)?);
        this.judge(contains(&whole, &part), |begins| match (&whole, &part) {
            (Said::Map(_), Said::Map(_)) => {
                format!(
                    "{begins} to contain {}\n{}",
                    beside(&part),
                    difference(&shown(&part), &shown(&whole))
                )
            }
            _ => format!("{begins} to contain {}", beside(&part)),
        })
    })
    .takes("part", Type::Any, "what should be in it")
}

fn to_match() -> Function {
    let doc = "Holds when a pattern of Lua's finds something in the text.";
    Function::new("to_match", doc, |call, [object, pattern, _]| {
        let this = Expectation::of(call, &object)?;
        let Value::String(subject) = &this.value else {
            let got = type_name(&this.value);
            return Err(Refusal::new(format!("{}: only text has patterns, got {got}", call.name)));
        };
        let found: Value = call.binder.prelude.find.call((subject, &pattern))?;
        let pattern = text(call.name, &pattern)?;
        this.judge(!found.is_nil(), |begins| format!("{begins} to match the pattern {pattern:?}"))
    })
    .takes("pattern", Type::Text, "as `string.find` takes one")
}

fn to_be_nil() -> Function {
    Function::new("to_be_nil", "Holds when the value is nil.", |call, [object, ..]| {
        let this = Expectation::of(call, &object)?;
        this.judge(this.value.is_nil(), |begins| format!("{begins} to be nil"))
    })
}

fn to_have_length() -> Function {
    let doc = "Holds when a list has so many items, a table so many entries, or a text so many bytes.";
    Function::new("to_have_length", doc, |call, [object, length, _]| {
        let this = Expectation::of(call, &object)?;
        let length = number(&length).unwrap_or_default();
        let actual = match this.said()? {
            Said::List(items) => items.len(),
            Said::Map(members) => members.len(),
            Said::Text(text) => text.len(),
            other => {
                return Err(Refusal::new(format!("{}: a {} has no length", call.name, other.type_name())));
            }
        };
        this.judge(actual as f64 == length, |begins| {
            format!("{begins} to have length {length}, and it has {actual}")
        })
    })
    .takes("length", Type::Number, "how many")
}

fn to_be_at_least() -> Function {
    let doc = "Holds when the number is as large or larger.";
    Function::new("to_be_at_least", doc, |call, [object, least, _]| {
        let this = Expectation::of(call, &object)?;
        let least = number(&least).unwrap_or_default();
        let holds = number(&this.value).is_some_and(|number| number >= least);
        this.judge(holds, |begins| format!("{begins} to be at least {least}"))
    })
    .takes("least", Type::Number, "the smallest that will do")
}

fn to_be_at_most() -> Function {
    let doc = "Holds when the number is as small or smaller.";
    Function::new("to_be_at_most", doc, |call, [object, most, _]| {
        let this = Expectation::of(call, &object)?;
        let most = number(&most).unwrap_or_default();
        let holds = number(&this.value).is_some_and(|number| number <= most);
        this.judge(holds, |begins| format!("{begins} to be at most {most}"))
    })
    .takes("most", Type::Number, "the largest that will do")
}

fn to_fail() -> Function {
    Function::new(
        "to_fail",
        "Calls the value, a function, and holds when that fails.",
        |call, [object, ..]| {
            let this = Expectation::of(call, &object)?;
            let failure = failure(&this)?;
            this.judge(failure.is_some(), |begins| match &failure {
                Some(failure) => format!("{begins} to fail, and it failed: {failure}"),
                None => format!("{begins} to fail"),
            })
        },
    )
}

fn to_fail_with() -> Function {
    let doc = "Calls the value, a function, and holds when that fails with an error in which this text stands: the name \
               of an exception, such as UsernameExistsException, or some of its words.";
    Function::new("to_fail_with", doc, |call, [object, words, _]| {
        let this = Expectation::of(call, &object)?;
        let words = text(call.name, &words)?;
        let failure = failure(&this)?;
        let holds = failure.as_ref().is_some_and(|failure| failure.contains(&words));
        this.judge(holds, |begins| match &failure {
            Some(failure) => format!("{begins} to fail with {words:?}, and it failed: {failure}"),
            None => format!("{begins} to fail with {words:?}, and it did not fail"),
        })
    })
    .takes("words", Type::Text, "what the error says")
}

fn to_match_snapshot() -> Function {
    let doc = "Holds when the value is as it was when the snapshot was taken. The first run takes it, into a file beside \
               the tests, and `poolhouse test --update` takes it anew; where `CI` is set in the environment, a snapshot \
               that is not there is a failure.";
    Function::new("to_match_snapshot", doc, |call, [object, name, _]| {
        let this = Expectation::of(call, &object)?;
        if this.negated {
            return Err(Refusal::new(format!("{}: a snapshot is there to be matched", call.name)));
        }
        let own = if name.is_nil() { None } else { Some(text(call.name, &name)?) };
        let actual = as_text(&this.said()?);
        let bed = bed(call)?;
        let name = tests(call)?.snapshot_name(own.as_deref()).ok_or_else(|| Refusal::new("no case runs"))?;
        match bed.snapshot(&name, &actual) {
            Compared::Same => Ok(Value::Nil),
            Compared::Differs(kept) => Err(Refusal::new(format!(
                "the snapshot \"{name}\" is another; `poolhouse test --update` takes it anew\n{}",
                difference(&kept, &actual)
            ))),
            Compared::Missing => Err(Refusal::new(format!("there is no snapshot \"{name}\""))
                .hint("run the tests where `CI` is not set, and commit the file that they write")),
        }
    })
    .takes("name", Type::Optional(Box::new(Type::Text)), "tells it from others of the case")
}

/// What a function failed with, if it did.
fn failure(this: &Expectation<'_>) -> Result<Option<String>, Refusal> {
    let Value::Function(function) = &this.value else {
        let got = type_name(&this.value);
        return Err(Refusal::new(format!("{}: only a function can fail, got {got}", this.call.name))
            .hint("write `t.expect(function() … end)`"));
    };
    let (worked, raised): (bool, Value) = this.call.binder.prelude.pcall.call(function)?;
    Ok((!worked).then(|| spoken(&raised)))
}

/// What an error says: its text, or code and message of a table.
fn spoken(raised: &Value) -> String {
    match raised {
        Value::String(text) => text.to_string_lossy(),
        Value::Table(table) => {
            let part = |name: &str| table.raw_get::<Option<String>>(name).ok().flatten();
            let parts: Vec<_> = [part("code"), part("message")].into_iter().flatten().collect();
            if parts.is_empty() { "a table without a message".to_owned() } else { parts.join(": ") }
        }
        other => format!("a {}", type_name(other)),
    }
}

fn said(call: &Call<'_>, value: &Value) -> Result<Said, Refusal> {
    Converter::new(call.session, call.handles).value(value)?.map_err(|problems| {
        let said = problems.iter().map(|problem| match problem.path.as_str() {
            "" => format!("the value {}", problem.message),
            path => format!("{path} {}", problem.message),
        });
        Refusal::new(format!("{}: {}", call.name, said.collect::<Vec<_>>().join(", ")))
    })
}

/// Refuses what looks the same as another of its kind.
fn comparable(call: &Call<'_>, value: &Said) -> Result<(), Refusal> {
    match value {
        Said::Other("nil") => Ok(()),
        Said::Other(kind) => Err(Refusal::new(format!("{}: a {kind} cannot be compared", call.name))),
        Said::List(items) => items.iter().try_for_each(|item| comparable(call, item)),
        Said::Map(members) => members.values().try_for_each(|member| comparable(call, member)),
        _ => Ok(()),
    }
}

fn contains(whole: &Said, part: &Said) -> bool {
    match (whole, part) {
        (Said::Text(whole), Said::Text(part)) => whole.contains(part.as_str()),
        (Said::List(items), part) => items.iter().any(|item| covers(item, part)),
        (Said::Map(_), Said::Map(_)) => covers(whole, part),
        _ => false,
    }
}

/// Whether two values are the same, or the first has all entries of the second.
fn covers(whole: &Said, part: &Said) -> bool {
    match (whole, part) {
        (Said::Map(whole), Said::Map(part)) => {
            part.iter().all(|(name, part)| whole.get(name).is_some_and(|whole| covers(whole, part)))
        }
        _ => shown(whole) == shown(part),
    }
}

/// Values that fit are named in the sentence; what is longer is shown line by line.
fn unequal(begins: &str, expected: &Said, actual: &Said) -> String {
    let (wanted, got) = (as_text(expected), as_text(actual));
    if wanted.lines().count() > 1 || got.lines().count() > 1 {
        return format!("expected another value\n{}", difference(&wanted, &got));
    }
    format!("{begins} to equal {}", shown(expected))
}

/// A value in a sentence.
fn beside(value: &Said) -> String {
    let text = shown(value).split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(BESIDE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
