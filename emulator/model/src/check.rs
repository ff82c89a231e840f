//! The one walker that holds a request against the rules of the model.

use std::error::Error;
use std::fmt;

use serde_json::{Map, Value};

use crate::constraint::{Member, Shape, ShapeKind};
use crate::generated::operations::OperationName;
use crate::place::{Path, Place};
use crate::scalar;
use crate::violation::{Constraint, Shown, Violation, Violations};

/// Why a request is refused before anything looks at its meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckError {
    /// A JSON type is wrong; with the words of the service.
    Serialization(String),
    /// Rules are broken.
    Violations(Violations),
}

impl fmt::Display for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CheckError::Serialization(message) => f.write_str(message),
            CheckError::Violations(violations) => violations.fmt(f),
        }
    }
}

impl Error for CheckError {}

/// Holds the input of an operation against its rules. What comes back has no nulls, no members that the
/// model does not know, and turns into the operation's request without an error.
///
/// # Errors
///
/// The first wrong JSON type, or else every broken rule of the request.
pub fn check(operation: OperationName, input: Value) -> Result<Value, CheckError> {
    let mut walk = Walk { violations: vec![] };
    let place = Place { path: Path::Root, hidden: false };
    let mut input = if input.is_null() { Value::Object(Map::new()) } else { input };
    drop_blank_password(operation, &mut input);
    let checked = walk.value(operation.input_shape(), input, place).map_err(CheckError::Serialization)?;
    match Violations::new(walk.violations) {
        Some(violations) => Err(CheckError::Violations(violations)),
        None => Ok(checked),
    }
}

/// A new user's password may be blank instead of absent: so the model's own words, and the service, whatever the pattern
/// says.
fn drop_blank_password(operation: OperationName, input: &mut Value) {
    let password = match operation {
        OperationName::AdminCreateUser => "TemporaryPassword",
        OperationName::SignUp => "Password",
        _ => return,
    };
    if let Some(given) = input.as_object_mut().filter(|given| given.get(password) == Some(&"".into())) {
        given.remove(password);
    }
}

struct Walk {
    violations: Vec<Violation>,
}

impl Walk {
    /// An error is a wrong JSON type; broken rules are collected.
    fn value(&mut self, shape: &'static Shape, value: Value, place: Place<'_>) -> Result<Value, String> {
        let place = Place { hidden: place.hidden || hides(shape), ..place };
        let value = self.parts(shape, value, place)?;
        for constraint in shape.broken_by(&value) {
            self.violate(place, shown(shape, &value), constraint);
        }
        Ok(value)
    }

    /// Converts a value and checks what is inside it, not the value itself.
    fn parts(&mut self, shape: &'static Shape, value: Value, place: Place<'_>) -> Result<Value, String> {
        match &shape.kind {
            ShapeKind::String { .. } => scalar::text(value),
            ShapeKind::Integer { .. } => scalar::integer(value),
            ShapeKind::Long => scalar::long(value),
            ShapeKind::Boolean => scalar::boolean(value),
            ShapeKind::Timestamp => scalar::timestamp(value),
            ShapeKind::Blob { .. } => scalar::blob(value),
            ShapeKind::Document => Ok(value),
            ShapeKind::List { member, .. } => self.list(member, scalar::list(value)?, place),
            ShapeKind::Map { value: member, .. } => self.map(member, scalar::map(value)?, place),
            ShapeKind::Structure { members } => self.structure(members, scalar::map(value)?, place),
        }
    }

    fn structure(
        &mut self,
        members: &'static [Member],
        mut given: Map<String, Value>,
        place: Place<'_>,
    ) -> Result<Value, String> {
        let mut kept = Map::new();
        // In the order of names, as in the recorded message that tells of `password` before `username`.
        for member in members {
            let place = Place { path: Path::Member(&place.path, member.name), ..place };
            match given.remove_entry(member.name) {
                Some((name, value)) if !value.is_null() => {
                    kept.insert(name, self.value(member.shape, value, place)?);
                }
                _ if member.required => self.miss(member, place),
                _ => {}
            }
        }
        Ok(Value::Object(kept))
    }

