//! What the state is believed: that a resource is as it was left, as long as the script says of it what it said then.

use crate::desired::Desired;
use crate::digest;
use crate::state::{Entry, Key, State};

/// Whether a resource is declared as it was when it was last applied, and nothing about it is unfinished.
pub(crate) fn is_believed(desired: &Desired, state: &State, key: &Key) -> bool {
    let entry = state.entries.get(key).filter(|_| !state.intents.contains_key(key));
    entry.is_some_and(|entry| !is_unfinished(entry) && !was_edited(desired, key, entry))
}

fn is_unfinished(entry: &Entry) -> bool {
    match entry {
        Entry::User(entry) => entry.is_unfinished(),
        Entry::Group(entry) => entry.replaced.is_some(),
        Entry::Membership(_) => false,
    }
}

/// Whether the script says of a resource something else than when it was last applied.
pub(crate) fn was_edited(desired: &Desired, key: &Key, entry: &Entry) -> bool {
    match entry {
        Entry::User(entry) => {
            desired.users.get(&key.id).is_none_or(|user| digest::of_user_spec(&user.spec) != entry.declared)
        }
        Entry::Group(entry) => desired
            .groups
            .get(&key.id)
            .is_none_or(|group| digest::of_group_settings(&group.spec.settings) != entry.declared),
        Entry::Membership(entry) => desired.memberships.get(&key.id).is_none_or(|membership| {
            let spec = &membership.spec;
            spec.pool != entry.pool || spec.username != entry.username || spec.group != entry.group
        }),
    }
}
