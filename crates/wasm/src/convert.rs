//! From the interface's records to declarations, and back.

use std::collections::BTreeMap;

use poolhouse_core::attribute::AttributeName;
use poolhouse_core::change::{Change, Step, Subject};
use poolhouse_core::declare::{Declaration, Origin, Value};
use poolhouse_core::fault::Fault;
use poolhouse_core::schema::Kind;
use poolhouse_core::secret::{Secret, SecretError};

use crate::bindings::interface::types;
use crate::call::Call;

/// Properties by their names in scripts.
type Properties = BTreeMap<String, Value>;

/// A declaration as core has it.
pub(crate) fn declaration(call: &Call, said: types::Declaration) -> Declaration {
    let origin = said.origin.map_or_else(|| call.origin.clone(), origin);
    let (kind, (id, properties)) = match said.what {
        types::Declarable::Group(said) => (Kind::Group, group(call, said)),
        types::Declarable::User(said) => (Kind::User, user(call, said)),
        types::Declarable::Membership(said) => (Kind::Membership, membership(call, said)),
    };
    Declaration { kind, id, origin, properties }
}

/// A fault as core has it.
pub(crate) fn fault(call: &Call, said: types::Fault) -> Fault {
    let origin = said.origin.map_or_else(|| call.origin.clone(), origin);
    Fault {
        origin: Some(origin),
        subject: said.subject,
        path: said.path,
        message: said.message,
        hint: said.hint,
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
    Origin { file: said.file, line: said.line }
}

/// The properties of a record: each field under its own name, which is the schema's in snake case. A field that is left
/// out here does not compile.
macro_rules! properties {
    ($call:expr, $record:path, $said:expr; $($field:ident),+ $(,)?) => {{
        let $record { id, $($field),+ } = $said;
        let properties = [$((stringify!($field), $field.into_property($call))),+];
        let given = properties.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        (id, given.collect::<Properties>())
    }};
}

fn group(call: &Call, said: types::Group) -> (String, Properties) {
    properties!(call, types::Group, said;
        user_pool_id, group_name, description, precedence, role_arn, adopt, on_delete, protect, moved_from)
}

fn user(call: &Call, said: types::User) -> (String, Properties) {
    properties!(call, types::User, said;
        user_pool_id, username, attributes, validation_data, message_action, force_alias_creation, client_metadata,
        desired_delivery_mediums, password, temporary_password, password_version, enabled, groups, groups_mode, replace,
        adopt, manage_federated, mfa, preferred_mfa, invitation_version, sign_out, force_temporary_password, on_delete,
        protect, ignore_changes, moved_from)
}

fn membership(call: &Call, said: types::Membership) -> (String, Properties) {
    properties!(call, types::Membership, said; user_pool_id, username, group_name)
}

/// A secret, which is looked for when it is applied and not before.
fn secret(call: &Call, said: types::Secret) -> Secret {
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

/// What a field of a record becomes, if anything.
trait IntoProperty {
    fn into_property(self, call: &Call) -> Option<Value>;
}

impl<T: IntoProperty> IntoProperty for Option<T> {
    fn into_property(self, call: &Call) -> Option<Value> {
        self.and_then(|said| said.into_property(call))
    }
}

impl IntoProperty for String {
    fn into_property(self, _: &Call) -> Option<Value> {
        Some(Value::Text(self))
    }
}

impl IntoProperty for bool {
    fn into_property(self, _: &Call) -> Option<Value> {
        Some(Value::Bool(self))
    }
}

impl IntoProperty for u32 {
    fn into_property(self, _: &Call) -> Option<Value> {
        Some(Value::Number(self.into()))
    }
}

impl IntoProperty for types::Secret {
    fn into_property(self, call: &Call) -> Option<Value> {
        Some(Value::Secret(secret(call, self)))
    }
}

impl IntoProperty for Vec<String> {
    fn into_property(self, _: &Call) -> Option<Value> {
        Some(Value::List(self.into_iter().map(Value::Text).collect()))
    }
}

impl IntoProperty for Vec<types::Attribute> {
    /// A map; or where a name comes twice, which is for others to judge, the list that it is.
    fn into_property(self, _: &Call) -> Option<Value> {
        let count = self.len();
        let map: Properties =
            self.iter().map(|said| (said.name.clone(), Value::Text(said.value.clone()))).collect();
        let is_map = map.len() == count;
        Some(if is_map { Value::Map(map) } else { Value::List(self.into_iter().map(pair).collect()) })
    }
}

fn pair(attribute: types::Attribute) -> Value {
    let (name, value) = (Value::Text(attribute.name), Value::Text(attribute.value));
    Value::Map([("Name".to_owned(), name), ("Value".to_owned(), value)].into())
}