    fn list(&mut self, shape: &'static Shape, items: Vec<Value>, place: Place<'_>) -> Result<Value, String> {
        let items = items.into_iter().filter(|item| !item.is_null()).enumerate();
        let checked = items.map(|(at, item)| {
            self.element(shape, item, Place { path: Path::Element(&place.path, at + 1), ..place })
        });
        checked.collect::<Result<_, _>>().map(Value::Array)
    }

    fn map(
        &mut self,
        shape: &'static Shape,
        entries: Map<String, Value>,
        place: Place<'_>,
    ) -> Result<Value, String> {
        let entries = entries.into_iter().filter(|(_, value)| !value.is_null());
        let checked = entries.map(|(key, value)| {
            let inside = Place { path: Path::Entry(&place.path, &key), ..place };
            let value = self.element(shape, value, inside)?;
            Ok((key, value))
        });
        checked.collect::<Result<_, _>>().map(Value::Object)
    }

    /// What a list or a map holds. Broken rules of texts are told by the list or map itself.
    fn element(&mut self, shape: &'static Shape, value: Value, place: Place<'_>) -> Result<Value, String> {
        if shape.is_text() { self.parts(shape, value, place) } else { self.value(shape, value, place) }
    }

    fn miss(&mut self, member: &Member, place: Place<'_>) {
        let place = Place { hidden: place.hidden || hides(member.shape), ..place };
        self.violate(place, Shown::Null, Constraint::NotNull);
    }

    fn violate(&mut self, place: Place<'_>, shown: Shown, constraint: Constraint) {
        let shown = if place.hidden { Shown::Nothing } else { shown };
        self.violations.push(Violation { path: place.path.to_string(), shown, constraint });
    }
}

/// Whether messages leave the value out. The service shows client ids though the model marks them.
fn hides(shape: &Shape) -> bool {
    shape.sensitive && shape.name != "ClientIdType"
}

/// A value as messages print it. Of structures inside lists nothing is said, they may hold secrets.
fn shown(shape: &Shape, value: &Value) -> Shown {
    match (&shape.kind, value) {
        (ShapeKind::List { member, .. }, Value::Array(items)) if shows(member) || items.is_empty() => {
            let items: Vec<String> = items.iter().map(plain).collect();
            Shown::Value(format!("[{}]", items.join(", ")))
        }
        (ShapeKind::Map { key, value, .. }, Value::Object(entries)) if shows(key) && shows(value) => {
            let entries: Vec<String> =
                entries.iter().map(|(key, value)| format!("{key}={}", plain(value))).collect();
            Shown::Value(format!("{{{}}}", entries.join(", ")))
        }
        (_, Value::String(_) | Value::Number(_)) if !matches!(shape.kind, ShapeKind::Blob { .. }) => {
            Shown::Value(plain(value))
        }
        _ => Shown::Nothing,
    }
}

