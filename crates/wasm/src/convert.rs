//! From the interface's records to declarations, and back.

use poolhouse_core::attribute::AttributeName;
use poolhouse_core::change::{Change, Step, Subject};
use poolhouse_core::declare::{Declaration, Origin};
use poolhouse_core::fault::Fault;
use poolhouse_core::said::cut;
use poolhouse_core::schema::Kind;
use poolhouse_core::secret::{Secret, SecretError};

use crate::bindings::interface::types;
use crate::call::Call;
use crate::record::Record as _;

/// A declaration as core has it.
pub(crate) fn declaration(call: &Call, said: types::Declaration) -> Declaration {
    let origin = said.origin.map_or_else(|| call.origin.clone(), origin);
    let (kind, (id, properties)) = match said.what {
        types::Declarable::Group(said) => (Kind::Group, said.into_properties(call)),
        types::Declarable::User(said) => (Kind::User, said.into_properties(call)),
        types::Declarable::Membership(said) => (Kind::Membership, said.into_properties(call)),
    };
    Declaration { kind, id, origin, properties }
}

/// A fault as core has it.
pub(crate) fn fault(call: &Call, said: types::Fault) -> Fault {
    let origin = said.origin.map_or_else(|| call.origin.clone(), origin);
    Fault {
        origin: Some(origin),
        subject: said.subject.map(cut),
        path: said.path.map(cut),
        message: cut(said.message),
        hint: said.hint.map(cut),
    }
}

/// What a plan does to one resource, as the interface has it.
pub(crate) fn change(change: &Change) -> types::Change {
    let mut shown = types::Change {
        kind: change.key.kind.to_string(),
        id: change.key.id.clone(),
        name: change.name.clone(),
        pool: change.pool.to_string(),
        action: change.action.word().to_owned(),
        calls: change.steps.iter().map(|step| step.operation().to_owned()).collect(),
        attributes: Vec::new(),
        joins: Vec::new(),
        leaves: Vec::new(),
    };
    if let (Some(Step::CreateUser), Subject::User { spec: Some(spec), .. }) =
        (change.steps.first(), &change.subject)
    {
        let first = spec.attributes.iter();
        shown.attributes.extend(first.map(|(name, value)| attribute_change(name, None, Some(value.clone()))));
    }
    for step in &change.steps {
        add_step(&mut shown, step);
    }
    shown
}

fn add_step(shown: &mut types::Change, step: &Step) {
    match step {
        Step::SetAttributes(changes) => shown.attributes.extend(
            changes
                .iter()
                .map(|(name, value)| attribute_change(name, value.old.clone(), Some(value.new.clone()))),
        ),
        Step::DeleteAttributes(values) => shown
            .attributes
            .extend(values.iter().map(|(name, old)| attribute_change(name, Some(old.clone()), None))),
        Step::AddToGroup(group) => shown.joins.push(group.to_string()),
        Step::RemoveFromGroup(group) => shown.leaves.push(group.to_string()),
        _ => {}
    }
}

fn attribute_change(
    name: &AttributeName,
    old: Option<String>,
    new: Option<String>,
) -> types::AttributeChange {
    types::AttributeChange { name: name.to_string(), old, new }
}

fn origin(said: types::Origin) -> Origin {
    Origin { file: cut(said.file), line: said.line }
}

/// A secret, which is looked for when it is applied and not before.
pub(crate) fn secret(call: &Call, said: types::Secret) -> Secret {
    match said {
        types::Secret::Literal(text) => Secret::literal(&text),
        types::Secret::Env(name) => call.grants.env.get(&name).cloned().unwrap_or_else(|| ungranted(&name)),
        types::Secret::Kept(number) => {
            let kept = usize::try_from(number).ok().and_then(|number| call.kept.get(number));
            kept.cloned().unwrap_or_else(|| unknown(number))
        }
    }
}

fn ungranted(name: &str) -> Secret {
    without_value(name, format!("is not granted to the plugin; grant it with `--allow-env {name}`"))
}

fn unknown(number: u32) -> Secret {
    without_value("secret", format!("the plugin handed back secret {number}, which it was not given"))
}

fn without_value(name: &str, reason: String) -> Secret {
    let error = SecretError { name: name.to_owned(), reason };
    Secret::deferred(name, move || Err(error.clone()))
}
