//! Requests as people may see them.

use serde_json::Value;

use crate::constraint::{Shape, ShapeKind};
use crate::generated::operations::OperationName;

/// What stands in the place of a sensitive value.
const HIDDEN: &str = "***";

/// The request of an operation without what the model marks as sensitive. Usernames and clients are left in it: they say
/// whom a call is about.
pub fn masked(operation: OperationName, input: &Value) -> Value {
    of_shape(operation.input_shape(), input)
}

fn of_shape(shape: &Shape, value: &Value) -> Value {
    if shape.sensitive && !NAMING.contains(&shape.name) {
        return HIDDEN.into();
    }
    match (&shape.kind, value) {
        (ShapeKind::Structure { .. }, Value::Object(given)) => {
            let members = given.iter().map(|(name, value)| match shape.member(name) {
                Some(member) => (name.clone(), of_shape(member.shape, value)),
                None => (name.clone(), HIDDEN.into()),
            });
            Value::Object(members.collect())
        }
        (ShapeKind::List { member, .. }, Value::Array(items)) => {
            items.iter().map(|item| of_shape(member, item)).collect()
        }
        (ShapeKind::Map { value: member, .. }, Value::Object(entries)) => {
            let entries = entries.iter().map(|(name, value)| (name.clone(), of_shape(member, value)));
            Value::Object(entries.collect())
        }
        _ => value.clone(),
    }
}

/// Shapes that the model marks and that name whom or what a call is about.
const NAMING: [&str; 2] = ["ClientIdType", "UsernameType"];

/// Whether a secret can stand there: what is sent as that is neither told in messages nor given back to who asks.
pub fn takes_secrets(shape: &Shape) -> bool {
    const READ_BACK: [&str; 1] = ["AttributeValueType"];
    shape.sensitive && !NAMING.contains(&shape.name) && !READ_BACK.contains(&shape.name)
}

/// Whether a secret can stand under that name in a map that takes secrets: names of users and devices, and attributes, stand
/// in the same maps, and are given back.
pub fn takes_secret_under(name: &str) -> bool {
    const SECRET: [&str; 13] = [
        "ANSWER",
        "CREDENTIAL",
        "EMAIL_OTP_CODE",
        "NEW_PASSWORD",
        "PASSWORD",
        "PASSWORD_CLAIM_SECRET_BLOCK",
        "PASSWORD_CLAIM_SIGNATURE",
        "REFRESH_TOKEN",
        "SECRET_HASH",
        "SMS_MFA_CODE",
        "SMS_OTP_CODE",
        "SOFTWARE_TOKEN_MFA_CODE",
        "SRP_A",
    ];
    SECRET.contains(&name)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_sensitive_is_left_out_wherever_it_lies() {
        let created = json!({
            "UserPoolId": "us-east-1_a", "Username": "ann", "TemporaryPassword": "Hunter2!",
            "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}],
        });
        assert_eq!(
            masked(OperationName::AdminCreateUser, &created),
            json!({
                "UserPoolId": "us-east-1_a", "Username": "ann", "TemporaryPassword": "***",
                "UserAttributes": [{"Name": "email", "Value": "***"}],
            })
        );
        let signed_in = json!({"ClientId": "c1", "AuthParameters": {"PASSWORD": "Hunter2!"}});
        assert_eq!(
            masked(OperationName::InitiateAuth, &signed_in),
            json!({"ClientId": "c1", "AuthParameters": "***"})
        );
    }
}
