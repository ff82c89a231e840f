//! What a script or plugin said, word for word, and where it said it.

use std::collections::BTreeMap;
use std::fmt;

use crate::output::Output;
use crate::schema::Kind;
use crate::secret::Secret;

/// The place of a declaration: a file and its line, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The file as people would name it, relative to where they stand: `scripts/people.lua`.
    pub file: String,
    /// The line; 0 when only the file is known.
    pub line: u32,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.file),
            line => write!(f, "{}:{line}", self.file),
        }
    }
}

/// One resource as it was declared. Nothing of it is checked yet but its kind.
#[derive(Clone, Debug)]
pub struct Declaration {
    /// What kind of resource.
    pub kind: Kind,
    /// The logical id: unique among declarations of one kind, stable over time.
    pub id: String,
    /// Where it was said.
    pub origin: Origin,
    /// Its properties as they were spelled, either spelling.
    pub properties: BTreeMap<String, Value>,
}

/// A value as a script has it.
#[derive(Clone, Debug)]
pub enum Value {
    /// `true` or `false`.
    Bool(bool),
    /// Any number; whole numbers print without a point.
    Number(f64),
    /// Text.
    Text(String),
    /// A sequence.
    List(Vec<Value>),
    /// Names with values. An empty table of a script is an empty map, and stands for an empty list too.
    Map(BTreeMap<String, Value>),
    /// A secret, not revealed.
    Secret(Secret),
    /// What becomes known when other resources exist.
    Output(Output),
    /// Something that no property takes, by the name a script author knows it by: `function`, `thread`.
    Other(&'static str),
}

impl Value {
    /// What people call this kind of value in an error.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::Text(_) => "string",
            Self::List(_) => "list",
            Self::Map(_) => "table",
            Self::Secret(_) => "secret",
            Self::Output(_) => "output",
            Self::Other(name) => name,
        }
    }

    /// The text that an attribute has of it, where it has one: truth and numbers are written out.
    #[must_use]
    pub fn written(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Bool(truth) => Some(truth.to_string()),
            // Rust prints a whole double without a point and every double with the fewest digits that read back the same.
            Self::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// About how many bytes of memory it takes, for whoever bounds what can be declared.
    #[must_use]
    pub fn size(&self) -> usize {
        let inside = match self {
            Self::Text(text) => text.len(),
            Self::List(items) => items.iter().map(Self::size).sum(),
            Self::Map(members) => members.iter().map(|(name, member)| name.len() + member.size()).sum(),
            Self::Bool(_) | Self::Number(_) | Self::Secret(_) | Self::Output(_) | Self::Other(_) => 0,
        };
        size_of::<Self>() + inside
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
