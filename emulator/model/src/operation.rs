//! Operations: what names them, and the types that go in and come out.

use std::fmt::Debug;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::constraint::Shape;
use crate::generated::errors::ErrorCode;
use crate::generated::operations::{DESCRIPTIONS, OperationName};

/// A request. Inputs and operations are one to one in the model, so the type tells the operation.
pub trait Operation: Serialize + DeserializeOwned + Send + 'static {
    /// The operation that takes this input.
    const NAME: OperationName;
    /// What the operation answers.
    type Output: Serialize + DeserializeOwned + Debug + Send + 'static;
}

/// The answer of an operation whose answer has no body at all. As JSON it is `null`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoOutput;

/// Whether a call has to be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// With the credentials of an AWS account.
    Signed,
    /// By nobody; some of these carry an access token or a client's secret hash instead.
    Unsigned,
}

/// What the model says of an operation.
pub(crate) struct Description {
    pub(crate) name: OperationName,
    pub(crate) snake: &'static str,
    pub(crate) access: Access,
    pub(crate) input: &'static Shape,
    pub(crate) output: Option<&'static Shape>,
    pub(crate) errors: &'static [ErrorCode],
}

impl OperationName {
    /// Whether the operation has to be signed.
    pub fn access(self) -> Access {
        self.description().access
    }

    /// The name in snake case: `admin_get_user`.
    pub fn snake_case(self) -> &'static str {
        self.description().snake
    }

    /// Whether it only looks: what it is asked about is the same afterwards.
    pub fn is_read(self) -> bool {
        let name = self.as_str();
        let verb = name.strip_prefix("Admin").unwrap_or(name);
        READING.iter().any(|reading| verb.starts_with(reading)) && !MAKING.contains(&self)
    }

    /// The member by which an answer names the next page, and a request asks for it; none where all comes at once.
    pub fn page_token(self) -> Option<&'static str> {
        let (input, output) = (self.input_shape(), self.output_shape()?);
        ["NextToken", "PaginationToken"]
            .into_iter()
            .find(|token| input.member(token).is_some() && output.member(token).is_some())
    }

    /// Whether the answer has a body. Without one it is empty, not `{}`.
    pub fn has_output(self) -> bool {
        self.output_shape().is_some()
    }

    /// The rules of the request.
    pub fn input_shape(self) -> &'static Shape {
        self.description().input
    }

    /// The shape of the answer's body, when it has one.
    pub fn output_shape(self) -> Option<&'static Shape> {
        self.description().output
    }

    /// The errors the model lists for the operation, in its order.
    pub fn errors(self) -> &'static [ErrorCode] {
        self.description().errors
    }

    fn description(self) -> &'static Description {
        let description = &DESCRIPTIONS[self as usize];
        debug_assert_eq!(description.name, self);
        description
    }
}

/// How the names of operations begin that look.
const READING: [&str; 3] = ["Describe", "Get", "List"];
/// Those that are named so and yet make something: tokens, or a code that is sent.
const MAKING: [OperationName; 4] = [
    OperationName::GetClientToken,
    OperationName::GetDerivedToken,
    OperationName::GetTokensFromRefreshToken,
    OperationName::GetUserAttributeVerificationCode,
];

#[cfg(test)]
pub(crate) mod tests {
    use std::str::FromStr;

    use serde_json::{Value, json};

    use super::*;
    use crate::constraint::ShapeKind;
    use crate::generated::operations::round_trip;
    use crate::shapes::{CreateGroupRequest, DeleteGroupRequest};

    #[test]
    fn there_are_141_operations_each_with_its_own_description() {
        assert_eq!(OperationName::ALL.len(), 141);
        for &name in OperationName::ALL {
            assert_eq!(name.description().name, name);
            assert_eq!(name.input_shape().name, format!("{name}Request"));
            assert_eq!(OperationName::from_str(name.as_str()), Ok(name));
        }
    }

    #[test]
    fn reads_are_those_that_get_list_or_describe_and_make_nothing() {
        let reads: Vec<_> = OperationName::ALL.iter().filter(|name| name.is_read()).collect();
        assert_eq!(reads.len(), 46);
        for write in ["AdminInitiateAuth", "GetDerivedToken", "GetUserAttributeVerificationCode", "SignUp"] {
            assert!(!OperationName::from_str(write).unwrap().is_read(), "{write}");
        }
        assert!(OperationName::AdminGetUser.is_read() && OperationName::GetCSVHeader.is_read());
    }

