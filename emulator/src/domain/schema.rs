//! The attributes that a pool's users may have.

use poolhouse_emulator_model::shapes::{
    AttributeDataType, NumberAttributeConstraintsType, SchemaAttributeType, StringAttributeConstraintsType,
};
use serde::{Deserialize, Serialize};

use super::standard_attributes::standard_attributes;
use crate::error::ApiError;

/// All attributes of a pool: the standard ones, then its own in the order in which they came.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Schema {
    attributes: Vec<SchemaAttribute>,
}

/// One attribute.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SchemaAttribute {
    /// The full name: `email`, `custom:role`, `dev:custom:note`.
    pub(crate) name: String,
    pub(crate) data_type: AttributeDataType,
    /// Only administrators may write it.
    pub(crate) developer_only: bool,
    pub(crate) mutable: bool,
    pub(crate) required: bool,
    pub(crate) constraints: Constraints,
}

/// What values of an attribute keep to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Constraints {
    /// Booleans and dates have none.
    None,
    /// Lengths in characters.
    String { min: Option<u64>, max: Option<u64> },
    /// Bounds as they were given; both are decimal numbers.
    Number { min: Option<String>, max: Option<String> },
}

impl Schema {
    /// The schema of a new pool: entries with the names of standard attributes change those, all
    /// others are custom attributes.
    pub(crate) fn create(entries: Vec<SchemaAttributeType>) -> Result<Self, ApiError> {
        let mut schema = Self { attributes: standard_attributes() };
        for entry in entries {
            match schema.standard_mut(entry.name.as_deref()) {
                Some(standard) => standard.override_with(entry)?,
                None => schema.add(SchemaAttribute::custom(entry)?)?,
            }
        }
        Ok(schema)
    }

    /// The schema that a described pool has. Names are full there; standard attributes that are
    /// not listed are as every pool has them.
    pub(crate) fn described(entries: Vec<SchemaAttributeType>) -> Result<Self, ApiError> {
        let mut schema = Self { attributes: standard_attributes() };
        for mut entry in entries {
            match schema.standard_mut(entry.name.as_deref()) {
                Some(standard) => standard.override_with(entry)?,
                None if entry.name.as_deref() == Some(IDENTITIES) => schema.attributes.push(identities()),
                None => {
                    let (bare, developer_only) = bare_name(entry.name.take().unwrap_or_default());
                    entry.name = Some(bare);
                    entry.developer_only_attribute = Some(developer_only);
                    schema.add(SchemaAttribute::custom(entry)?)?;
                }
            }
        }
        Ok(schema)
    }

    /// The schema with more custom attributes: all of them, or none.
    pub(crate) fn with_custom(&self, entries: Vec<SchemaAttributeType>) -> Result<Self, ApiError> {
        let mut schema = self.clone();
        for entry in entries {
            schema.add(SchemaAttribute::custom(entry)?)?;
        }
        Ok(schema)
    }

    /// The schema with the attribute that tells what identity providers know users as; none where
    /// it has it already.
    pub(crate) fn with_identities(&self) -> Option<Self> {
        let mut schema = self.clone();
        schema.attributes.push(identities());
        self.attribute(IDENTITIES).is_none().then_some(schema)
    }

    /// The names of the attributes that users must have, but for `sub`, which all have.
    pub(crate) fn required(&self) -> impl Iterator<Item = &str> {
        let required = self.attributes.iter().filter(|attribute| attribute.required);
        required.map(|attribute| attribute.name.as_str()).filter(|name| *name != "sub")
    }

    /// All attributes.
    pub(crate) fn attributes(&self) -> &[SchemaAttribute] {
        &self.attributes
    }

    /// The attribute of a full name.
    pub(crate) fn attribute(&self, name: &str) -> Option<&SchemaAttribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// The schema as pools are described with; identities come last.
    pub(crate) fn describe(&self) -> Vec<SchemaAttributeType> {
        let (last, first): (Vec<_>, Vec<_>) =
            self.attributes.iter().partition(|attribute| attribute.name == IDENTITIES);
        first.into_iter().chain(last).map(SchemaAttribute::describe).collect()
    }

    fn standard_mut(&mut self, name: Option<&str>) -> Option<&mut SchemaAttribute> {
        let name = name?;
        self.attributes.iter_mut().find(|attribute| !attribute.is_custom() && attribute.name == name)
    }

    fn add(&mut self, attribute: SchemaAttribute) -> Result<(), ApiError> {
        if self.attribute(&attribute.name).is_some() {
            return Err(ApiError::attribute_exists(&attribute.name));
        }
        if self.attributes.iter().filter(|attribute| attribute.is_custom()).count() >= MOST_CUSTOM_ATTRIBUTES
        {
            return Err(ApiError::too_many_custom_attributes(MOST_CUSTOM_ATTRIBUTES));
        }
        self.attributes.push(attribute);
        Ok(())
    }
}

impl SchemaAttribute {
    /// Whether the attribute is the pool's own.
    pub(crate) fn is_custom(&self) -> bool {
        self.name.starts_with(CUSTOM) || self.name.starts_with(DEVELOPER_CUSTOM)
    }

