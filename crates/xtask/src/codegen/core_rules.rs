//! core's `rules.rs`: the few limits that its nouns obey, without the rest of the model.

use super::patterns::rewritten;
use super::rules::raw_string;
use crate::model::{Model, Shape, StringShape};

/// A constant of core, and where the model says it.
const TEXTS: [(&str, &str, &str); 11] = [
    ("USER_POOL_ID", "An id of a user pool", "AdminCreateUserRequest.UserPoolId"),
    ("USERNAME", "A username", "AdminCreateUserRequest.Username"),
    ("PASSWORD", "A password, permanent or temporary", "AdminSetUserPasswordRequest.Password"),
    ("ATTRIBUTE_NAME", "A user attribute's name", "AdminCreateUserRequest.UserAttributes.member.Name"),
    ("ATTRIBUTE_VALUE", "A user attribute's value", "AdminCreateUserRequest.UserAttributes.member.Value"),
    (
        "CUSTOM_ATTRIBUTE_NAME",
        "A custom attribute's name, without `custom:`",
        "AddCustomAttributesRequest.CustomAttributes.member.Name",
    ),
    ("CLIENT_METADATA_KEY", "A key of client metadata", "AdminCreateUserRequest.ClientMetadata.key"),
    ("CLIENT_METADATA_VALUE", "A value of client metadata", "AdminCreateUserRequest.ClientMetadata.value"),
    ("GROUP_NAME", "A group's name", "CreateGroupRequest.GroupName"),
    ("DESCRIPTION", "A group's description", "CreateGroupRequest.Description"),
    ("ROLE_ARN", "The ARN of a group's IAM role", "CreateGroupRequest.RoleArn"),
];

const NUMBERS: [(&str, &str, &str); 1] =
    [("PRECEDENCE", "A group's precedence", "CreateGroupRequest.Precedence")];

const HEADING: &str = "\
//! The limits of the Cognito API that core's nouns obey.

/// What a text must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextRule {
    /// The fewest characters (Unicode code points).
    pub min: usize,
    /// The most characters (Unicode code points).
    pub max: usize,
    /// A regular expression of the `regex` crate that the whole text has to match; empty when there is none.
    pub pattern: &'static str,
}

/// What a whole number must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberRule {
    /// The smallest.
    pub min: i32,
    /// The largest.
    pub max: i32,
}
";

pub(super) fn code(model: &Model) -> String {
    let texts = TEXTS.iter().map(|(name, noun, path)| text_code(name, noun, find(model, path)));
    let numbers = NUMBERS.iter().map(|(name, noun, path)| number_code(name, noun, find(model, path)));
    HEADING.to_owned() + &texts.chain(numbers).collect::<String>()
}

fn text_code(name: &str, noun: &str, shape: &Shape) -> String {
    let Shape::String(StringShape { min, max, pattern, .. }) = shape else {
        panic!("{name} is no text");
    };
    let max = max.unwrap_or_else(|| panic!("{name} has no longest length"));
    let pattern = pattern.as_ref().map_or(String::new(), |pattern| rewritten(pattern));
    format!(
        "\n/// {noun}.\npub const {name}: TextRule = TextRule {{ min: {}, max: {max}, pattern: {} }};\n",
        min.unwrap_or(0),
        raw_string(&pattern)
    )
}

fn number_code(name: &str, noun: &str, shape: &Shape) -> String {
    let Shape::Integer(range) = shape else {
        panic!("{name} is no number");
    };
    let max = range.max.map_or("i32::MAX".to_owned(), |max| max.to_string());
    let min = range.min.map_or("i32::MIN".to_owned(), |min| min.to_string());
    format!("\n/// {noun}.\npub const {name}: NumberRule = NumberRule {{ min: {min}, max: {max} }};\n")
}

/// The shape at the end of a path such as `CreateGroupRequest.GroupName`.
fn find<'a>(model: &'a Model, path: &str) -> &'a Shape {
    let mut steps = path.split('.');
    let first = steps.next().expect("a path has a first step");
    steps.fold(model.shape(first), |shape, step| model.shape(part(shape, step)))
}

fn part<'a>(shape: &'a Shape, step: &str) -> &'a str {
    let part = match shape {
        Shape::Structure(structure) => structure.members.get(step),
        Shape::List(list) if step == "member" => Some(&list.member),
        Shape::Map(map) if step == "key" => Some(&map.key),
        Shape::Map(map) if step == "value" => Some(&map.value),
        _ => None,
    };
    &part.unwrap_or_else(|| panic!("the model has no {step} here")).shape
}