    #[test]
    fn a_list_goes_on_by_the_token_of_its_own() {
        assert_eq!(OperationName::ListUsers.page_token(), Some("PaginationToken"));
        assert_eq!(OperationName::ListGroups.page_token(), Some("NextToken"));
        assert_eq!(OperationName::AdminGetUser.page_token(), None);
    }

    #[test]
    fn acronyms_are_words_of_a_name_in_snake_case() {
        assert_eq!(OperationName::GetCSVHeader.snake_case(), "get_csv_header");
        assert_eq!(OperationName::AdminSetUserMFAPreference.snake_case(), "admin_set_user_mfa_preference");
    }

    #[test]
    fn names_are_exact() {
        assert!(OperationName::from_str("createGroup").is_err());
        assert!(OperationName::from_str("CreateGroup ").is_err());
    }

    #[test]
    fn unsigned_operations_are_those_the_model_leaves_without_authentication() {
        assert_eq!(OperationName::SignUp.access(), Access::Unsigned);
        assert_eq!(OperationName::AdminCreateUser.access(), Access::Signed);
        let unsigned = OperationName::ALL.iter().filter(|name| name.access() == Access::Unsigned);
        assert_eq!(unsigned.count(), 34);
    }

    #[test]
    fn thirteen_answers_are_empty() {
        let empty: Vec<_> = OperationName::ALL.iter().filter(|name| !name.has_output()).collect();
        assert_eq!(empty.len(), 13);
        assert!(empty.contains(&&OperationName::DeleteGroup));
        assert_eq!(serde_json::to_string(&NoOutput).unwrap(), "null");
    }

    #[test]
    fn a_request_knows_its_operation() {
        fn name<O: Operation>() -> OperationName {
            O::NAME
        }
        assert_eq!(name::<CreateGroupRequest>(), OperationName::CreateGroup);
        assert_eq!(name::<DeleteGroupRequest>(), OperationName::DeleteGroup);
    }

    /// Reads both as an operation's types and writes them again.
    pub(crate) fn through<O: Operation>(input: Value, output: Value) -> serde_json::Result<(Value, Value)> {
        let (input, output): (O, O::Output) =
            (serde_json::from_value(input)?, serde_json::from_value(output)?);
        Ok((serde_json::to_value(input)?, serde_json::to_value(output)?))
    }

    /// A value with every member there is; of its limits it knows only enums.
    fn sample(shape: &Shape) -> Value {
        match &shape.kind {
            ShapeKind::String { values, .. } => json!(values.first().unwrap_or(&"x")),
            ShapeKind::Integer { .. } | ShapeKind::Long => json!(7),
            ShapeKind::Boolean => json!(true),
            ShapeKind::Timestamp => json!(1_689_721_665.239),
            ShapeKind::Blob { .. } => json!("AQ=="),
            ShapeKind::Document => json!({"any": [1]}),
            ShapeKind::List { member, .. } => json!([sample(member)]),
            ShapeKind::Map { key, value, .. } => {
                json!({sample(key).as_str().unwrap(): sample(value)})
            }
            ShapeKind::Structure { members } => {
                members.iter().map(|member| (member.name.to_owned(), sample(member.shape))).collect()
            }
        }
    }

    #[test]
    fn every_member_the_rules_know_has_its_place_in_the_types() {
        for &name in OperationName::ALL {
            let input = sample(name.input_shape());
            let output = name.output_shape().map_or(Value::Null, sample);
            let back = round_trip(name, input.clone(), output.clone());
            assert_eq!(back.unwrap_or_else(|error| panic!("{name}: {error}")), (input, output), "{name}");
        }
    }

    #[test]
    fn a_member_that_is_absent_is_not_written() {
        let request = CreateGroupRequest { group_name: "g".into(), ..Default::default() };
        let written = serde_json::to_value(request).unwrap();
        assert_eq!(written, json!({"GroupName": "g", "UserPoolId": ""}));
    }

    #[test]
    fn errors_are_the_operations_own() {
        assert!(OperationName::CreateGroup.errors().contains(&ErrorCode::GroupExistsException));
        assert!(!OperationName::DeleteGroup.errors().contains(&ErrorCode::GroupExistsException));
    }

    #[test]
    fn two_error_codes_are_the_services_own_fault() {
        assert_eq!(ErrorCode::ALL.len(), 59);
        let faults: Vec<_> = ErrorCode::ALL.iter().filter(|code| code.is_server_fault()).collect();
        assert_eq!(faults, [&ErrorCode::InternalErrorException, &ErrorCode::InternalServerException]);
    }
}
