//! Requests that make sense, to begin mutations with, and the values that stand in them.

use std::collections::BTreeMap;

use poolhouse_emulator_model::OperationName;
use serde_json::{Map, Value};

/// A request.
#[derive(Clone)]
pub(super) struct Request {
    pub(super) operation: OperationName,
    pub(super) input: Value,
}

impl Request {
    /// The request in a line `Operation {json}`; what stands behind the JSON does not count.
    pub(super) fn read(line: &str) -> Option<Self> {
        let (operation, rest) = line.split_once(' ')?;
        let operation = operation.parse().ok()?;
        let input = serde_json::Deserializer::from_str(rest).into_iter::<Value>().next()?.ok()?;
        input.is_object().then_some(Self { operation, input })
    }

    /// The line of the request.
    pub(super) fn write(&self) -> String {
        format!("{} {}", self.operation, self.input)
    }
}

/// Plausible requests, and by the name of a member all values that it has in them.
pub(super) struct Plausible {
    pub(super) requests: Vec<Request>,
    values: BTreeMap<String, Vec<Value>>,
}

impl Plausible {
    /// The requests among lines of text. A line that begins with a blank goes on with the one before.
    pub(super) fn of(text: &str) -> Self {
        let requests: Vec<_> = text.replace("\n ", " ").lines().filter_map(Request::read).collect();
        let mut values = BTreeMap::new();
        for Request { input, .. } in &requests {
            collect(input, &mut values);
        }
        Self { requests, values }
    }

    /// The values that a member of this name has somewhere.
    pub(super) fn values(&self, member: &str) -> &[Value] {
        self.values.get(member).map_or(&[], Vec::as_slice)
    }
}

fn collect(value: &Value, values: &mut BTreeMap<String, Vec<Value>>) {
    match value {
        Value::Object(members) => collect_members(members, values),
        Value::Array(items) => items.iter().for_each(|item| collect(item, values)),
        _ => {}
    }
}

fn collect_members(members: &Map<String, Value>, values: &mut BTreeMap<String, Vec<Value>>) {
    for (name, value) in members {
        let known = values.entry(name.clone()).or_default();
        if !known.contains(value) {
            known.push(value.clone());
        }
        collect(value, values);
    }
}
