//! Answers held against the shapes of the model.

use poolhouse_emulator_model::{Blob, Member, OperationName, Shape, ShapeKind};
use serde_json::{Map, Value};

/// What is wrong with the answer of an operation: `UserPool.Id is missing`.
pub(super) fn faults(operation: OperationName, answer: &Value) -> Vec<String> {
    let mut faults = vec![];
    match operation.output_shape() {
        Some(shape) => collect(shape, answer, "the answer", &mut faults),
        None if answer.is_null() => {}
        None => faults.push(format!("the answer has a body: {answer}")),
    }
    faults
}

/// A refusal must be one that the model lists for the operation.
pub(super) fn refusal_faults(operation: OperationName, code: &str) -> Vec<String> {
    let listed = operation.errors().iter().any(|error| error.as_str() == code);
    if listed { vec![] } else { vec![format!("{operation} knows no {code}")] }
}

fn collect(shape: &Shape, value: &Value, place: &str, faults: &mut Vec<String>) {
    match (&shape.kind, value) {
        (ShapeKind::Document, _) => {}
        (ShapeKind::Structure { members }, Value::Object(given)) => structure(members, given, place, faults),
        (ShapeKind::List { member, .. }, Value::Array(items)) => {
            for (at, item) in items.iter().enumerate() {
                collect(member, item, &format!("{place}.{at}"), faults);
            }
        }
        (ShapeKind::Map { key, value: member, .. }, Value::Object(entries)) => {
            for (name, value) in entries {
                collect(key, &Value::from(name.as_str()), place, faults);
                collect(member, value, &format!("{place}.{name}"), faults);
            }
        }
        (kind, value) if !is_scalar(kind, value) => {
            faults.push(format!("{place} is no {}: {value}", shape.name));
        }
        _ => {}
    }
}

fn structure(members: &[Member], given: &Map<String, Value>, place: &str, faults: &mut Vec<String>) {
    for member in members {
        match given.get(member.name) {
            Some(value) => collect(member.shape, value, &format!("{place}.{}", member.name), faults),
            None if member.required => faults.push(format!("{place}.{} is missing", member.name)),
            None => {}
        }
    }
    let known = |name: &String| members.iter().any(|member| member.name == name);
    faults.extend(given.keys().filter(|name| !known(name)).map(|name| format!("{place}.{name} is unknown")));
}

fn is_scalar(kind: &ShapeKind, value: &Value) -> bool {
    match (kind, value) {
        (ShapeKind::String { values, .. }, Value::String(text)) => {
            values.is_empty() || values.contains(&text.as_str())
        }
        (ShapeKind::Blob { .. }, Value::String(text)) => Blob::from_base64(text).is_some(),
        (ShapeKind::Integer { .. } | ShapeKind::Long, Value::Number(number)) => number.is_i64(),
        (ShapeKind::Timestamp, Value::Number(_)) | (ShapeKind::Boolean, Value::Bool(_)) => true,
        _ => false,
    }
}

#[test]
fn what_the_model_does_not_say_is_told() {
    use serde_json::json;
    let faults = |answer| faults(OperationName::SignUp, &answer);
    assert_eq!(faults(json!({"UserConfirmed": true, "UserSub": "a"})), [] as [&str; 0]);
    assert_eq!(
        faults(json!({"UserConfirmed": "yes", "Sub": 1, "CodeDeliveryDetails": {"DeliveryMedium": "POST"}})),
        [
            "the answer.CodeDeliveryDetails.DeliveryMedium is no DeliveryMediumType: \"POST\"",
            "the answer.UserConfirmed is no BooleanType: \"yes\"",
            "the answer.UserSub is missing",
            "the answer.Sub is unknown",
        ]
    );
}
