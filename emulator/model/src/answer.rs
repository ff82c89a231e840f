//! Answers held against the shapes of the model.

use serde_json::{Map, Value};

use crate::blob::Blob;
use crate::constraint::{Member, Shape, ShapeKind};
use crate::generated::operations::OperationName;

/// What is wrong with the answer of an operation, a line for each fault: `the answer.UserPool.Id is missing`.
/// `null` stands for an answer without a body. Limits and patterns bind requests alone, so they are not looked at.
pub fn answer_faults(operation: OperationName, answer: &Value) -> Vec<String> {
    let mut faults = vec![];
    match operation.output_shape() {
        Some(shape) => collect(shape, answer, "the answer", &mut faults),
        None if answer.is_null() => {}
        None => faults.push(format!("the answer has a body: {answer}")),
    }
    faults
}

fn collect(shape: &Shape, value: &Value, place: &str, faults: &mut Vec<String>) {
    match (&shape.kind, value) {
        (ShapeKind::Document, _) => {}
        (_, Value::Object(given)) if given.is_empty() && shape.name == ANSWERED_EMPTY => {}
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

/// What the service answers for a domain that is not custom, although the model requires a member of it.
const ANSWERED_EMPTY: &str = "CustomDomainConfigType";

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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_model_does_not_say_is_told() {
        let faults = |answer| answer_faults(OperationName::SignUp, &answer);
        assert_eq!(faults(json!({"UserConfirmed": true, "UserSub": "a"})), [] as [&str; 0]);
        let details = json!({"DeliveryMedium": "POST"});
        assert_eq!(
            faults(json!({"UserConfirmed": "yes", "Sub": 1, "CodeDeliveryDetails": details})),
            [
                "the answer.CodeDeliveryDetails.DeliveryMedium is no DeliveryMediumType: \"POST\"",
                "the answer.UserConfirmed is no BooleanType: \"yes\"",
                "the answer.UserSub is missing",
                "the answer.Sub is unknown",
            ]
        );
    }

    #[test]
    fn an_operation_without_answer_has_no_body() {
        assert_eq!(answer_faults(OperationName::DeleteGroup, &json!(null)), [] as [&str; 0]);
        assert_eq!(answer_faults(OperationName::DeleteGroup, &json!({})), ["the answer has a body: {}"]);
    }
}
