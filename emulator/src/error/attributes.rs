//! What is said about the attributes of users.

use std::borrow::Cow;

use super::ApiError;

/// What is wrong with one attribute of a request. Several stand in one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeFault {
    name: String,
    reason: Cow<'static, str>,
}

impl AttributeFault {
    /// The pool has no such attribute.
    pub fn unknown(name: &str) -> Self {
        Self::new(name, "Attribute does not exist in the schema.")
    }

    /// The attribute was fixed when the user was made.
    pub fn immutable(name: &str) -> Self {
        Self::new(name, "Attribute cannot be updated.")
    }

    /// A required attribute would have no value (that administrators are refused this is unsure).
    pub fn required(name: &str) -> Self {
        Self::new(name, "The attribute is required")
    }

    /// A required attribute was not given at sign-up. The service has another name for `name`.
    pub fn missing_at_sign_up(name: &str) -> Self {
        match name {
            "name" => Self::new("name.formatted", "The attribute name.formatted is required"),
            _ => Self::required(name),
        }
    }

    /// Wording unsure.
    pub fn too_long(name: &str, max: u64) -> Self {
        Self::new(name, format!("String must be at most {max} characters long"))
    }

    /// Wording unsure.
    pub fn too_short(name: &str, min: u64) -> Self {
        Self::new(name, format!("String must be at least {min} characters long"))
    }

    /// Wording unsure.
    pub fn not_a_number(name: &str) -> Self {
        Self::new(name, "Value must be a number")
    }

    /// Wording unsure.
    pub fn above_maximum(name: &str, max: &str) -> Self {
        Self::new(name, format!("Number must be at most {max}"))
    }

    /// Wording unsure.
    pub fn below_minimum(name: &str, min: &str) -> Self {
        Self::new(name, format!("Number must be at least {min}"))
    }

    /// Wording unsure.
    pub fn not_a_boolean(name: &str) -> Self {
        Self::new(name, "Value must be true or false")
    }

    /// Wording unsure.
    pub fn not_a_date(name: &str) -> Self {
        Self::new(name, "Value must be a date")
    }

    fn new(name: &str, reason: impl Into<Cow<'static, str>>) -> Self {
        Self { name: name.to_owned(), reason: reason.into() }
    }
}

impl ApiError {
    /// AdminCreateUser: the pool has no such attribute. The braces belong to the message.
    pub fn undetermined_attribute_type(name: &str) -> Self {
        Self::invalid_parameter(format!(
            "{NOT_CONFORMING}Type for attribute {{{name}}} could not be determined"
        ))
    }

    /// Attributes of a new user that the schema does not allow.
    pub fn attributes_refused_at_creation(faults: &[AttributeFault]) -> Self {
        let line = |AttributeFault { name, reason }: &AttributeFault| format!("{name}: {reason}\n");
        Self::invalid_parameter(format!("{NOT_CONFORMING}{}", faults.iter().map(line).collect::<String>()))
    }

    /// Changes of attributes that the schema does not allow.
    pub fn attributes_refused_at_update(faults: &[AttributeFault]) -> Self {
        let line = |AttributeFault { name, reason }: &AttributeFault| format!("user.{name}: {reason}\n");
        Self::invalid_parameter(faults.iter().map(line).collect::<String>())
    }

    /// `username` given as the name of an attribute to update.
    pub fn username_is_no_attribute() -> Self {
        Self::invalid_parameter("Attribute does not exist in the schema")
    }

    /// An attribute that the service itself sets.
    pub fn non_mutable_attribute(name: &str) -> Self {
        Self::invalid_parameter(format!("Cannot modify the non-mutable attribute {name}"))
    }

    /// The value of `email` is no e-mail address.
    pub fn invalid_email() -> Self {
        Self::invalid_parameter("Invalid email address format.")
    }

    /// The value of `phone_number` is no phone number.
    pub fn invalid_phone_number() -> Self {
        Self::invalid_parameter("Invalid phone number format.")
    }

    /// An address is called verified that the user does not have (wording unsure).
    pub fn verified_without_value(address: &'static str) -> Self {
        let name = if address == "email" { "Email" } else { "Phone number" };
        Self::invalid_parameter(format!("{name} is required to be verified"))
    }
}

const NOT_CONFORMING: &str = "Attributes did not conform to the schema: ";
