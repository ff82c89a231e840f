//! Holds the interface's types to [`poolhouse_core::schema`]: `types.wit` is written from it.
//!
//! A property that is added to the schema after a version was released goes to that version's successor.

use std::fmt::Write as _;

use expect_test::expect_file;
use poolhouse_core::schema::{Kind, Property, Resource, Shape};

#[test]
fn the_types_of_the_interface_are_those_of_the_schema() {
    let mut text = HEAD.to_owned();
    for kind in Kind::ALL {
        record(&mut text, kind.resource());
    }
    text.push_str(TAIL);
    expect_file!["../wit/0.1.0/types.wit"].assert_eq(&text);
}

fn record(text: &mut String, resource: &Resource) {
    doc(text, 1, &format!("{} `AWS::Cognito::{}`", resource.doc, resource.name));
    writeln!(text, "    record {} {{", resource.word).unwrap();
    doc(text, 2, "The logical id: unique among declarations of one kind, stable over time.");
    text.push_str("        id: string,\n");
    for property in resource.properties {
        doc(text, 2, &described(property));
        writeln!(text, "        {}: {},", kebab(property.snake), field(property)).unwrap();
    }
    text.push_str("    }\n\n");
}

fn described(property: &Property) -> String {
    match property.shape {
        Shape::Word(words) => format!("{} One of {}.", property.doc, words.join(", ")),
        Shape::Words(words) => format!("{} Of {}.", property.doc, words.join(", ")),
        _ => property.doc.to_owned(),
    }
}

fn field(property: &Property) -> String {
    let kind = match property.shape {
        Shape::Text | Shape::Word(_) => "string",
        Shape::Boolean => "bool",
        Shape::Integer => "u32",
        Shape::Words(_) | Shape::Names => "list<string>",
        Shape::Attributes | Shape::Map => "list<attribute>",
        Shape::Secret => "secret",
    };
    if property.required { kind.to_owned() } else { format!("option<{kind}>") }
}

fn kebab(snake: &str) -> String {
    snake.replace('_', "-")
}

/// A documentation comment, broken at 120 columns.
fn doc(text: &mut String, depth: usize, sentence: &str) {
    let margin = "    ".repeat(depth);
    let mut line = format!("{margin}///");
    for word in sentence.split(' ') {
        if line.chars().count() + 1 + word.chars().count() > 120 {
            writeln!(text, "{line}").unwrap();
            line = format!("{margin}///");
        }
        line.push(' ');
        line.push_str(word);
    }
    writeln!(text, "{line}").unwrap();
}

const HEAD: &str = "\
package poolhouse:plugin@0.1.0;

/// What can be declared. Names and meanings are those of scripts.
interface types {
    /// A name with its value.
    record attribute {
        name: string,
        value: string,
    }

    /// A value for password fields.
    variant secret {
        /// The value itself.
        literal(string),
        /// A granted variable of the environment, by its name. It is revealed when it is applied; the plugin never sees it.
        env(string),
        /// The secret of a declaration that the plugin was given, which it can hand back and not see.
        kept(u32),
    }

";

const TAIL: &str = "\
    /// A resource of one kind.
    variant declarable {
        group(group),
        user(user),
        membership(membership),
    }

    /// Where something was said: a file, and its line from 1, or 0 for the file as a whole.
    record origin {
        file: string,
        line: u32,
    }

    /// A resource, and the place it comes from.
    record declaration {
        what: declarable,
        /// The plugin itself when absent.
        origin: option<origin>,
    }

    /// Something that is wrong, said so that its author can mend it.
    record fault {
        /// What is wrong: `has no manager`.
        message: string,
        /// The resource that it is wrong in: `user \"ann\"`.
        subject: option<string>,
        /// The property that it is wrong in: `attributes.email`.
        path: option<string>,
        /// What to do instead.
        hint: option<string>,
        /// The plugin itself when absent.
        origin: option<origin>,
    }

    /// An attribute before and after; none where there is no value.
    record attribute-change {
        name: string,
        old: option<string>,
        new: option<string>,
    }

    /// What a plan does to one resource.
    record change {
        /// `group`, `user` or `membership`.
        kind: string,
        id: string,
        /// The username or group name, or `user in group`.
        name: string,
        pool: string,
        /// create, adopt, update, replace, delete, disable, record or forget.
        action: string,
        /// The operations that would be called, in order: `AdminCreateUser`.
        calls: list<string>,
        attributes: list<attribute-change>,
        /// The groups that the user would join.
        joins: list<string>,
        /// The groups that the user would leave.
        leaves: list<string>,
    }
}
";
