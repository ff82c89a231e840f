//! `rules.rs`: the constraints of the model, as tables that `check` walks.

use super::names::upper_snake_case;
use super::patterns::whole_string;
use crate::model::{IntegerShape, Model, Shape, StringShape, StructureShape};

const HEADING: &str = "\
//! What the model asks of each shape. Members are in the order of their names.

use crate::constraint::{Length, Member, Pattern, Shape, ShapeKind};
";

pub(super) fn code(model: &Model) -> String {
    let statics: String =
        model.reachable().into_iter().map(|(name, shape)| static_code(name, shape)).collect();
    HEADING.to_owned() + &statics
}

fn static_code(name: &str, shape: &Shape) -> String {
    format!(
        "\npub static {}: Shape = Shape {{ name: {name:?}, sensitive: {}, kind: ShapeKind::{} }};\n",
        upper_snake_case(name),
        shape.sensitive(),
        kind(shape)
    )
}

fn kind(shape: &Shape) -> String {
    match shape {
        Shape::String(text) => string_kind(text),
        Shape::Integer(IntegerShape { min, max }) => format!("Integer {{ min: {min:?}, max: {max:?} }}"),
        Shape::Long(_) => "Long".to_owned(),
        Shape::Boolean(_) => "Boolean".to_owned(),
        Shape::Timestamp(_) => "Timestamp".to_owned(),
        Shape::Blob(blob) => format!("Blob {{ {} }}", length(blob.min, blob.max)),
        Shape::List(list) => {
            format!("List {{ member: {}, {} }}", reference(&list.member.shape), length(list.min, list.max))
        }
        Shape::Map(map) => format!(
            "Map {{ key: {}, value: {}, {} }}",
            reference(&map.key.shape),
            reference(&map.value.shape),
            length(map.min, map.max)
        ),
        Shape::Structure(structure) if structure.document => "Document".to_owned(),
        Shape::Structure(structure) => structure_kind(structure),
    }
}

fn string_kind(text: &StringShape) -> String {
    let pattern = text.pattern.as_ref().map_or("None".to_owned(), |wire| {
        format!("Some(Pattern::new({}, {}))", raw_string(wire), raw_string(&whole_string(wire)))
    });
    format!("String {{ {}, pattern: {pattern}, values: &{:?} }}", length(text.min, text.max), text.values)
}

fn structure_kind(structure: &StructureShape) -> String {
    let members: Vec<String> = structure
        .members
        .iter()
        .map(|(name, of)| {
            let (shape, required) = (reference(&of.shape), structure.requires(name));
            format!("Member {{ name: {name:?}, shape: {shape}, required: {required} }}")
        })
        .collect();
    format!("Structure {{ members: &[{}] }}", members.join(", "))
}

fn reference(name: &str) -> String {
    format!("&{}", upper_snake_case(name))
}

fn length(min: Option<usize>, max: Option<usize>) -> String {
    format!("length: Length {{ min: {min:?}, max: {max:?} }}")
}

/// A string literal in which backslashes stay single.
pub(super) fn raw_string(text: &str) -> String {
    assert!(!text.contains('"'), "{text} does not fit a raw string");
    let raw = if text.contains('\\') { "r" } else { "" };
    format!("{raw}\"{text}\"")
}
