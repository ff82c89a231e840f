//! What is said about the attributes a pool's users may have.

use super::ApiError;

impl ApiError {
    /// A standard attribute declared with another type, or as developer-only.
    pub fn standard_attribute_is_fixed(name: &str) -> Self {
        Self::invalid_parameter(format!(
            "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute {name}"
        ))
    }

    /// `sub` declared mutable or optional (wording unsure).
    pub fn sub_is_fixed() -> Self {
        Self::invalid_parameter("You can not change Mutable or Required for standard schema attribute sub")
    }

    /// A custom attribute without a name (wording unsure; the model lets the name be absent).
    pub fn attribute_without_name() -> Self {
        Self::invalid_parameter("Invalid schema attribute: the name is missing.")
    }

    /// A custom attribute without a type.
    pub fn attribute_without_type() -> Self {
        Self::invalid_parameter(
            "Invalid AttributeDataType input, consider using the provided AttributeDataType enum.",
        )
    }

    /// Custom attributes cannot be required.
    pub fn required_custom_attribute() -> Self {
        Self::invalid_parameter("Required custom attributes are not supported currently.")
    }

    /// The schema has an attribute of this full name (`custom:role`).
    pub fn attribute_exists(name: &str) -> Self {
        Self::invalid_parameter(format!("{name}: Existing attribute already has name {name}."))
    }

    /// More custom attributes than a pool may have (wording unsure).
    pub fn too_many_custom_attributes(limit: usize) -> Self {
        Self::invalid_parameter(format!("A user pool cannot have more than {limit} custom attributes."))
    }

    /// A string attribute that would be longer than any may be (wording unsure).
    pub fn string_attribute_too_long(name: &str, limit: u64) -> Self {
        Self::invalid_parameter(format!(
            "user.{name}: String attributes cannot have a length of more than {limit}"
        ))
    }

    /// The longest string is shorter than the shortest (wording unsure).
    pub fn maximum_length_below_minimum(name: &str) -> Self {
        Self::invalid_parameter(format!("user.{name}: Max length cannot be less than min length."))
    }

    /// The greatest number is less than the least (wording unsure).
    pub fn maximum_value_below_minimum(name: &str) -> Self {
        Self::invalid_parameter(format!("user.{name}: Max value cannot be less than min value."))
    }

    /// A length that is not a number (wording unsure).
    pub fn invalid_string_constraints(name: &str) -> Self {
        Self::invalid_parameter(format!("Invalid StringAttributeConstraints for schema attribute {name}"))
    }

    /// A bound that is not a number (wording unsure).
    pub fn invalid_number_constraints(name: &str) -> Self {
        Self::invalid_parameter(format!("Invalid NumberAttributeConstraints for schema attribute {name}"))
    }
}
