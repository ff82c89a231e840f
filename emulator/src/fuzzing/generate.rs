//! Values made from what the model says of them, near and beyond its limits.

use poolhouse_emulator_model::{Length, Member, Shape, ShapeKind};
use rand::RngExt;
use rand::rngs::StdRng;
use serde_json::{Map, Value, json};

use super::plausible::Plausible;

/// Makes values of shapes.
pub(super) struct Generator<'a> {
    pub(super) plausible: &'a Plausible,
    pub(super) random: StdRng,
}

impl Generator<'_> {
    /// True in so many of a hundred cases.
    pub(super) fn chance(&mut self, percent: u32) -> bool {
        self.random.random_range(0..100) < percent
    }

    /// One of some things, unless there is none.
    pub(super) fn one<'t, T>(&mut self, of: &'t [T]) -> Option<&'t T> {
        if of.is_empty() { None } else { of.get(self.random.random_range(0..of.len())) }
    }

    /// A value for a member of this name: as a rule one that it has in a plausible request.
    pub(super) fn member(&mut self, name: &str, shape: &Shape, depth: usize) -> Value {
        let plausible = self.plausible;
        let known = self.one(plausible.values(name)).cloned();
        match known.filter(|_| self.chance(60)) {
            Some(value) => value,
            None => self.value(shape, depth),
        }
    }

    /// A value of a shape, or now and then of none at all.
    pub(super) fn value(&mut self, shape: &Shape, depth: usize) -> Value {
        if self.chance(2) {
            return self.oddity();
        }
        match &shape.kind {
            ShapeKind::String { length, values, .. } => self.text(*length, values),
            ShapeKind::Integer { min, max } => self.number(min.map(i64::from), max.map(i64::from)),
            ShapeKind::Long | ShapeKind::Timestamp => self.number(None, None),
            ShapeKind::Boolean => json!(self.chance(50)),
            ShapeKind::Blob { .. } => json!(["", "AQID", "PHN2Zy8+", "e30="][self.random.random_range(0..4)]),
            ShapeKind::Document => self.oddity(),
            ShapeKind::List { member, length } => self.list(member, *length, depth),
            ShapeKind::Map { key, value, length } => self.map(key, value, *length, depth),
            ShapeKind::Structure { members } => self.structure(members, depth),
        }
    }

    /// A text that is anything but usual.
    pub(super) fn odd_text(&mut self) -> String {
        let texts = [
            "",
            " ",
            "$pool",
            "ann",
            "ANN",
            "ann@example.com",
            "Ann@Example.COM",
            "+15550100",
            "$username",
            "$sub",
            "true",
            "0",
            "-1",
            "1e400",
            "\u{0}",
            "\u{1f511}",
            "İ",
            "ß",
            "e\u{301}",
            "{}",
            "[]",
            "null",
            "{####}",
            "{username}",
            "a,b",
            "\\",
            "\"",
            "%00",
            "../..",
            "https://example.com/a?b#c",
            "arn:aws:lambda:us-east-1:123456789012:function:a",
            "us-east-1_a",
        ];
        texts[self.random.random_range(0..texts.len())].to_owned()
    }

    fn oddity(&mut self) -> Value {
        let text = self.odd_text();
        let odd = [
            json!(null),
            json!(true),
            json!(-1),
            json!(0.5),
            json!(1e300),
            json!([]),
            json!({}),
            json!([{}]),
            json!(text),
        ];
        odd[self.random.random_range(0..odd.len())].clone()
    }

    fn text(&mut self, length: Length, values: &[&str]) -> Value {
        if let Some(value) = self.one(values).filter(|_| self.chance(95)) {
            return json!(value);
        }
        let limits = [length.min, length.max, length.max.map(|max| max + 1)];
        let limit =
            limits[self.random.random_range(0..3)].filter(|limit| *limit <= LONGEST && self.chance(30));
        match limit {
            Some(limit) => json!(
                ["a", "1", "ß", "A1-"][self.random.random_range(0..4)]
                    .chars()
                    .cycle()
                    .take(limit)
                    .collect::<String>()
            ),
            None => json!(self.odd_text()),
        }
    }

    fn number(&mut self, min: Option<i64>, max: Option<i64>) -> Value {
        let at_limits = [
            min,
            max,
            min.map(|min| min - 1),
            max.map(|max| max + 1),
            Some(0),
            Some(1),
            Some(i64::from(i32::MAX)),
        ];
        json!(at_limits[self.random.random_range(0..at_limits.len())].unwrap_or(7))
    }

    fn list(&mut self, member: &Shape, length: Length, depth: usize) -> Value {
        let most = length.max.unwrap_or(3).min(3);
        let count = if depth > DEEPEST { 0 } else { self.random.random_range(0..=most) };
        (0..count).map(|_| self.value(member, depth + 1)).collect()
    }

    fn map(&mut self, key: &Shape, value: &Shape, length: Length, depth: usize) -> Value {
        let count = self.random.random_range(0..=length.max.unwrap_or(2).min(2));
        let mut entries = Map::new();
        for _ in 0..count {
            let name = self.value(key, depth + 1);
            entries.insert(name.as_str().unwrap_or("a").to_owned(), self.value(value, depth + 1));
        }
        Value::Object(entries)
    }

    fn structure(&mut self, members: &[Member], depth: usize) -> Value {
        let mut given = Map::new();
        for member in members {
            let optional = if depth > DEEPEST { 5 } else { 35 };
            if self.chance(if member.required { 98 } else { optional }) {
                given.insert(member.name.to_owned(), self.member(member.name, member.shape, depth + 1));
            }
        }
        Value::Object(given)
    }
}

/// Characters of a text that is made to have a certain length.
const LONGEST: usize = 2100;
const DEEPEST: usize = 4;
