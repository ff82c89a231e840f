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

/// A member that the model does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownMember {
    /// Where it stands: `Policies.PasswordPolcy`.
    pub path: String,
    /// Its name alone.
    pub name: String,
    /// The members that could stand there.
    pub known: Vec<&'static str>,
}

/// The first member within `value` that `shape` does not know.
pub fn unknown_member(shape: &Shape, value: &Value) -> Option<UnknownMember> {
    let within =
        |name: &str, found: UnknownMember| UnknownMember { path: format!("{name}.{}", found.path), ..found };
    match (&shape.kind, value) {
        (ShapeKind::Structure { members }, Value::Object(given)) => {
            given.iter().find_map(|(name, value)| match shape.member(name) {
                Some(member) => unknown_member(member.shape, value).map(|found| within(name, found)),
                None => Some(UnknownMember {
                    path: name.clone(),
                    name: name.clone(),
                    known: members.iter().map(|member| member.name).collect(),
                }),
            })
        }
        (ShapeKind::List { member, .. }, Value::Array(items)) => {
            let mut items = items.iter().enumerate();
            items.find_map(|(at, item)| Some(within(&at.to_string(), unknown_member(member, item)?)))
        }
        (ShapeKind::Map { value: member, .. }, Value::Object(entries)) => {
            let mut entries = entries.iter();
            entries.find_map(|(name, value)| Some(within(name, unknown_member(member, value)?)))
        }
        _ => None,
    }
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
    fn a_member_that_the_model_does_not_know_is_found_with_those_that_could_stand_there() {
        let found = |pool| unknown_member(&crate::rules::USER_POOL_TYPE, &pool);
        assert_eq!(
            found(json!({"Id": "a", "UserPoolTags": {"any": "thing"}, "MfaConfiguration": "ON"})),
            None
        );
        let misspelt = json!({"SchemaAttributes": [{"Name": "a"}, {"Nmae": "b"}]});
        let misspelt = found(misspelt).expect("an unknown member");
        assert_eq!((misspelt.path.as_str(), misspelt.name.as_str()), ("SchemaAttributes.1.Nmae", "Nmae"));
        assert!(misspelt.known.contains(&"Name"), "{:?}", misspelt.known);
    }

    #[test]
    fn an_operation_without_answer_has_no_body() {
        assert_eq!(answer_faults(OperationName::DeleteGroup, &json!(null)), [] as [&str; 0]);
        assert_eq!(answer_faults(OperationName::DeleteGroup, &json!({})), ["the answer has a body: {}"]);
    }
}
