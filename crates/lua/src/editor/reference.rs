//! The reference page, in Markdown.

use poolhouse_core::schema::{Kind, Resource, USER_POOL_ID};

use super::text::names;
use crate::registry::{Argument, Class, Field, Function, Member, Module, Space, Type, modules};

/// All that scripts can say, as a page of Markdown: what `docs/reference.md` holds.
#[must_use]
pub fn reference() -> String {
    let mut page = String::from(
        "# What scripts can say\n\n\
         Made from the registry that the command itself uses; `UPDATE_EXPECT=1 cargo test -p poolhouse-lua reference` \
         writes it anew.\n",
    );
    for one in modules() {
        module(&mut page, one);
    }
    page
}

fn module(page: &mut String, module: &Module) {
    let name = module.space.name;
    if module.for_tests {
        page.push_str("\n# What tests can say\n");
    }
    page.push_str(&format!("\n`local {name} = require \"{0}\"`, or `require \"@{0}\"`.\n", module.name));
    members(page, name, &module.space);
    for one in module.classes.iter().filter(|class| !module.is_borrowed(class)) {
        class(page, one);
    }
    if !module.for_tests {
        Kind::ALL.into_iter().for_each(|kind| resource(page, kind.resource()));
    }
}

fn members(page: &mut String, path: &str, space: &Space) {
    for member in &space.members {
        let path = format!("{path}.{}", member.name());
        match member {
            Member::Space(space) if space.name == API => {
                page.push_str(&format!("\n## `{path}`\n\n{}\n\n", space.doc));
                operations(page, &path, space);
            }
            Member::Space(space) => {
                page.push_str(&format!("\n## `{path}`\n\n{}\n", space.doc));
                members(page, &path, space);
            }
            Member::Function(one) => function(page, &path, one),
            Member::Field(one) => {
                page.push_str(&format!("\n## `{path}`\n\n{} {}{}\n", holds(one), one.doc, since(one.since)));
            }
        }
    }
}

/// The operations of the API, a line each: they are many, and all of one kind.
fn operations(page: &mut String, path: &str, space: &Space) {
    page.push_str("| function | operation | what its request must hold |\n| --- | --- | --- |\n");
    for member in &space.members {
        let (name, one) = match member {
            Member::Space(space) => {
                (format!("`{path}.{0}`, `{path}.{0}.pages`", space.name), space.called.as_ref())
            }
            Member::Function(function) => (format!("`{path}.{}`", function.name), Some(function)),
            Member::Field(_) => continue,
        };
        let request = one.and_then(|function| function.arguments.first()).map(|argument| &argument.takes);
        let Some(Type::Request(operation)) = request else { continue };
        let members = operation.input_shape().members().iter().filter(|member| member.required);
        let members: Vec<_> = members.map(|member| format!("`{}`", member.name)).collect();
        page.push_str(&format!("| {name} | {operation} | {} |\n", members.join(", ")));
    }
}

fn function(page: &mut String, path: &str, function: &Function) {
    page.push_str(&format!("\n### `{path}({})`\n\n", names(&function.arguments)));
    page.push_str(&format!("{}{}\n", function.doc, since(function.since)));
    if !function.arguments.is_empty() || function.result != Type::Nothing {
        page.push('\n');
    }
    for Argument { name, takes, doc } in &function.arguments {
        page.push_str(&format!("- `{name}`: {takes}; {doc}.\n"));
    }
    if function.result != Type::Nothing {
        page.push_str(&format!("- Gives {}.\n", function.result));
    }
}

fn class(page: &mut String, class: &Class) {
    let object = class.name.to_lowercase();
    page.push_str(&format!("\n## {}\n\n{}\n", class.name, class.doc));
    if !class.fields.is_empty() {
        page.push('\n');
    }
    for field in &class.fields {
        page.push_str(&format!(
            "- `{object}.{}`: {} {}{}\n",
            field.name,
            holds(field),
            field.doc,
            since(field.since)
        ));
    }
    for method in &class.methods {
        function(page, &format!("{object}:{}", method.name), method);
    }
}

fn resource(page: &mut String, resource: &Resource) {
    page.push_str(&format!("\n## Properties of a {}\n\n{}\n\n", resource.word, resource.doc));
    page.push_str("| property | or | what it takes | what it means |\n| --- | --- | --- | --- |\n");
    for property in resource.properties {
        let required = match (property.required, property.name == USER_POOL_ID.name) {
            (true, true) => " Required, but said by a pool's own methods.",
            (true, false) => " Required.",
            _ => "",
        };
        let shape = property.shape.to_string();
        let (snake, name, doc) = (property.snake, property.name, property.doc);
        page.push_str(&format!(
            "| `{snake}` | `{name}` | {shape} | {doc}{required}{} |\n",
            since(property.since)
        ));
    }
}

/// The space of the operations.
const API: &str = "api";

fn holds(field: &Field) -> String {
    let said = field.holds.to_string();
    format!("{}{}.", said[..1].to_uppercase(), &said[1..])
}

/// What there was from the beginning says nothing.
fn since(version: &str) -> String {
    if version == crate::registry::FIRST { String::new() } else { format!(" (since {version})") }
}
