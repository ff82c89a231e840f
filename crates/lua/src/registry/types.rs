//! What values are: the types of arguments, results and fields.

use std::fmt;

use mlua::Value;
use poolhouse_core::schema::Kind;
use poolhouse_emulator_model::OperationName;

use crate::handle::Handles;
use crate::registry::Argument;

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// No value at all.
    Nothing,
    /// Any value.
    Any,
    /// Any number of any values.
    Words,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// Text.
    Text,
    /// A table of text by name.
    Texts,
    /// An object of that class.
    Object(&'static str),
    /// The properties of a kind of resource, in either spelling, all of them optional or not.
    Properties(Kind),
    /// The request of an operation; nil is an empty one.
    Request(OperationName),
    /// The answer of an operation.
    Answer(OperationName),
    /// The same or nil.
    Optional(Box<Type>),
    /// A plain table with the fields of that class.
    Record(&'static str),
    /// A list.
    List(Box<Type>),
    /// What a `for` loop takes.
    Iterator(Box<Type>),
    /// A function of the script: what it takes, and what it gives, one value after the other.
    Function(Vec<Argument>, Vec<Type>),
    /// One of several.
    Either(Vec<Type>),
}

impl Type {
    /// Whether `value` is one, as far as that can be seen without looking into tables.
    pub(crate) fn takes(&self, value: &Value, handles: &Handles) -> bool {
        match self {
            Self::Any | Self::Words => true,
            Self::Nothing => value.is_nil(),
            Self::Boolean => value.is_boolean(),
            Self::Number => value.is_number() || value.is_integer(),
            Self::Text => value.is_string(),
            Self::Request(_) if value.is_nil() => true,
            Self::Texts
            | Self::Properties(_)
            | Self::Record(_)
            | Self::Request(_)
            | Self::Answer(_)
            | Self::List(_) => value.as_table().is_some_and(|table| handles.held(table).is_none()),
            Self::Object(class) => {
                let held = value.as_table().and_then(|table| handles.held(table));
                held.is_some_and(|held| held.class() == *class)
            }
            Self::Optional(inner) => value.is_nil() || inner.takes(value, handles),
            Self::Iterator(_) | Self::Function(..) => value.is_function(),
            Self::Either(types) => types.iter().any(|one| one.takes(value, handles)),
        }
    }
}

impl fmt::Display for Type {
    /// What a call is told was expected: `a string`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("nothing"),
            Self::Any | Self::Words => f.write_str("any value"),
            Self::Boolean => f.write_str("true or false"),
            Self::Number => f.write_str("a number"),
            Self::Text => f.write_str("a string"),
            Self::Texts => f.write_str("a table of strings by name"),
            Self::Object(class) => write!(f, "{} {}", article(class), class.to_lowercase()),
            Self::Properties(_) => f.write_str("a table of properties"),
            Self::Record(class) => write!(f, "{} `{class}` table", article(class)),
            Self::Request(operation) => {
                write!(f, "a table of the members of {}", operation.input_shape().name)
            }
            Self::Answer(operation) => match operation.output_shape() {
                Some(shape) => write!(f, "a table of the members of {}", shape.name),
                None => f.write_str("an empty table"),
            },
            Self::Optional(inner) => write!(f, "{inner} or nil"),
            Self::List(_) => f.write_str("a list"),
            Self::Iterator(_) => f.write_str("an iterator"),
            Self::Function(..) => f.write_str("a function"),
            Self::Either(types) => {
                let words: Vec<_> = types.iter().map(ToString::to_string).collect();
                f.write_str(&words.join(" or "))
            }
        }
    }
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['A', 'E', 'I', 'O']) { "an" } else { "a" }
}
