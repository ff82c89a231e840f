//! The attributes that every user pool has.

use poolhouse_emulator_model::shapes::AttributeDataType;

use super::schema::{Constraints, SchemaAttribute};

/// The twenty, in the order in which the service lists them.
pub(super) fn standard_attributes() -> Vec<SchemaAttribute> {
    STANDARD.iter().map(|&(name, kind)| standard_attribute(name, kind)).collect()
}

fn standard_attribute(name: &str, kind: Kind) -> SchemaAttribute {
    let (data_type, constraints) = match kind {
        Kind::Text(min, max) => (AttributeDataType::String, Constraints::string(Some(min), Some(max))),
        Kind::Flag => (AttributeDataType::Boolean, Constraints::None),
        Kind::Number => (AttributeDataType::Number, Constraints::number(Some("0".into()), None)),
    };
    let is_sub = name == "sub";
    SchemaAttribute {
        name: name.to_owned(),
        data_type,
        developer_only: false,
        mutable: !is_sub,
        required: is_sub,
        constraints,
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Text(u64, u64),
    Flag,
    Number,
}

const STANDARD: [(&str, Kind); 20] = [
    ("sub", Kind::Text(1, 2048)),
    ("name", Kind::Text(0, 2048)),
    ("given_name", Kind::Text(0, 2048)),
    ("family_name", Kind::Text(0, 2048)),
    ("middle_name", Kind::Text(0, 2048)),
    ("nickname", Kind::Text(0, 2048)),
    ("preferred_username", Kind::Text(0, 2048)),
    ("profile", Kind::Text(0, 2048)),
    ("picture", Kind::Text(0, 2048)),
    ("website", Kind::Text(0, 2048)),
    ("email", Kind::Text(0, 2048)),
    ("email_verified", Kind::Flag),
    ("gender", Kind::Text(0, 2048)),
    ("birthdate", Kind::Text(10, 10)),
    ("zoneinfo", Kind::Text(0, 2048)),
    ("locale", Kind::Text(0, 2048)),
    ("phone_number", Kind::Text(0, 2048)),
    ("phone_number_verified", Kind::Flag),
    ("address", Kind::Text(0, 2048)),
    ("updated_at", Kind::Number),
];
