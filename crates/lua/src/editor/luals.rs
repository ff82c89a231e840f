//! Types for LuaLS: a `---@meta` file.

use poolhouse_core::schema::{Kind, Shape};
use poolhouse_emulator_model::{Shape as ApiShape, ShapeKind};

use super::shapes::{is_optional as may_be_left_out, structures, takes_secret};
use super::text::{Lines, head, is_joined, names, properties_of, spelled};
use crate::registry::{Argument, Class, Field, Function, Member, Module, Space, Type};

pub(super) fn module(module: &Module) -> String {
    let mut lines = Lines::new();
    lines.line(&format!("---@meta {}", module.name));
    lines.line(&head(module.name));
    lines.line("");
    if !module.for_tests {
        aliases(&mut lines);
        Kind::ALL.into_iter().for_each(|kind| properties(&mut lines, kind));
        structures().for_each(|shape| structure(&mut lines, shape));
    }
    // Files of LuaLS share their classes, and none may be there twice.
    for one in module.classes.iter().filter(|class| !module.is_borrowed(class)) {
        class(&mut lines, one);
    }
    let name = module.space.name;
    lines.doc(module.space.doc);
    lines.line(&format!("---@class {}", module.name));
    lines.line(&format!("local {name} = {{}}"));
    lines.line("");
    members(&mut lines, module.name, name, &module.space);
    lines.line(&format!("return {name}"));
    lines.finish()
}

fn aliases(lines: &mut Lines) {
    lines.line("---@alias poolhouse.Name string|poolhouse.Pool|poolhouse.User|poolhouse.Group");
    lines.line("---@alias poolhouse.Scalar string|number|boolean|poolhouse.Output");
    lines.line("---@alias poolhouse.Attributes table<string, poolhouse.Scalar>|{ Name: string, Value: poolhouse.Scalar }[]");
    lines.line("");
}

/// The file that makes the name with an `@` mean the same.
pub(super) fn alias(module: &Module) -> String {
    let name = module.name;
    format!("---@meta @{name}\n{}\nreturn require \"{name}\"\n", head(&format!("@{name}")))
}

/// The file of a plugin, which is an object of the host's.
pub(super) fn plugin(name: &str) -> String {
    format!("---@meta {name}\n{}\n---@type poolhouse.Plugin\nlocal plugin = nil\nreturn plugin\n", head(name))
}

fn properties(lines: &mut Lines, kind: Kind) {
    lines.doc(kind.resource().doc);
    lines.line(&format!("---@class (exact) poolhouse.{}", properties_of(kind)));
    for (name, property) in spelled(kind) {
        lines.line(&format!("---@field {name}? {} {}", shape(property.shape), property.doc));
    }
    lines.line("");
}

fn shape(shape: Shape) -> String {
    match shape {
        Shape::Text => "poolhouse.Name".to_owned(),
        Shape::Boolean => "boolean".to_owned(),
        Shape::Integer => "integer".to_owned(),
        Shape::Word(words) => union(words),
        Shape::Words(words) => format!("({})[]", union(words)),
        Shape::Names => "poolhouse.Name[]".to_owned(),
        Shape::Attributes => "poolhouse.Attributes".to_owned(),
        Shape::Map => "table<string, string>".to_owned(),
        Shape::Secret => "string|poolhouse.Secret".to_owned(),
    }
}

fn union(words: &[&str]) -> String {
    words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join("|")
}

fn class(lines: &mut Lines, class: &Class) {
    lines.doc(class.doc);
    lines.line(&format!("---@class (exact) poolhouse.{}", class.name));
    for Field { name, holds, doc, .. } in &class.fields {
        lines.line(&format!("---@field {name} {} {doc}", written(holds)));
    }
    if is_joined(class) {
        lines.line(&format!("---@operator concat(any): poolhouse.{}", class.name));
    }
    lines.line(&format!("local {} = {{}}", class.name));
    lines.line("");
    for method in &class.methods {
        function(lines, &format!("{}:{}", class.name, method.name), method);
    }
}

/// A structure of the API.
fn structure(lines: &mut Lines, shape: &ApiShape) {
    lines.line(&format!("---@class (exact) poolhouse.{}", shape.name));
    for member in shape.members() {
        let optional = if member.required { "" } else { "?" };
        let secret = if takes_secret(shape, member) { "|poolhouse.Secret" } else { "" };
        lines.line(&format!("---@field {}{optional} {}{secret}", member.name, of_api(member.shape)));
    }
    lines.line("");
}

