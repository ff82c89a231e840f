//! Types for luau-lsp: a module of types, which returns the table that scripts get.

use poolhouse_core::schema::{Kind, Shape};
use poolhouse_emulator_model::{Member as ShapeMember, Shape as ApiShape, ShapeKind};

use super::shapes::{is_optional, structures, takes_secret};
use super::text::{Lines, head, is_joined, properties_of, spelled};
use crate::registry::{Argument, Class, Field, Function, Member, Module, Space, Type};

pub(super) fn module(module: &Module) -> String {
    let mut lines = Lines::new();
    lines.line(&head(module.name));
    lines.line("");
    if module.for_tests {
        // Where a pool is taken, its object is as good; the other module has its type.
        lines.line("export type Pool = any");
        lines.line("");
    } else {
        aliases(&mut lines);
        Kind::ALL.into_iter().for_each(|kind| properties(&mut lines, kind));
        structures().for_each(|shape| structure(&mut lines, shape));
        lines.line("");
    }
    for one in &module.classes {
        class(&mut lines, one);
    }
    lines.doc(module.space.doc);
    // Only what could be anything may be said to be this.
    let open = format!("local {} = ({{}} :: any) :: {{", module.space.name);
    lines.block(&open, "}", |lines| members(lines, &module.space));
    lines.line("");
    lines.line(&format!("return {}", module.space.name));
    lines.finish()
}

fn aliases(lines: &mut Lines) {
    lines.doc("A name: text, or an object that stands for its name.");
    lines.line("export type Name = string | Pool | User | Group");
    lines.doc("The value of an attribute.");
    lines.line("export type Scalar = string | number | boolean | Output");
    lines.doc("Attributes by name, or as CloudFormation lists them.");
    // A value that stands in a list of a script is text to the checker, which is no `Scalar` to it: `any` takes it.
    lines.line("export type Attributes = { [string]: Scalar } | { { Name: string, Value: any } }");
    lines.line("");
}

fn properties(lines: &mut Lines, kind: Kind) {
    lines.doc(kind.resource().doc);
    lines.block(&format!("export type {} = {{", properties_of(kind)), "}", |lines| {
        // A table may hold more than its type says, and a name that is spelled wrong would be that.
        lines.line("[string]: never,");
        for (name, property) in spelled(kind) {
            lines.doc(property.doc);
            lines.line(&format!("{name}: {}?,", wrapped(&shape(property.shape), true)));
        }
    });
    lines.line("");
}

fn wrapped(text: &str, wraps: bool) -> String {
    if wraps && text.contains([' ', '|']) && !text.starts_with('{') {
        format!("({text})")
    } else {
        text.to_owned()
    }
}

fn shape(shape: Shape) -> String {
    match shape {
        Shape::Text => "Name".to_owned(),
        Shape::Boolean => "boolean".to_owned(),
        Shape::Integer => "number".to_owned(),
        Shape::Word(words) => union(words),
        Shape::Words(words) => format!("{{ {} }}", union(words)),
        Shape::Names => "{ Name }".to_owned(),
        Shape::Attributes => "Attributes".to_owned(),
        Shape::Map => "{ [string]: string }".to_owned(),
        Shape::Secret => "string | Secret".to_owned(),
    }
}

fn union(words: &[&str]) -> String {
    words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" | ")
}

fn class(lines: &mut Lines, class: &Class) {
    lines.doc(class.doc);
    if is_joined(class) {
        let type_of = "typeof(setmetatable({} :: {}, {} :: { __concat: (any, any) -> any }))";
        return lines.line(&format!("export type {} = {type_of}\n", class.name));
    }
    lines.block(&format!("export type {} = {{", class.name), "}", |lines| {
        class.fields.iter().for_each(|one| field(lines, one));
        let object = Argument { name: "self", takes: Type::Object(class.name), doc: "" };
        class.methods.iter().for_each(|method| function(lines, method, Some(&object)));
    });
    lines.line("");
}

/// A structure of the API, on one line: there are hundreds.
fn structure(lines: &mut Lines, shape: &ApiShape) {
    let member = |member: &ShapeMember| {
        let optional = if member.required { "" } else { "?" };
        let held = if takes_secret(shape, member) { secretive(member.shape) } else { of_api(member.shape) };
        format!("{}: {}{optional}", member.name, wrapped(&held, !member.required))
    };
    let members: Vec<_> = shape.members().iter().map(member).collect();
    lines.line(&format!("export type {} = {{ {} }}", shape.name, members.join(", ")));
}

