//! Ordered indexes over a pool's users: by sign-in name, and by each value that ListUsers can
//! filter for. Every look-up is logarithmic, whatever the number of users.

use std::ops::Bound;
use std::sync::Arc;

use imbl::{OrdMap, OrdSet};

use crate::domain::{Comparison, SearchKey, SignInName, SignInNames, User, UserFilter};

/// The indexes. Users stand in them by folded username.
#[derive(Clone, Default, PartialEq)]
pub(super) struct UserIndex {
    names: OrdMap<SignInName, Arc<str>>,
    values: OrdSet<Entry>,
}

/// What is searched for, the value, and the user who has it.
type Entry = (SearchKey, Arc<str>, Arc<str>);

/// A place among the values that users have for one [`SearchKey`].
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) value: &'a str,
    /// The folded username.
    pub(super) user: &'a str,
}

impl UserIndex {
    /// Follows a user from one version to the next.
    pub(super) fn follow(
        &mut self,
        names: &SignInNames,
        key: &Arc<str>,
        before: Option<&User>,
        after: Option<&User>,
    ) {
        self.follow_names(names, key, before, after);
        self.follow_values(key, before, after);
    }

    /// The user of a `sub`.
    pub(super) fn of_sub(&self, sub: &str) -> Option<&Arc<str>> {
        let from = Bound::Included(entry(SearchKey::Sub, sub, ""));
        let (on, value, user) = self.values.range((from, Bound::Unbounded)).next()?;
        (*on == SearchKey::Sub && **value == *sub).then_some(user)
    }

    /// The user whom a sign-in name finds.
    pub(super) fn owner(&self, name: &SignInName) -> Option<&Arc<str>> {
        self.names.get(name)
    }

    /// The places of the users whom a filter lets through, in order, behind one.
    pub(super) fn search<'a>(
        &'a self,
        filter: &'a UserFilter,
        after: Option<Place<'_>>,
    ) -> impl Iterator<Item = Place<'a>> + use<'a> {
        let from = match after {
            Some(place) => Bound::Excluded(entry(filter.on, place.value, place.user)),
            None => Bound::Included(entry(filter.on, &filter.value, "")),
        };
        let entries = self.values.range((from, Bound::Unbounded));
        // What a filter lets through stands side by side.
        let found = entries.take_while(|(on, value, _)| *on == filter.on && lets_through(filter, value));
        found.map(|(_, value, user)| Place { value, user })
    }

    fn follow_names(
        &mut self,
        names: &SignInNames,
        key: &Arc<str>,
        before: Option<&User>,
        after: Option<&User>,
    ) {
        let of = |user: Option<&User>| user.map(|user| names.of(user)).unwrap_or_default();
        let (before, after) = (of(before), of(after));
        for lost in before.iter().filter(|name| !after.contains(name)) {
            // The name may have passed to another user meanwhile.
            if self.names.get(lost) == Some(key) {
                self.names.remove(lost);
            }
        }
        for gained in after {
            self.names.insert(gained, Arc::clone(key));
        }
    }

    fn follow_values(&mut self, key: &Arc<str>, before: Option<&User>, after: Option<&User>) {
        let of = |user: Option<&User>| user.map(|user| entries(key, user)).unwrap_or_default();
        let (before, after) = (of(before), of(after));
        for lost in before.iter().filter(|entry| !after.contains(entry)) {
            self.values.remove(lost);
        }
        for gained in after.into_iter().filter(|entry| !before.contains(entry)) {
            self.values.insert(gained);
        }
    }
}

fn lets_through(filter: &UserFilter, value: &str) -> bool {
    match filter.comparison {
        Comparison::Is => value == filter.value,
        Comparison::BeginsWith => value.starts_with(&filter.value),
    }
}

fn entry(on: SearchKey, value: &str, user: &str) -> Entry {
    (on, value.into(), user.into())
}

fn entries(key: &Arc<str>, user: &User) -> Vec<Entry> {
    let own = [
        (SearchKey::Username, user.username.as_str()),
        (SearchKey::Sub, &user.sub),
        (SearchKey::UserStatus, user.status.as_str()),
        (SearchKey::Status, if user.enabled { "Enabled" } else { "Disabled" }),
    ];
    let attributes = ATTRIBUTES.iter().filter_map(|&(on, name)| Some((on, user.attribute(name)?)));
    own.into_iter().chain(attributes).map(|(on, value)| (on, value.into(), Arc::clone(key))).collect()
}

const ATTRIBUTES: [(SearchKey, &str); 6] = [
    (SearchKey::Email, "email"),
    (SearchKey::PhoneNumber, "phone_number"),
    (SearchKey::Name, "name"),
    (SearchKey::GivenName, "given_name"),
    (SearchKey::FamilyName, "family_name"),
    (SearchKey::PreferredUsername, "preferred_username"),
];
