//! Types for LuaLS: a `---@meta` file.

use poolhouse_core::schema::{Kind, Property, Shape, USER_POOL_ID};
use poolhouse_emulator_model::{Shape as ApiShape, ShapeKind};

use super::shapes::{is_optional as may_be_left_out, structures, takes_secret};
use super::text::{Lines, head, names, spellings};
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
    members(&mut lines, name, &module.space);
    lines.line(&format!("return {name}"));
    lines.finish()
}

fn aliases(lines: &mut Lines) {
    lines.line("---@alias poolhouse.Name string|poolhouse.Pool|poolhouse.User|poolhouse.Group");
    lines.line("---@alias poolhouse.Scalar string|number|boolean");
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
    for (name, spelling) in spellings(kind.resource()) {
        lines.doc(kind.resource().doc);
        lines.line(&format!("---@class (exact) poolhouse.{name}"));
        for property in kind.resource().properties {
            let optional = if is_optional(property) { "?" } else { "" };
            let (name, holds) = (spelling(property), shape(property.shape));
            lines.line(&format!("---@field {name}{optional} {holds} {}", property.doc));
        }
        lines.line("");
    }
}

/// The pool is required, but a pool's own methods say it.
fn is_optional(property: &Property) -> bool {
    !property.required || property.name == USER_POOL_ID.name
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

fn members(lines: &mut Lines, path: &str, space: &Space) {
    for member in &space.members {
        let path = format!("{path}.{}", member.name());
        match member {
            Member::Space(space) => {
                lines.doc(space.doc);
                if let Some(Function { arguments, result, .. }) = &space.called {
                    let takes = arguments.iter().map(|one| format!("{}: {}", one.name, written(&one.takes)));
                    let takes = takes.collect::<Vec<_>>().join(", ");
                    lines.line(&format!("---@overload fun({takes}): {}", written(result)));
                }
                lines.line(&format!("{path} = {{}}"));
                lines.line("");
                members(lines, &path, space);
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
        Type::Properties(kind) => {
            spellings(kind.resource()).map(|(name, _)| format!("poolhouse.{name}")).join("|")
        }
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
        Type::Function(arguments, result) => {
            let arguments: Vec<_> = arguments
                .iter()
                .map(|argument| format!("{}: {}", argument.name, written(&argument.takes)))
                .collect();
            format!("fun({}): {}", arguments.join(", "), written(result))
        }
        Type::Either(types) => types.iter().map(written).collect::<Vec<_>>().join("|"),
    }
}
