//! The settings of a managed login style: a JSON document whose schema is not published.

use poolhouse_emulator_model::shapes::ManagedLoginBrandingType;
use serde_json::{Map, Value};

use crate::error::ApiError;

/// Settings as a request brings them. Only the outermost names are public knowledge, so nothing
/// below is looked at; that anything but an object is a fault of the service is reported.
pub(super) fn checked(settings: Value) -> Result<Value, ApiError> {
    let Value::Object(members) = &settings else { return Err(ApiError::internal()) };
    let unknown: Vec<_> = members.keys().map(String::as_str).filter(|name| !MEMBERS.contains(name)).collect();
    if unknown.is_empty() { Ok(settings) } else { Err(ApiError::unknown_branding_settings(&unknown)) }
}

/// `over` laid over `base`: objects member by member, all else as a whole.
pub(super) fn merged(base: Value, over: Value) -> Value {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) => Value::Object(merged_members(base, over)),
        (_, over) => over,
    }
}

fn merged_members(mut base: Map<String, Value>, over: Map<String, Value>) -> Map<String, Value> {
    for (name, value) in over {
        let value = match base.remove(&name) {
            Some(below) => merged(below, value),
            None => value,
        };
        base.insert(name, value);
    }
    base
}

/// The style as it is shown: its own settings over the service's.
pub(super) fn with_defaults(style: ManagedLoginBrandingType) -> Result<ManagedLoginBrandingType, ApiError> {
    let defaults = serde_json::from_str(DEFAULTS).map_err(|_| ApiError::internal())?;
    let settings = match style.settings {
        Some(settings) => merged(defaults, settings),
        None => defaults,
    };
    Ok(ManagedLoginBrandingType { settings: Some(settings), ..style })
}

const MEMBERS: [&str; 3] = ["categories", "componentClasses", "components"];

/// What the service shows where nothing was set: the main part of it, by its documentation. The
/// exact values, and colours and sizes altogether, are unsure.
const DEFAULTS: &str = include_str!("default_settings.json");

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn objects_merge_and_lists_are_replaced() {
        let base = json!({"a": {"b": 1, "c": [1, 2]}, "d": 1});
        let over = json!({"a": {"c": [3]}, "d": {"e": 2}});
        assert_eq!(merged(base, over), json!({"a": {"b": 1, "c": [3]}, "d": {"e": 2}}));
    }

    #[test]
    fn the_defaults_keep_to_the_rules() {
        let defaults = with_defaults(ManagedLoginBrandingType::default()).expect("readable");
        assert!(checked(defaults.settings.expect("settings")).is_ok());
    }
}
