//! Plans and applied changes as tables that scripts look at.

use mlua::{IntoLua, Table, Value};
use poolhouse_core::change::{Action, Change, Subject};
use poolhouse_core::host::Applied;
use poolhouse_core::plan::Plan;
use poolhouse_core::schema::Kind;

use crate::bind::Binder;
use crate::registry::{Class, Field, Type};

/// The counts of a plan: name, action and what it counts.
const COUNTS: [(&str, Action, &str); 8] = [
    ("creates", Action::Create, "How many resources are made."),
    ("adopts", Action::Adopt, "How many are taken over."),
    ("updates", Action::Update, "How many are changed in place."),
    ("records", Action::Record, "Of how many only what the state remembers changes."),
    ("replaces", Action::Replace, "How many are made anew."),
    ("deletes", Action::Delete, "How many are deleted."),
    ("disables", Action::Disable, "How many users are disabled instead of deleted."),
    ("forgets", Action::Forget, "How many are managed no more, and stay."),
];

pub(super) fn classes() -> impl Iterator<Item = Class> {
    plan_classes().into_iter().chain([applied_class()])
}

/// What a plan is made of.
pub(super) fn plan_classes() -> [Class; 2] {
    [plan_class(), change_class()]
}

fn plan_class() -> Class {
    let counts = COUNTS.into_iter().map(|(name, _, doc)| Field::new(name, Type::Number, doc));
    let rest = [
        Field::new("unchanged", Type::Number, "How many resources are as they should be."),
        Field::new("changes", Type::List(Box::new(Type::Object("Change"))), "What will be done, in order."),
    ];
    let doc = "A plan, as a policy sees it. It cannot be changed.";
    Class { name: "Plan", doc, fields: counts.chain(rest).collect(), methods: Vec::new() }
}

fn change_class() -> Class {
    let text = |name, doc| Field::new(name, Type::Text, doc);
    let fields = vec![
        text("action", "What happens: create, adopt, update, record, replace, delete, disable or forget."),
        text("kind", "The kind of resource: user, group or membership."),
        text("id", "Its id in the script."),
        text("pool", "The id of its pool."),
        text("name", "The username, or the group's name."),
        text("origin", "The line that declares it, `people.lua:9`; empty for what is declared no more."),
        Field::new("attributes", Type::Texts, "The attributes that are declared of a user."),
        Field::new("groups", Type::List(Box::new(Type::Text)), "The groups that are declared of a user."),
        Field::new("notes", Type::List(Box::new(Type::Text)), "What the plan says beside it."),
    ];
    Class { name: "Change", doc: "What a plan does to one resource.", fields, methods: Vec::new() }
}

fn applied_class() -> Class {
    let optional = |name, doc| Field::new(name, Type::Optional(Box::new(Type::Text)), doc);
    let outputs = Kind::User.resource().outputs.iter().map(|output| optional(output.name, output.doc));
    let text = |name, doc| Field::new(name, Type::Text, doc);
    let fields = [
        text("action", "What happened, as in a plan's changes."),
        text("kind", "The kind of resource."),
        text("id", "Its id in the script."),
    ];
    let doc = "A resource that an apply has made or changed.";
    Class { name: "Applied", doc, fields: fields.into_iter().chain(outputs).collect(), methods: Vec::new() }
}

/// A plan as its policies see it.
pub(crate) fn plan(binder: &Binder<'_>, plan: &Plan) -> mlua::Result<Value> {
    let mut members = Vec::new();
    for (name, action, _) in COUNTS {
        let count = plan.changes.iter().filter(|change| change.action == action).count();
        members.push((name, count.into_lua(binder.lua)?));
    }
    members.push(("unchanged", plan.unchanged.into_lua(binder.lua)?));
    let changes = binder.lua.create_table_with_capacity(plan.changes.len(), 0)?;
    let strict =
        binder.strict_metatable("change", change_class().fields.iter().map(|field| field.name).collect())?;
    for one in &plan.changes {
        let table = change(binder, one)?;
        table.set_metatable(Some(strict.clone()))?;
        table.set_readonly(true);
        changes.raw_push(table)?;
    }
    changes.set_readonly(true);
    members.push(("changes", changes.into_lua(binder.lua)?));
    binder.strict("plan".to_owned(), members)?.into_lua(binder.lua)
}

fn change(binder: &Binder<'_>, change: &Change) -> mlua::Result<Table> {
    let lua = binder.lua;
    let table = lua.create_table()?;
    table.raw_set("action", word(change.action))?;
    table.raw_set("kind", change.key.kind.resource().word)?;
    table.raw_set("id", change.key.id.as_str())?;
    table.raw_set("pool", change.pool.as_str())?;
    table.raw_set("name", change.name.as_str())?;
    table.raw_set("origin", change.origin.as_ref().map(ToString::to_string).unwrap_or_default())?;
    let (attributes, groups) = (lua.create_table()?, lua.create_table()?);
    if let Subject::User { spec: Some(spec), .. } = &change.subject {
        for (name, value) in &spec.attributes {
            attributes.raw_set(name.as_str(), value.as_str())?;
        }
        for group in spec.groups.iter().flatten() {
            groups.raw_push(group.as_str())?;
        }
    }
    let notes = lua.create_sequence_from(change.notes.iter().map(String::as_str))?;
    for (name, part) in [("attributes", attributes), ("groups", groups), ("notes", notes)] {
        part.set_readonly(true);
        table.raw_set(name, part)?;
    }
    Ok(table)
}

/// A resource that was made or changed.
pub(crate) fn applied(binder: &Binder<'_>, applied: &Applied) -> mlua::Result<Value> {
    let lua = binder.lua;
    let mut members = vec![
        ("action", word(applied.action).into_lua(lua)?),
        ("kind", applied.key.kind.resource().word.into_lua(lua)?),
        ("id", applied.key.id.as_str().into_lua(lua)?),
    ];
    for (name, value) in &applied.outputs {
        members.push((name, value.as_str().into_lua(lua)?));
    }
    binder.strict(applied.key.kind.resource().word.to_owned(), members)?.into_lua(lua)
}

fn word(action: Action) -> &'static str {
    match action {
        Action::Create => "create",
        Action::Adopt => "adopt",
        Action::Update => "update",
        Action::Record => "record",
        Action::Replace => "replace",
        Action::Delete => "delete",
        Action::Disable => "disable",
        Action::Forget => "forget",
    }
}
