//! The records of the interface that stand for resources, from and to the properties of declarations.

use std::collections::BTreeMap;

use poolhouse_core::declare::Value;
use poolhouse_core::secret::Secret;

use crate::bindings::interface::types;
use crate::call::Call;
use crate::convert;

/// Properties by their names in scripts.
pub(crate) type Properties = BTreeMap<String, Value>;

/// What was said of properties, by their names in snake case.
pub(crate) type Sayings<'a> = BTreeMap<&'static str, &'a Value>;

/// A record of the interface that stands for a resource. Its fields have the names of the schema, in snake case.
pub(crate) trait Record: Sized {
    /// The id, and what is said of each property.
    fn into_properties(self, call: &Call) -> (String, Properties);

    /// The record of what was declared, with an id. Secrets go to `kept`.
    fn of(id: String, said: &Sayings<'_>, kept: &mut Vec<Secret>) -> Self;

    /// The properties in which it differs from another.
    fn differences(&self, other: &Self) -> Vec<&'static str>;
}

/// Each field under its own name. One that is left out here does not compile.
macro_rules! record {
    ($record:ident: $($field:ident),+ $(,)?) => {
        impl Record for types::$record {
            fn into_properties(self, call: &Call) -> (String, Properties) {
                let Self { id, $($field),+ } = self;
                let properties = [$((stringify!($field), $field.into_property(call))),+];
                let given = properties.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
                (id, given.collect())
            }

            fn of(id: String, said: &Sayings<'_>, kept: &mut Vec<Secret>) -> Self {
                Self { id, $($field: Field::of(said.get(stringify!($field)).copied(), kept)),+ }
            }

            fn differences(&self, other: &Self) -> Vec<&'static str> {
                let fields = [$((stringify!($field), self.$field != other.$field)),+];
                fields.into_iter().filter_map(|(name, differs)| differs.then_some(name)).collect()
            }
        }
    };
}

record!(Group:
    user_pool_id, group_name, description, precedence, role_arn, adopt, on_delete, protect, moved_from);

record!(User:
    user_pool_id, username, attributes, validation_data, message_action, force_alias_creation, client_metadata,
    desired_delivery_mediums, password, temporary_password, password_version, enabled, groups, groups_mode, replace,
    adopt, manage_federated, mfa, preferred_mfa, invitation_version, sign_out, force_temporary_password, on_delete,
    protect, ignore_changes, moved_from);

record!(Membership: user_pool_id, username, group_name);

/// A field of a record, on its way to a property and back.
trait Field: Sized {
    fn into_property(self, call: &Call) -> Option<Value>;

    fn of(said: Option<&Value>, kept: &mut Vec<Secret>) -> Self;
}

impl<T: Held> Field for Option<T> {
    fn into_property(self, call: &Call) -> Option<Value> {
        self.map(|held| held.into_value(call))
    }

    fn of(said: Option<&Value>, kept: &mut Vec<Secret>) -> Self {
        said.and_then(|value| T::of_value(value, kept))
    }
}

/// The fields that every record has.
impl Field for String {
    fn into_property(self, call: &Call) -> Option<Value> {
        Some(self.into_value(call))
    }

    fn of(said: Option<&Value>, kept: &mut Vec<Secret>) -> Self {
        said.and_then(|value| Self::of_value(value, kept)).unwrap_or_default()
    }
}

/// What a field holds.
trait Held: Sized {
    fn into_value(self, call: &Call) -> Value;

    /// The same of a value; none of one that core refuses in such a property.
    fn of_value(value: &Value, kept: &mut Vec<Secret>) -> Option<Self>;
}

impl Held for String {
    fn into_value(self, _: &Call) -> Value {
        Value::Text(self)
    }

    fn of_value(value: &Value, _: &mut Vec<Secret>) -> Option<Self> {
        if let Value::Text(text) = value { Some(text.clone()) } else { None }
    }
}

impl Held for bool {
    fn into_value(self, _: &Call) -> Value {
        Value::Bool(self)
    }

    fn of_value(value: &Value, _: &mut Vec<Secret>) -> Option<Self> {
        if let Value::Bool(truth) = value { Some(*truth) } else { None }
    }
}

impl Held for u32 {
    fn into_value(self, _: &Call) -> Value {
        Value::Number(self.into())
    }

    fn of_value(value: &Value, _: &mut Vec<Secret>) -> Option<Self> {
        // What core takes for a number here is a whole one from zero that fits.
        if let Value::Number(number) = value { Some(*number as Self) } else { None }
    }
}

impl Held for types::Secret {
    fn into_value(self, call: &Call) -> Value {
        Value::Secret(convert::secret(call, self))
    }

    /// A number that stands for it: whatever it is, the plugin does not see it.
    fn of_value(value: &Value, kept: &mut Vec<Secret>) -> Option<Self> {
        kept.push(match value {
            Value::Secret(secret) => secret.clone(),
            Value::Text(text) => Secret::literal(text),
            _ => return None,
        });
        u32::try_from(kept.len() - 1).ok().map(Self::Kept)
    }
}

impl Held for Vec<String> {
    fn into_value(self, _: &Call) -> Value {
        Value::List(self.into_iter().map(Value::Text).collect())
    }

    fn of_value(value: &Value, kept: &mut Vec<Secret>) -> Option<Self> {
        match value {
            Value::List(items) => items.iter().map(|item| String::of_value(item, kept)).collect(),
            // An empty table of a script.
            Value::Map(members) if members.is_empty() => Some(Self::new()),
            _ => None,
        }
    }
}

impl Held for Vec<types::Attribute> {
    /// A map; or where a name comes twice, which is for others to judge, the list that it is.
    fn into_value(self, _: &Call) -> Value {
        let count = self.len();
        let map: Properties =
            self.iter().map(|said| (said.name.clone(), Value::Text(said.value.clone()))).collect();
        if map.len() == count { Value::Map(map) } else { Value::List(self.into_iter().map(pair).collect()) }
    }

    fn of_value(value: &Value, _: &mut Vec<Secret>) -> Option<Self> {
        let attribute = |(name, value): (String, &Value)| types::Attribute { name, value: shown(value) };
        Some(named(value).into_iter().map(attribute).collect())
    }
}

/// The values of a map, or of a list of `{ Name = …, Value = … }`, by their names.
pub(crate) fn named(value: &Value) -> BTreeMap<String, &Value> {
    match value {
        Value::Map(members) => members.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::List(items) => items.iter().filter_map(name_and_value).collect(),
        _ => BTreeMap::new(),
    }
}

fn name_and_value(item: &Value) -> Option<(String, &Value)> {
    const ABSENT: &Value = &Value::Text(String::new());
    let Value::Map(members) = item else { return None };
    let Some(Value::Text(name)) = members.get("Name") else { return None };
    Some((name.clone(), members.get("Value").unwrap_or(ABSENT)))
}

/// The text of an attribute's value; of one that is to come, what a plan shows in its place.
pub(crate) fn shown(value: &Value) -> String {
    match value {
        Value::Output(output) => output.to_string(),
        other => other.written().unwrap_or_default(),
    }
}

fn pair(attribute: types::Attribute) -> Value {
    let (name, value) = (Value::Text(attribute.name), Value::Text(attribute.value));
    Value::Map([("Name".to_owned(), name), ("Value".to_owned(), value)].into())
}
