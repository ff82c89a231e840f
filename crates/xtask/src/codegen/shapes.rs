//! `shapes.rs`: a Rust type for each structure and each enum of the model.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::names::{field, pascal_case, variant};
use crate::model::{Model, Shape, ShapeRef, StringShape, StructureShape};

const HEADING: &str = "\
//! Inputs, outputs and what they are made of. Required members are plain, all others are `Option`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::blob::Blob;
use crate::sensitive::{Sensitive, SensitiveMap};
use crate::timestamp::Timestamp;
use crate::wire_enum::wire_enum;
";

pub(super) fn code(model: &Model) -> String {
    let mut code = HEADING.to_owned();
    for (name, shape) in model.reachable() {
        code += &match shape {
            Shape::Structure(structure) if !structure.document => structure_code(model, name, structure),
            Shape::String(text) if !text.values.is_empty() => enum_code(name, &text.values),
            _ => continue,
        };
    }
    code
}

/// An invocation of the macro that makes an enum out of its wire values.
pub(super) fn enum_code(name: &str, values: &[String]) -> String {
    let variants: BTreeSet<String> = values.iter().map(|value| variant(value)).collect();
    assert_eq!(variants.len(), values.len(), "two values of {name} have one name in Rust");
    let rows: String =
        values.iter().map(|value| format!("        {} => {value:?},\n", variant(value))).collect();
    format!("\nwire_enum! {{\n    pub enum {name} {{\n{rows}    }}\n}}\n")
}

fn structure_code(model: &Model, name: &str, structure: &StructureShape) -> String {
    let debug = if structure.sensitive { "" } else { "Debug, " };
    let default = if structure_has_default(model, structure) { "Default, " } else { "" };
    let fields: String = structure
        .members
        .iter()
        .map(|(member, of)| field_code(model, (name, structure), member, of))
        .collect();
    let mut code = format!("\n#[derive(Clone, {debug}{default}PartialEq, Serialize, Deserialize)]\n");
    if !fields.is_empty() {
        code += "#[serde(rename_all = \"PascalCase\")]\n";
    }
    write!(code, "pub struct {name} {{\n{fields}}}\n").expect("a string takes what is written");
    if structure.sensitive {
        code += &redacted_debug(name);
    }
    code
}

fn redacted_debug(name: &str) -> String {
    format!(
        "\nimpl std::fmt::Debug for {name} {{\n\
         fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {{\n\
         f.write_str(\"{name}(..)\")\n}}\n}}\n"
    )
}

fn field_code(
    model: &Model,
    (owner, structure): (&str, &StructureShape),
    member: &str,
    of: &ShapeRef,
) -> String {
    let (name, plain) = (field(member), rust_type(model, &of.shape));
    let mut options = vec![];
    if pascal_case(&name) != member {
        options.push(format!("rename = {member:?}"));
    }
    if (owner, member) == ANSWERED_WITHOUT {
        options.extend(["default".to_owned(), "skip_serializing_if = \"String::is_empty\"".to_owned()]);
    }
    if structure.requires(member) {
        return format!("{}pub {name}: {plain},\n", serde_attribute(&options));
    }
    options.push("default".to_owned());
    options.push("skip_serializing_if = \"Option::is_none\"".to_owned());
    format!("{}pub {name}: Option<{plain}>,\n", serde_attribute(&options))
}

fn serde_attribute(options: &[String]) -> String {
    if options.is_empty() { String::new() } else { format!("#[serde({})]\n", options.join(", ")) }
}

fn rust_type(model: &Model, name: &str) -> String {
    match model.shape(name) {
        Shape::String(text) => string_type(name, text).to_owned(),
        Shape::Integer(_) => "i32".to_owned(),
        Shape::Long(_) => "i64".to_owned(),
        Shape::Boolean(_) => "bool".to_owned(),
        Shape::Timestamp(_) => "Timestamp".to_owned(),
        Shape::Blob(_) => "Blob".to_owned(),
        Shape::List(list) => format!("Vec<{}>", rust_type(model, &list.member.shape)),
        Shape::Map(map) => map_type(&rust_type(model, &map.value.shape), map.sensitive),
        Shape::Structure(structure) if structure.document => "Value".to_owned(),
        Shape::Structure(_) => name.to_owned(),
    }
}

fn string_type<'a>(name: &'a str, text: &StringShape) -> &'a str {
    match text {
        StringShape { values, .. } if !values.is_empty() => name,
        StringShape { sensitive: true, .. } => "Sensitive",
        _ => "String",
    }
}

fn map_type(value: &str, sensitive: bool) -> String {
    if sensitive {
        assert_eq!(value, "String", "a sensitive map holds strings");
        return "SensitiveMap".to_owned();
    }
    format!("BTreeMap<String, {value}>")
}

/// An enum has no value to begin with, and so has no structure that requires one.
fn structure_has_default(model: &Model, structure: &StructureShape) -> bool {
    let mut required = structure.members.iter().filter(|(member, _)| structure.requires(member));
    required.all(|(_, of)| has_default(model, &of.shape))
}

fn has_default(model: &Model, name: &str) -> bool {
    match model.shape(name) {
        Shape::String(text) => text.values.is_empty(),
        Shape::Structure(structure) => structure_has_default(model, structure),
        _ => true,
    }
}

/// A text that the model requires, and that answers may lack: a prefix domain has a configuration of custom domains,
/// which is empty.
const ANSWERED_WITHOUT: (&str, &str) = ("CustomDomainConfigType", "CertificateArn");

#[cfg(test)]
mod tests {
    use super::*;

    fn code_of(name: &str) -> String {
        let model = Model::read(&crate::root()).unwrap();
        match model.shape(name) {
            Shape::Structure(structure) => structure_code(&model, name, structure),
            _ => panic!("{name} is no structure"),
        }
    }

    #[test]
    fn required_members_are_plain_and_secrets_are_wrapped() {
        let code = code_of("SignUpRequest");
        assert!(code.contains("pub username: Sensitive,"), "{code}");
        assert!(code.contains("pub password: Option<Sensitive>,"), "{code}");
        assert!(code.contains("pub client_metadata: Option<BTreeMap<String, String>>,"), "{code}");
    }

    #[test]
    fn a_name_that_pascal_case_would_miss_is_spelt_out() {
        assert!(code_of("HttpHeader").contains("rename = \"headerName\""));
        assert!(code_of("CreateUserPoolClientRequest").contains("rename = \"CallbackURLs\""));
    }

    #[test]
    fn a_structure_that_requires_an_enum_has_no_default() {
        assert!(!code_of("InitiateAuthRequest").contains("Default"));
        assert!(code_of("CreateGroupRequest").contains("Default"));
    }

    #[test]
    fn a_sensitive_structure_prints_nothing() {
        let code = code_of("UserContextDataType");
        assert!(code.contains("UserContextDataType(..)") && !code.contains("derive(Clone, Debug"));
    }
}