fn shows(element: &Shape) -> bool {
    element.is_text() && !hides(element)
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::shapes::{CreateGroupRequest, CreateUserPoolRequest};

    fn said(operation: OperationName, input: Value) -> String {
        check(operation, input).unwrap_err().to_string()
    }

    fn serialization(operation: OperationName, input: Value) -> String {
        match check(operation, input) {
            Err(CheckError::Serialization(message)) => message,
            other => panic!("not a wrong type: {other:?}"),
        }
    }

    const GROUP: OperationName = OperationName::CreateGroup;

    #[test]
    fn a_good_request_comes_back_typed() {
        let input = json!({"UserPoolId": "us-east-1_a", "GroupName": "admins", "Precedence": 0});
        let request: CreateGroupRequest = serde_json::from_value(check(GROUP, input).unwrap()).unwrap();
        assert_eq!(request.precedence, Some(0));
        assert_eq!(request.group_name, "admins");
    }

    #[test]
    fn nulls_and_unknown_members_are_dropped() {
        let input = json!({"UserPoolId": "us-east-1_a", "GroupName": "g", "RoleArn": null, "Colour": [1]});
        assert_eq!(check(GROUP, input), Ok(json!({"UserPoolId": "us-east-1_a", "GroupName": "g"})));
    }

    #[test]
    fn a_pool_id_is_shown_and_its_pattern_printed_raw() {
        assert_eq!(
            said(GROUP, json!({"UserPoolId": "nope", "GroupName": "g"})),
            "1 validation error detected: Value 'nope' at 'userPoolId' failed to satisfy constraint: \
             Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+"
        );
    }

    #[test]
    fn a_client_id_is_shown_though_it_is_marked() {
        let text = said(OperationName::ForgotPassword, json!({"ClientId": "a b", "Username": "ann"}));
        assert!(text.starts_with("1 validation error detected: Value 'a b' at 'clientId' failed"), "{text}");
    }

    #[test]
    fn all_violations_come_together_and_secrets_stay_out() {
        assert_eq!(
            said(OperationName::SignUp, json!({"ClientId": "c", "Password": " ", "Username": " "})),
            "2 validation errors detected: Value at 'password' failed to satisfy constraint: Member must \
             satisfy regular expression pattern: [\\S]+; Value at 'username' failed to satisfy constraint: \
             Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+"
        );
    }

    #[test]
    fn a_length_stands_before_a_pattern() {
        let text = said(OperationName::DescribeUserPool, json!({"UserPoolId": ""}));
        let (length, pattern) = (text.find("have length"), text.find("regular expression"));
        assert!(text.starts_with("2 ") && length < pattern, "{text}");
    }

    #[test]
    fn what_is_required_must_not_be_null() {
        let text = said(GROUP, json!({"UserPoolId": null, "GroupName": "g"}));
        assert_eq!(
            text,
            "1 validation error detected: Value null at 'userPoolId' failed to satisfy constraint: \
             Member must not be null"
        );
        let text = said(OperationName::AdminGetUser, json!({"UserPoolId": "us-east-1_a"}));
        assert!(text.contains("Value at 'username' failed to satisfy constraint: Member must not be null"));
    }

    #[test]
    fn an_enum_lists_its_values() {
        let input = json!({"UserPoolId": "us-east-1_a", "Username": "ann", "MessageAction": "SHOUT"});
        assert_eq!(
            said(OperationName::AdminCreateUser, input),
            "1 validation error detected: Value 'SHOUT' at 'messageAction' failed to satisfy constraint: \
             Member must satisfy enum value set: [RESEND, SUPPRESS]"
        );
    }

    #[test]
    fn a_list_of_enums_is_told_as_one() {
        let input =
            json!({"UserPoolId": "us-east-1_a", "ClientName": "web", "AllowedOAuthFlows": ["code", "token"]});
        assert_eq!(
            said(OperationName::CreateUserPoolClient, input),
            "1 validation error detected: Value '[code, token]' at 'allowedOAuthFlows' failed to satisfy \
             constraint: Member must satisfy constraint: [Member must satisfy enum value set: \
             [code, implicit, client_credentials]]"
        );
    }

    #[test]
    fn paths_count_elements_from_one() {
        let attributes = json!([{"Name": "ok"}, {"Name": "twenty-one-characters"}]);
        let input = json!({"UserPoolId": "us-east-1_a", "CustomAttributes": attributes});
        assert_eq!(
            said(OperationName::AddCustomAttributes, input),
            "1 validation error detected: Value 'twenty-one-characters' at 'customAttributes.2.member.name' \
             failed to satisfy constraint: Member must have length less than or equal to 20"
        );
    }

    #[test]
    fn paths_join_nested_members_with_dots() {
        let policies = json!({"PasswordPolicy": {"MinimumLength": 5}});
        let text = said(OperationName::CreateUserPool, json!({"PoolName": "p", "Policies": policies}));
        assert_eq!(
            text,
            "1 validation error detected: Value '5' at 'policies.passwordPolicy.minimumLength' failed to \
             satisfy constraint: Member must have value greater than or equal to 6"
        );
    }

    #[test]
    fn a_new_users_password_may_be_blank_and_no_other() {
        let user = |password: &str| json!({"UserPoolId": "us-east-1_a", "Username": "ann", password: ""});
        let checked = check(OperationName::AdminCreateUser, user("TemporaryPassword")).unwrap();
        assert_eq!(checked.get("TemporaryPassword"), None);
        let text = said(OperationName::AdminSetUserPassword, user("Password"));
        assert!(text.starts_with("1 validation error detected: Value at 'password' failed"), "{text}");
    }

    #[test]
    fn sizes_of_lists_use_the_words_of_lengths() {
        let input = json!({"UserPoolId": "us-east-1_a", "CustomAttributes": []});
        let text = said(OperationName::AddCustomAttributes, input);
        assert!(text.ends_with(
            "Value '[]' at 'customAttributes' failed to satisfy constraint: \
             Member must have length greater than or equal to 1"
        ));
    }

    #[test]
    fn maps_tell_keys_and_values_apart() {
        let input = json!({"PoolName": "p", "UserPoolTags": {"stage": "v".repeat(257)}});
        let text = said(OperationName::CreateUserPool, input);
        assert!(text.contains(
            "at 'userPoolTags' failed to satisfy constraint: Map value must satisfy constraint: \
             [Member must have length less than or equal to 256, Member must have length greater than or \
             equal to 0]"
        ));
    }

    #[test]
    fn attribute_values_stay_out_of_messages() {
        let secret = "s".repeat(2049);
        let attributes = json!([{"Name": "email", "Value": secret}]);
        let input = json!({"UserPoolId": "us-east-1_a", "Username": "ann", "UserAttributes": attributes});
        let error = check(OperationName::AdminUpdateUserAttributes, input).unwrap_err();
        assert!(!format!("{error} {error:?}").contains(&secret));
        assert!(error.to_string().contains("Value at 'userAttributes.1.member.value' failed"));
    }

    #[test]
    fn a_wrong_type_wins_over_broken_rules() {
        let input = json!({"UserPoolId": "nope", "GroupName": 7});
        assert_eq!(serialization(GROUP, input), "NUMBER_VALUE can not be converted to a String");
        assert_eq!(serialization(GROUP, json!("x")), "Expected map or null");
        let input = json!({"UserPoolId": "us-east-1_a", "GroupName": {"S": "g"}});
        assert_eq!(serialization(GROUP, input), "Start of structure or map found where not expected.");
    }

    #[test]
    fn null_is_an_input_without_members() {
        assert_eq!(
            check(OperationName::GlobalSignOut, Value::Null),
            check(OperationName::GlobalSignOut, json!({}))
        );
    }

    #[test]
    fn maps_of_strings_hold_nothing_else() {
        let input = json!({"UserPoolId": "us-east-1_a", "Username": "ann", "ClientMetadata": {"n": 1}});
        let text = serialization(OperationName::AdminCreateUser, input);
        assert_eq!(text, "NUMBER_VALUE can not be converted to a String");
    }

    #[test]
    fn documents_pass_as_they_are() {
        let settings = json!({"a": [null, {"b": 1.5}]});
        let input = json!({"UserPoolId": "us-east-1_a", "ClientId": "c", "Settings": settings});
        let checked = check(OperationName::CreateManagedLoginBranding, input).unwrap();
        assert_eq!(checked["Settings"], settings);
    }

    #[test]
    fn every_checked_request_turns_into_its_type() {
        let input = json!({"PoolName": "p", "Policies": {"PasswordPolicy": {"MinimumLength": 8.0}}});
        let checked = check(OperationName::CreateUserPool, input).unwrap();
        let request: CreateUserPoolRequest = serde_json::from_value(checked).unwrap();
        assert_eq!(request.policies.unwrap().password_policy.unwrap().minimum_length, Some(8));
    }
}