fn of_api(shape: &ApiShape) -> String {
    match &shape.kind {
        ShapeKind::String { values: [], .. } | ShapeKind::Blob { .. } => "string".to_owned(),
        ShapeKind::String { values, .. } => union(values),
        ShapeKind::Integer { .. } | ShapeKind::Long | ShapeKind::Timestamp => "number".to_owned(),
        ShapeKind::Boolean => "boolean".to_owned(),
        ShapeKind::Document => "any".to_owned(),
        ShapeKind::List { member, .. } => format!("{{ {} }}", of_api(member)),
        ShapeKind::Map { value, .. } => format!("{{ [string]: {} }}", of_api(value)),
        ShapeKind::Structure { .. } => shape.name.to_owned(),
    }
}

/// The type of a sensitive member of a request.
fn secretive(shape: &ApiShape) -> String {
    match &shape.kind {
        ShapeKind::Map { .. } => "{ [string]: string | Secret }".to_owned(),
        _ => "string | Secret".to_owned(),
    }
}

fn members(lines: &mut Lines, space: &Space) {
    for member in &space.members {
        match member {
            Member::Space(space) => {
                lines.doc(space.doc);
                let (open, close) = around(space);
                lines.block(&format!("{}: {open}", space.name), &close, |lines| members(lines, space));
            }
            Member::Function(one) => function(lines, one, None),
            Member::Field(one) => field(lines, one),
        }
    }
}

/// What stands around the members of a space. One that can be called is no function as well: nothing is both a function
/// and a table to the checker, and of what cannot be it reports nothing.
fn around(space: &Space) -> (&'static str, String) {
    let Some(function) = &space.called else { return ("{", "},".to_owned()) };
    let table = Argument { name: "self", takes: Type::Any, doc: "" };
    let call = signature([&table].into_iter().chain(&function.arguments), &written(&function.result));
    ("typeof(setmetatable({} :: {", format!("}}, {{}} :: {{ __call: {call} }})),"))
}

fn field(lines: &mut Lines, field: &Field) {
    lines.doc(field.doc);
    lines.line(&format!("{}: {},", field.name, written(&field.holds)));
}

fn function(lines: &mut Lines, function: &Function, object: Option<&Argument>) {
    lines.doc(function.doc);
    let arguments = object.into_iter().chain(&function.arguments);
    lines.line(&format!("{}: {},", function.name, signature(arguments, &written(&function.result))));
}

fn signature<'a>(arguments: impl Iterator<Item = &'a Argument>, results: &str) -> String {
    let arguments: Vec<_> = arguments
        .map(|argument| match argument.takes {
            Type::Words => "...any".to_owned(),
            _ => format!("{}: {}", argument.name, written(&argument.takes)),
        })
        .collect();
    format!("({}) -> {results}", arguments.join(", "))
}

/// What a function of a script gives. What it may leave out is the rest of a pack: nothing at all is no nil there.
fn results(types: &[Type]) -> String {
    let one = |result: &Type| match result {
        Type::Optional(inner) => format!("...{}", written(inner)),
        required => written(required),
    };
    format!("({})", types.iter().map(one).collect::<Vec<_>>().join(", "))
}

fn written(written_type: &Type) -> String {
    match written_type {
        Type::Nothing => "()".to_owned(),
        Type::Any | Type::Words => "any".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Text => "string".to_owned(),
        Type::Texts => "{ [string]: string }".to_owned(),
        Type::Object(class) | Type::Record(class) => (*class).to_owned(),
        Type::Properties(kind) => properties_of(*kind),
        Type::Request(operation) => {
            let optional = if is_optional(operation.input_shape()) { "?" } else { "" };
            format!("{}{optional}", operation.input_shape().name)
        }
        Type::Answer(operation) => {
            operation.output_shape().map_or_else(|| "{}".to_owned(), |shape| shape.name.to_owned())
        }
        Type::Optional(inner) => format!("{}?", wrapped(&written(inner), true)),
        Type::List(item) => format!("{{ {} }}", written(item)),
        Type::Iterator(item) => format!("() -> {}?", written(item)),
        Type::Function(arguments, gives) => signature(arguments.iter(), &results(gives)),
        Type::Either(types) => {
            types.iter().map(|one| wrapped(&written(one), true)).collect::<Vec<_>>().join(" | ")
        }
    }
}
