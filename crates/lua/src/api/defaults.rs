//! What a pool gives its users where they do not say otherwise.

use std::collections::BTreeMap;

use poolhouse_core::declare::Value as Said;
use poolhouse_core::schema::Resource;

/// `own`, and of `defaults` what it does not say, in either spelling.
pub(super) fn with_defaults(
    resource: &Resource,
    mut own: BTreeMap<String, Said>,
    defaults: BTreeMap<String, Said>,
) -> BTreeMap<String, Said> {
    for (name, default) in defaults {
        let property = resource.property(&name);
        let spelled = own
            .keys()
            .find(|own| {
                property.is_some()
                    && resource.property(own).map(|one| one.name) == property.map(|one| one.name)
            })
            .cloned();
        let Some(said) = spelled.and_then(|name| own.get_mut(&name)) else {
            own.insert(name, default);
            continue;
        };
        if let (Some(mut both), Some(default)) = (by_name(said), by_name(&default)) {
            for (name, value) in default {
                both.entry(name).or_insert(value);
            }
            *said = Said::Map(both);
        }
    }
    own
}

/// Entries by name, in either spelling: `{ email = … }`, or `{ { Name = "email", Value = … } }` with each name once.
fn by_name(said: &Said) -> Option<BTreeMap<String, Said>> {
    let items = match said {
        Said::Map(entries) => return Some(entries.clone()),
        Said::List(items) => items,
        _ => return None,
    };
    let entry = |item: &Said| match item {
        Said::Map(pair) => match (pair.get("Name"), pair.get("Value"), pair.len()) {
            (Some(Said::Text(name)), Some(value), 2) => Some((name.clone(), value.clone())),
            _ => None,
        },
        _ => None,
    };
    let entries: BTreeMap<_, _> = items.iter().map(entry).collect::<Option<_>>()?;
    (entries.len() == items.len()).then_some(entries)
}