fn of_api(shape: &ApiShape) -> String {
    match &shape.kind {
        ShapeKind::String { values: [], .. } | ShapeKind::Blob { .. } => "string".to_owned(),
        ShapeKind::String { values, .. } => union(values),
        ShapeKind::Integer { .. } | ShapeKind::Long => "integer".to_owned(),
        ShapeKind::Timestamp => "number".to_owned(),
        ShapeKind::Boolean => "boolean".to_owned(),
        ShapeKind::Document => "any".to_owned(),
        ShapeKind::List { member, .. } => format!("({})[]", of_api(member)),
        ShapeKind::Map { value, .. } if shape.sensitive => {
            format!("table<string, {}|poolhouse.Secret>", of_api(value))
        }
        ShapeKind::Map { value, .. } => format!("table<string, {}>", of_api(value)),
        ShapeKind::Structure { .. } => format!("poolhouse.{}", shape.name),
    }
}

/// A table in the module is a class of its own, since of any other table nobody is told what it lacks.
fn members(lines: &mut Lines, class: &str, path: &str, space: &Space) {
    for member in &space.members {
        let path = format!("{path}.{}", member.name());
        match member {
            Member::Space(space) => {
                let class = format!("{class}.{}", space.name);
                lines.doc(space.doc);
                lines.line(&format!("---@class {class}"));
                if let Some(Function { arguments, result, .. }) = &space.called {
                    let takes = arguments.iter().map(|one| format!("{}: {}", one.name, written(&one.takes)));
                    let takes = takes.collect::<Vec<_>>().join(", ");
                    lines.line(&format!("---@overload fun({takes}): {}", written(result)));
                }
                lines.line(&format!("{path} = {{}}"));
                lines.line("");
                members(lines, &class, &path, space);
            }
            Member::Function(one) => function(lines, &path, one),
            Member::Field(one) => {
                lines.doc(one.doc);
                lines.line(&format!("---@type {}", written(&one.holds)));
                lines.line(&format!("{path} = nil"));
                lines.line("");
            }
        }
    }
}

fn function(lines: &mut Lines, path: &str, function: &Function) {
    lines.doc(function.doc);
    for Argument { name, takes, doc } in &function.arguments {
        let name = if *takes == Type::Words { "..." } else { name };
        lines.line(&format!("---@param {name} {} {doc}", written(takes)));
    }
    if function.result != Type::Nothing {
        lines.line(&format!("---@return {}", written(&function.result)));
    }
    let names = if function.takes_words() { "...".to_owned() } else { names(&function.arguments) };
    lines.line(&format!("function {path}({names}) end"));
    lines.line("");
}

fn written(written_type: &Type) -> String {
    match written_type {
        Type::Nothing => "nil".to_owned(),
        Type::Any | Type::Words => "any".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Text => "string".to_owned(),
        Type::Texts => "table<string, string>".to_owned(),
        Type::Object(class) | Type::Record(class) => format!("poolhouse.{class}"),
        Type::Properties(kind) => format!("poolhouse.{}", properties_of(*kind)),
        Type::Request(operation) => {
            let optional = if may_be_left_out(operation.input_shape()) { "?" } else { "" };
            format!("poolhouse.{}{optional}", operation.input_shape().name)
        }
        Type::Answer(operation) => operation
            .output_shape()
            .map_or_else(|| "table".to_owned(), |shape| format!("poolhouse.{}", shape.name)),
        Type::Optional(inner) => format!("({})?", written(inner)),
        Type::List(item) => format!("({})[]", written(item)),
        Type::Iterator(item) => format!("fun(): {}?", written(item)),
        Type::Function(arguments, results) => {
            let arguments: Vec<_> = arguments
                .iter()
                .map(|argument| format!("{}: {}", argument.name, written(&argument.takes)))
                .collect();
            let results = results.iter().map(written).collect::<Vec<_>>().join(", ");
            let gives = if results.is_empty() { String::new() } else { format!(": {results}") };
            format!("fun({}){gives}", arguments.join(", "))
        }
        Type::Either(types) => types.iter().map(written).collect::<Vec<_>>().join("|"),
    }
}
