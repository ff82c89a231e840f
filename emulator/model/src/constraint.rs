//! Rules of the model: tables that say what a shape asks for, and which of that a value breaks.

use std::sync::OnceLock;

use regex::Regex;
use serde_json::Value;

use crate::blob::Blob;
use crate::violation::Constraint;

/// What the model says of a shape.
#[derive(Debug)]
pub struct Shape {
    /// The model's name of it.
    pub name: &'static str,
    /// Marked as sensitive.
    pub sensitive: bool,
    /// What it is, with its limits.
    pub kind: ShapeKind,
}

/// The kinds of shapes, with what each may be limited by.
#[derive(Debug)]
pub enum ShapeKind {
    /// A text. Its length counts Unicode code points. An enum is a text with `values`.
    String {
        /// How long it may be.
        length: Length,
        /// What it must match as a whole.
        pattern: Option<Pattern>,
        /// What it must be one of, unless empty.
        values: &'static [&'static str],
    },
    /// A whole number of 32 bits.
    Integer {
        /// The smallest, when there is one.
        min: Option<i32>,
        /// The largest, when there is one.
        max: Option<i32>,
    },
    /// A whole number of 64 bits.
    Long,
    /// `true` or `false`.
    Boolean,
    /// A number of seconds since the epoch.
    Timestamp,
    /// Bytes.
    Blob {
        /// How many bytes.
        length: Length,
    },
    /// A list.
    List {
        /// What it holds.
        member: &'static Shape,
        /// How many it holds.
        length: Length,
    },
    /// A map; its keys are texts.
    Map {
        /// What its keys must be.
        key: &'static Shape,
        /// What its values must be.
        value: &'static Shape,
        /// How many entries it holds.
        length: Length,
    },
    /// Named members.
    Structure {
        /// In the order of their names.
        members: &'static [Member],
    },
    /// Any JSON.
    Document,
}

/// A member of a structure.
#[derive(Debug)]
pub struct Member {
    /// As on the wire.
    pub name: &'static str,
    /// What it is.
    pub shape: &'static Shape,
    /// Whether a request without it is refused.
    pub required: bool,
}

/// How long a text, a list, a map or a blob may be.
#[derive(Clone, Copy, Debug)]
pub struct Length {
    /// The least, when there is one.
    pub min: Option<usize>,
    /// The most, when there is one.
    pub max: Option<usize>,
}

/// A pattern of the model. It is compiled when it is first used.
#[derive(Debug)]
pub struct Pattern {
    wire: &'static str,
    regex: &'static str,
    compiled: OnceLock<Regex>,
}

impl Pattern {
    /// `wire` is the pattern as messages print it, `regex` what the `regex` crate takes for it.
    pub const fn new(wire: &'static str, regex: &'static str) -> Self {
        Pattern { wire, regex, compiled: OnceLock::new() }
    }

    /// The pattern as the model has it.
    pub fn wire(&self) -> &'static str {
        self.wire
    }

    /// Whether the whole text matches.
    pub fn matches(&self, text: &str) -> bool {
        let compile = || Regex::new(self.regex).expect("the generator compiled every pattern");
        self.compiled.get_or_init(compile).is_match(text)
    }
}

impl Length {
    fn broken_by(self, length: usize) -> Option<Constraint> {
        let short = self.min.filter(|&min| length < min).map(Constraint::MinLength);
        short.or_else(|| self.max.filter(|&max| length > max).map(Constraint::MaxLength))
    }

    fn constraints(self) -> impl Iterator<Item = Constraint> {
        self.max.map(Constraint::MaxLength).into_iter().chain(self.min.map(Constraint::MinLength))
    }
}

impl Shape {
    /// The members of a structure; of anything else there are none.
    pub fn members(&self) -> &'static [Member] {
        match self.kind {
            ShapeKind::Structure { members } => members,
            _ => &[],
        }
    }

    /// The member of that name.
    pub fn member(&self, name: &str) -> Option<&'static Member> {
        self.members().iter().find(|member| member.name == name)
    }

    /// Texts, whose faults are told for the list or map that holds them, as one.
    pub(crate) fn is_text(&self) -> bool {
        matches!(self.kind, ShapeKind::String { .. })
    }

    /// What `value`, which has the shape's type, breaks: its own limits and those of the texts it holds,
    /// but not what is within the structures it holds.
    pub(crate) fn broken_by(&self, value: &Value) -> Vec<Constraint> {
        match (&self.kind, value) {
            (ShapeKind::String { length, pattern, values }, Value::String(text)) => {
                text_faults(*length, pattern.as_ref(), values, text)
            }
            (ShapeKind::Integer { min, max }, Value::Number(number)) => {
                number_fault(*min, *max, number.as_i64().unwrap_or_default()).into_iter().collect()
            }
            (ShapeKind::Blob { length }, Value::String(text)) => {
                let bytes = Blob::from_base64(text).unwrap_or_default();
                length.broken_by(bytes.len()).into_iter().collect()
            }
            (ShapeKind::List { member, length }, Value::Array(items)) => {
                let mut faults: Vec<_> = length.broken_by(items.len()).into_iter().collect();
                faults.extend(member.broken_by_any(items.iter()).map(Constraint::EachMember));
                faults
            }
            (ShapeKind::Map { key, value, length }, Value::Object(entries)) => {
                let mut faults: Vec<_> = length.broken_by(entries.len()).into_iter().collect();
                faults.extend(key.broken_by_any_key(entries.keys()).map(Constraint::EachKey));
                faults.extend(value.broken_by_any(entries.values()).map(Constraint::EachValue));
                faults
            }
            _ => vec![],
        }
    }

    /// All that is asked of a text, when one of these texts breaks any of it.
    fn broken_by_any<'a>(&self, mut values: impl Iterator<Item = &'a Value>) -> Option<Vec<Constraint>> {
        (self.is_text() && values.any(|value| !self.broken_by(value).is_empty())).then(|| self.constraints())
    }

    fn broken_by_any_key<'a>(&self, keys: impl Iterator<Item = &'a String>) -> Option<Vec<Constraint>> {
        let keys: Vec<Value> = keys.cloned().map(Value::String).collect();
        self.broken_by_any(keys.iter())
    }

    /// All that is asked of a text, in the order the service lists it in.
    fn constraints(&self) -> Vec<Constraint> {
        let ShapeKind::String { length, pattern, values } = &self.kind else {
            return vec![];
        };
        let pattern = pattern.iter().map(|pattern| Constraint::Pattern(pattern.wire));
        let values = (!values.is_empty()).then_some(Constraint::OneOf(values));
        length.constraints().chain(pattern).chain(values).collect()
    }
}

