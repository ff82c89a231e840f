//! The AWS JSON protocol: headers and bytes to an operation, its caller and its input, and answers
//! back to what goes on the wire. Knows no HTTP library.

use poolhouse_emulator_model::{Access, OperationName};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::context::Caller;
use crate::error::ApiError;
use crate::signature::Authorization;

/// What is sent back.
pub(crate) struct Reply {
    /// The HTTP status.
    pub(crate) status: u16,
    /// JSON, or nothing.
    pub(crate) body: Vec<u8>,
    /// The error to be told in headers as well.
    pub(crate) error: Option<ApiError>,
}

impl Reply {
    /// The reply to a call, by the JSON of its answer if it has any.
    pub(crate) fn to(answer: Result<Option<Vec<u8>>, ApiError>) -> Self {
        match answer {
            Ok(output) => Self { status: 200, body: output.unwrap_or_default(), error: None },
            Err(error) => {
                Self { status: error.status(), body: bytes(&ErrorBody::of(&error)), error: Some(error) }
            }
        }
    }

    /// The reply to what is no call at all: another method, another path, no target.
    pub(crate) fn to_nothing_known() -> Self {
        let body = json!({
            "code": "BadRequest",
            "message": "The server did not understand the operation that was requested.",
            "type": "client",
        });
        Self { status: 404, body: bytes(&body), error: None }
    }
}

/// What an error says of itself, in the order of the service.
#[derive(Serialize)]
struct ErrorBody<'a> {
    #[serde(rename = "__type")]
    code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    /// The framework around the operations spells it so.
    #[serde(rename = "Message", skip_serializing_if = "Option::is_none")]
    framework_message: Option<&'a str>,
}

impl<'a> ErrorBody<'a> {
    fn of(error: &'a ApiError) -> Self {
        let (code, told) = (error.code(), error.message());
        match error.message_member() {
            "Message" => Self { code, message: None, framework_message: told },
            _ => Self { code, message: told, framework_message: None },
        }
    }
}

/// The operation that an `X-Amz-Target` names; it may not exist. `None` for a missing or garbled
/// target, which the service answers as if nobody had called.
pub(crate) fn operation_name(target: Option<&str>) -> Option<&str> {
    target?.strip_prefix(SERVICE)?.strip_prefix('.')
}

/// The caller that an `Authorization` header tells of; one without access key if there is none.
/// Whether key and signature are right is looked at elsewhere, where that is asked for. A header that
/// has not even the form of one is refused, unless the operation needs no signature: there, whatever
/// else it may be is ignored.
pub(crate) fn caller(
    operation: OperationName,
    authorization: Option<&str>,
    defaults: Caller,
) -> Result<Caller, ApiError> {
    match authorization.map(Authorization::parse) {
        Some(Ok(Authorization { access_key, region, .. })) => {
            Ok(Caller { access_key: Some(access_key.into()), region: region.into(), ..defaults })
        }
        Some(Err(refusal)) if operation.access() == Access::Signed => Err(refusal),
        _ => Ok(Caller { access_key: None, ..defaults }),
    }
}

/// The input in a body. An empty body is `{}`, as is `null` (unsure what the service does).
pub(crate) fn input(body: &[u8]) -> Result<Value, ApiError> {
    if body.is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    match serde_json::from_slice(body) {
        Ok(Value::Null) => Ok(Value::Object(Map::new())),
        Ok(input) => Ok(input),
        Err(_) => Err(ApiError::unreadable_body()),
    }
}

fn bytes(body: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(body).expect("texts and JSON can always be written")
}

const SERVICE: &str = "AWSCognitoIdentityProviderService";

#[cfg(test)]
mod tests {
    use poolhouse_emulator_model::CheckError;

    use super::*;

    const SIGNED: &str = "AWS4-HMAC-SHA256 Credential=AKID/20261122/eu-west-1/cognito-idp/aws4_request, \
                          SignedHeaders=host;x-amz-date, Signature=0a1b";

    fn call(operation: OperationName, authorization: Option<&str>) -> Result<Caller, ApiError> {
        let defaults = Caller {
            account: "123456789012".into(),
            region: "us-east-1".into(),
            access_key: Some("default".into()),
        };
        caller(operation, authorization, defaults)
    }

    #[test]
    fn the_region_comes_from_the_scope_of_the_signature() {
        let caller = call(OperationName::ListUsers, Some(SIGNED)).expect("well formed");
        assert_eq!((caller.region.as_str(), caller.access_key.as_deref()), ("eu-west-1", Some("AKID")));
    }

    #[test]
    fn without_a_signature_there_is_no_key_and_the_region_is_the_default() {
        let caller = call(OperationName::ListUsers, None).expect("unsigned");
        assert_eq!((caller.region.as_str(), caller.access_key), ("us-east-1", None));
    }

    #[test]
    fn a_malformed_signature_is_refused_and_not_repeated() {
        let cut = &SIGNED[..SIGNED.find(", Signature").expect("there")];
        for malformed in
            ["Bearer secret", "AWS4-HMAC-SHA256 secret", cut, &SIGNED.replace("eu-west-1", "e/u")]
        {
            let refusal = call(OperationName::ListUsers, Some(malformed)).expect_err("refused");
            assert_eq!(refusal.code(), "IncompleteSignatureException", "{malformed}");
            assert!(!refusal.to_string().contains("secret"));
        }
    }

    #[test]
    fn where_no_signature_is_needed_anything_may_stand_in_its_place() {
        for header in ["Bearer secret", "AWS4-HMAC-SHA256 secret"] {
            let caller = call(OperationName::InitiateAuth, Some(header)).expect("ignored");
            assert_eq!((caller.region.as_str(), caller.access_key), ("us-east-1", None), "{header}");
        }
    }

    #[test]
    fn only_this_services_targets_name_operations() {
        let name = |target| operation_name(Some(target));
        assert_eq!(name("AWSCognitoIdentityProviderService.ListUsers"), Some("ListUsers"));
        assert_eq!(name("AWSCognitoIdentityService.GetId"), None);
        assert_eq!(name("ListUsers"), None);
        assert_eq!(operation_name(None), None);
    }

    #[test]
    fn an_empty_body_is_an_empty_request() {
        assert_eq!(input(b""), Ok(json!({})));
        assert_eq!(input(b"null"), Ok(json!({})));
        assert_eq!(input(b"{"), Err(ApiError::unreadable_body()));
    }

    #[test]
    fn errors_say_their_type_and_message_in_the_body() {
        let text = |error| String::from_utf8(Reply::to(Err(error)).body).expect("JSON");
        assert_eq!(
            text(ApiError::user_not_found()),
            r#"{"__type":"UserNotFoundException","message":"User does not exist."}"#
        );
        assert_eq!(text(ApiError::unreadable_body()), r#"{"__type":"SerializationException"}"#);
        let wrong_type = CheckError::Serialization("Expected map or null".into());
        assert_eq!(
            text(ApiError::refused_by_check(wrong_type)),
            r#"{"__type":"SerializationException","Message":"Expected map or null"}"#
        );
    }
}
