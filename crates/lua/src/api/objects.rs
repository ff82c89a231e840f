//! The objects that scripts get: what they hold.

use poolhouse_core::schema::Kind;

use super::{cognito, facts, later, plugin, triggers};
use crate::handle::{self, Held, class};
use crate::registry::{Class, Field, Type};

pub(super) fn classes() -> Vec<Class> {
    let resources = Kind::ALL.into_iter().map(resource);
    [cognito::pool_class()]
        .into_iter()
        .chain(resources)
        .chain([secret(), later::output_class()])
        .chain(facts::classes())
        .chain([triggers::event_class(), plugin::class()])
        .chain(plugin::records())
        .collect()
}

fn resource(kind: Kind) -> Class {
    let names = handle::fields(kind).iter().map(|field| Field::new(field.name, Type::Text, field.doc));
    let outputs = kind.resource().outputs.iter().map(|output| Field {
        since: output.since,
        ..Field::new(output.name, Type::Object(Held::Output.class()), output.doc)
    });
    let id = Field::new("id", Type::Text, "Its id in the script.");
    Class {
        name: class(kind),
        doc: match kind {
            Kind::User => "A declared user. Where a property takes a username, the object stands for it.",
            Kind::Group => {
                "A declared group. Where a property takes a group's name, the object stands for it."
            }
            Kind::Membership => "A declared membership.",
        },
        fields: [id].into_iter().chain(names).chain(outputs).collect(),
        methods: Vec::new(),
    }
}

fn secret() -> Class {
    let doc = "A secret. It prints as its name, and only properties that take a password take it.";
    Class { name: Held::Secret.class(), doc, fields: Vec::new(), methods: Vec::new() }
}