fn text_faults(
    length: Length,
    pattern: Option<&Pattern>,
    values: &'static [&'static str],
    text: &str,
) -> Vec<Constraint> {
    let length = length.broken_by(text.chars().count());
    let pattern = pattern.filter(|pattern| !pattern.matches(text));
    let pattern = pattern.map(|pattern| Constraint::Pattern(pattern.wire));
    let values = (!values.is_empty() && !values.contains(&text)).then_some(Constraint::OneOf(values));
    length.into_iter().chain(pattern).chain(values).collect()
}

fn number_fault(min: Option<i32>, max: Option<i32>, number: i64) -> Option<Constraint> {
    let small = min.filter(|&min| number < i64::from(min)).map(Constraint::AtLeast);
    small.or_else(|| max.filter(|&max| number > i64::from(max)).map(Constraint::AtMost))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;
    use crate::OperationName;
    use crate::rules;

    /// The patterns of all requests and answers, by the name of the shape.
    fn patterns() -> BTreeMap<&'static str, &'static Pattern> {
        let mut found = BTreeMap::new();
        for &name in OperationName::ALL {
            collect(name.input_shape(), &mut found);
            name.output_shape().into_iter().for_each(|shape| collect(shape, &mut found));
        }
        found
    }

    fn collect(shape: &'static Shape, found: &mut BTreeMap<&'static str, &'static Pattern>) {
        match &shape.kind {
            ShapeKind::String { pattern: Some(pattern), .. } => {
                found.insert(shape.name, pattern);
            }
            ShapeKind::List { member, .. } => collect(member, found),
            ShapeKind::Map { key, value, .. } => [key, value].iter().for_each(|part| collect(part, found)),
            ShapeKind::Structure { members } => {
                members.iter().for_each(|member| collect(member.shape, found))
            }
            _ => {}
        }
    }

    #[test]
    fn every_pattern_of_the_model_compiles() {
        let patterns = patterns();
        assert_eq!(patterns.len(), 64);
        for (name, pattern) in patterns {
            Regex::new(pattern.regex).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }

    #[test]
    fn a_length_counts_code_points() {
        let faults = |count: usize| rules::USERNAME_TYPE.broken_by(&json!("💧".repeat(count)));
        assert_eq!(faults(128), []);
        assert_eq!(faults(129), [Constraint::MaxLength(128)]);
        assert_eq!(faults(0).first(), Some(&Constraint::MinLength(1)));
    }

    #[test]
    fn word_characters_are_ascii() {
        let [Constraint::Pattern(wire)] = rules::USER_POOL_ID_TYPE.broken_by(&json!("ü_a"))[..] else {
            panic!("only the pattern is broken");
        };
        assert_eq!(wire, r"[\w-]+_[0-9a-zA-Z]+");
        assert_eq!(rules::USER_POOL_ID_TYPE.broken_by(&json!("us-east-1_a")), []);
    }

    #[test]
    fn numbers_are_held_to_both_ends() {
        let faults = |number: i32| rules::POOL_QUERY_LIMIT_TYPE.broken_by(&json!(number));
        assert_eq!(faults(0), [Constraint::AtLeast(1)]);
        assert_eq!(faults(60), []);
        assert_eq!(faults(61), [Constraint::AtMost(60)]);
    }

    #[test]
    fn a_blob_is_measured_in_bytes_not_in_base64() {
        let faults = |count| rules::IMAGE_FILE_TYPE.broken_by(&json!(Blob::from(vec![0; count])));
        assert_eq!(faults(131_072), []);
        assert_eq!(faults(131_073), [Constraint::MaxLength(131_072)]);
    }

    #[test]
    fn one_bad_element_brings_all_that_is_asked_of_elements() {
        let faults = rules::CALLBACK_URLS_LIST_TYPE.broken_by(&json!(["https://a", "b c"]));
        let asked = vec![
            Constraint::MaxLength(1024),
            Constraint::MinLength(1),
            Constraint::Pattern(r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+"),
        ];
        assert_eq!(faults, [Constraint::EachMember(asked)]);
    }

    #[test]
    fn maps_ask_something_of_keys_and_of_values() {
        let faults = rules::USER_POOL_TAGS_TYPE.broken_by(&json!({"": "v".repeat(257)}));
        assert!(matches!(faults[..], [Constraint::EachKey(_), Constraint::EachValue(_)]), "{faults:?}");
    }
}