    /// A custom attribute as a request declares it, by its bare name. One that is not declared
    /// mutable is immutable (unsure).
    fn custom(entry: SchemaAttributeType) -> Result<Self, ApiError> {
        let bare = entry.name.ok_or_else(ApiError::attribute_without_name)?;
        let data_type = entry.attribute_data_type.ok_or_else(ApiError::attribute_without_type)?;
        if entry.required == Some(true) {
            return Err(ApiError::required_custom_attribute());
        }
        let developer_only = entry.developer_only_attribute.unwrap_or(false);
        // A developer-only attribute appears in messages without its prefix (unsure).
        let shown = if developer_only { bare.clone() } else { format!("{CUSTOM}{bare}") };
        let prefix = if developer_only { DEVELOPER_CUSTOM } else { CUSTOM };
        let constraints = match data_type {
            AttributeDataType::String => {
                Constraints::read_string(&shown, entry.string_attribute_constraints.unwrap_or_default())?
            }
            AttributeDataType::Number => {
                Constraints::read_number(&shown, entry.number_attribute_constraints.unwrap_or_default())?
            }
            AttributeDataType::Boolean | AttributeDataType::DateTime => Constraints::None,
        };
        Ok(Self {
            name: format!("{prefix}{bare}"),
            data_type,
            developer_only,
            mutable: entry.mutable.unwrap_or(false),
            required: false,
            constraints,
        })
    }

    /// Changes what can be changed of a standard attribute.
    fn override_with(&mut self, entry: SchemaAttributeType) -> Result<(), ApiError> {
        let retyped = entry.attribute_data_type.is_some_and(|data_type| data_type != self.data_type);
        if retyped || entry.developer_only_attribute == Some(true) {
            return Err(ApiError::standard_attribute_is_fixed(&self.name));
        }
        let (mutable, required) =
            (entry.mutable.unwrap_or(self.mutable), entry.required.unwrap_or(self.required));
        if self.name == "sub" && (mutable, required) != (self.mutable, self.required) {
            return Err(ApiError::sub_is_fixed());
        }
        (self.mutable, self.required) = (mutable, required);
        match (&self.constraints, entry.string_attribute_constraints) {
            (Constraints::String { min, max }, Some(given)) => {
                let given = StringAttributeConstraintsType {
                    min_length: given.min_length.or(min.map(|min| min.to_string())),
                    max_length: given.max_length.or(max.map(|max| max.to_string())),
                };
                self.constraints = Constraints::read_string(&self.name, given)?;
            }
            _ => return Ok(()),
        }
        Ok(())
    }

    fn describe(&self) -> SchemaAttributeType {
        let (string, number) = self.constraints.describe();
        SchemaAttributeType {
            name: Some(self.name.clone()),
            attribute_data_type: Some(self.data_type),
            developer_only_attribute: Some(self.developer_only),
            mutable: Some(self.mutable),
            required: Some(self.required),
            number_attribute_constraints: number,
            string_attribute_constraints: string,
        }
    }
}

impl Constraints {
    /// Lengths of strings.
    pub(super) fn string(min: Option<u64>, max: Option<u64>) -> Self {
        Self::String { min, max }
    }

    /// Bounds of numbers.
    pub(super) fn number(min: Option<String>, max: Option<String>) -> Self {
        Self::Number { min, max }
    }

    fn read_string(name: &str, given: StringAttributeConstraintsType) -> Result<Self, ApiError> {
        let length = |text: Option<String>| match text.map(|text| text.parse::<u64>()).transpose() {
            Ok(length) => Ok(length),
            Err(_) => Err(ApiError::invalid_string_constraints(name)),
        };
        let (min, max) = (length(given.min_length)?, length(given.max_length)?);
        if min.max(max).is_some_and(|length| length > LONGEST_VALUE) {
            return Err(ApiError::string_attribute_too_long(name, LONGEST_VALUE));
        }
        if min.zip(max).is_some_and(|(min, max)| max < min) {
            return Err(ApiError::maximum_length_below_minimum(name));
        }
        Ok(Self::string(min, max))
    }

    fn read_number(name: &str, given: NumberAttributeConstraintsType) -> Result<Self, ApiError> {
        let bound = |text: &Option<String>| match text.as_ref().map(|text| text.parse::<f64>()).transpose() {
            Ok(bound) if bound.is_none_or(f64::is_finite) => Ok(bound),
            _ => Err(ApiError::invalid_number_constraints(name)),
        };
        let (min, max) = (bound(&given.min_value)?, bound(&given.max_value)?);
        if min.zip(max).is_some_and(|(min, max)| max < min) {
            return Err(ApiError::maximum_value_below_minimum(name));
        }
        Ok(Self::number(given.min_value, given.max_value))
    }

    fn describe(&self) -> (Option<StringAttributeConstraintsType>, Option<NumberAttributeConstraintsType>) {
        match self {
            Self::None => (None, None),
            Self::String { min, max } => {
                let text = |length: &Option<u64>| length.map(|length| length.to_string());
                (Some(StringAttributeConstraintsType { min_length: text(min), max_length: text(max) }), None)
            }
            Self::Number { min, max } => {
                let (min_value, max_value) = (min.clone(), max.clone());
                (None, Some(NumberAttributeConstraintsType { min_value, max_value }))
            }
        }
    }
}

/// The attribute of pools with identity providers.
fn identities() -> SchemaAttribute {
    SchemaAttribute {
        name: IDENTITIES.to_owned(),
        data_type: AttributeDataType::String,
        developer_only: false,
        mutable: true,
        required: false,
        constraints: Constraints::string(None, None),
    }
}

/// A full name without its prefix, and whether the prefix is that of developer-only attributes.
fn bare_name(full: String) -> (String, bool) {
    match (full.strip_prefix(DEVELOPER_CUSTOM), full.strip_prefix(CUSTOM)) {
        (Some(bare), _) => (bare.to_owned(), true),
        (None, Some(bare)) => (bare.to_owned(), false),
        (None, None) => (full, false),
    }
}

const IDENTITIES: &str = "identities";
const CUSTOM: &str = "custom:";
const DEVELOPER_CUSTOM: &str = "dev:custom:";
const MOST_CUSTOM_ATTRIBUTES: usize = 50;
const LONGEST_VALUE: u64 = 2048;
