//! Who is who: one person or group as the script, the pool and the state call it.

use std::collections::{BTreeMap, BTreeSet};

use crate::actual::Actual;
use crate::desired::Desired;
use crate::group::GroupName;
use crate::pool::PoolId;
use crate::schema::Kind;
use crate::state::{Entry, Key, State, UserEntry};
use crate::user::{User, Username};

/// A person, by pool and by name in the form in which the pool compares names.
pub(super) type Person = (PoolId, String);

/// Looked up often and by many, so sorted out once.
pub(super) struct People<'a> {
    actual: &'a Actual,
    /// Ids of the declarations of one person. More than one is a fault.
    declared: BTreeMap<Person, Vec<&'a str>>,
    /// Groups that memberships said apart give to a person.
    attached: BTreeMap<Person, BTreeSet<GroupName>>,
    /// Users that the state holds, by pool and the name that calls take.
    held: BTreeMap<(&'a PoolId, &'a str), &'a Key>,
    /// From what the script calls a resource to what the state calls it, where the script gave it another id.
    moved: BTreeMap<Key, &'a Key>,
    /// The state's side of that.
    moving: BTreeSet<&'a Key>,
}

impl<'a> People<'a> {
    pub(super) fn new(desired: &'a Desired, actual: &'a Actual, state: &'a State) -> Self {
        let mut people = Self {
            actual,
            declared: BTreeMap::new(),
            attached: BTreeMap::new(),
            held: held_users(state),
            moved: BTreeMap::new(),
            moving: BTreeSet::new(),
        };
        for (id, user) in &desired.users {
            let person = people.person(&user.spec.pool, &user.spec.username);
            people.declared.entry(person).or_default().push(id);
        }
        for membership in desired.memberships.values().map(|membership| &membership.spec) {
            let person = people.person(&membership.pool, &membership.username);
            people.attached.entry(person).or_default().insert(membership.group.clone());
        }
        people.find_declared_moves(desired, state);
        people.find_moved_users(desired, state);
        people.find_moved_groups(desired, state);
        people
    }

    pub(super) fn person(&self, pool: &PoolId, username: &Username) -> Person {
        let name = username.as_str();
        let folded = self.actual.pool(pool).map_or_else(|| name.to_owned(), |here| here.pool.folded(name));
        (pool.clone(), folded)
    }

    /// The ids that declare a person, in their order.
    pub(super) fn ids_of(&self, person: &Person) -> &[&'a str] {
        self.declared.get(person).map_or(&[], Vec::as_slice)
    }

    /// The groups that memberships said apart give to a person.
    pub(super) fn attached(&self, person: &Person) -> Option<&BTreeSet<GroupName>> {
        self.attached.get(person)
    }

    /// What the state calls the account that calls know by `physical`.
    pub(super) fn holder(&self, pool: &PoolId, physical: &str) -> Option<&'a Key> {
        self.held.get(&(pool, physical)).copied()
    }

    /// What the state calls a resource to which the script gave another id.
    pub(super) fn formerly(&self, key: &Key) -> Option<&'a Key> {
        self.moved.get(key).copied()
    }

    /// Whether the script goes on with what the state calls `key` under another id.
    pub(super) fn has_moved(&self, key: &Key) -> bool {
        self.moving.contains(key)
    }

    fn moves(&mut self, new: Key, old: &'a Key) {
        if self.moving.insert(old) {
            self.moved.insert(new, old);
        }
    }

    /// What declarations say of their former ids.
    fn find_declared_moves(&mut self, desired: &Desired, state: &'a State) {
        let users = desired.users.iter().map(|(id, user)| (Kind::User, id, &user.spec.moved_from));
        let groups = desired.groups.iter().map(|(id, group)| (Kind::Group, id, &group.spec.moved_from));
        for (kind, id, former) in users.chain(groups) {
            let new = Key::new(kind, id);
            if state.entries.contains_key(&new) {
                continue;
            }
            let former = former.iter().map(|id| Key::new(kind, id)).filter(|old| !desired.contains(old));
            let held = former.filter_map(|old| state.entries.get_key_value(&old)).map(|(old, _)| old).next();
            if let Some(old) = held {
                self.moves(new, old);
            }
        }
    }

    fn find_moved_users(&mut self, desired: &Desired, state: &State) {
        let new = desired.users.iter().filter(|(id, _)| state.user(id).is_none());
        for (id, user) in new {
            if self.moved.contains_key(&Key::new(Kind::User, id)) {
                continue;
            }
            let pool = &user.spec.pool;
            let here = self.actual.pool(pool).and_then(|here| here.named(&user.spec.username));
            let held = here.and_then(|here| Some((here, self.holder(pool, &here.username)?)));
            let Some((here, old)) = held else { continue };
            let same = state.user(&old.id).is_some_and(|entry| !is_another(here, entry));
            if same && !desired.contains(old) {
                self.moves(Key::new(Kind::User, id), old);
            }
        }
    }

    fn find_moved_groups(&mut self, desired: &Desired, state: &'a State) {
        let held: BTreeMap<(&PoolId, &GroupName), &Key> = state
            .entries
            .iter()
            .filter_map(|(key, entry)| match entry {
                Entry::Group(group) if !desired.contains(key) => Some(((&group.pool, &group.name), key)),
                _ => None,
            })
            .collect();
        for (id, group) in desired.groups.iter().filter(|(id, _)| state.group(id).is_none()) {
            if self.moved.contains_key(&Key::new(Kind::Group, id)) {
                continue;
            }
            if let Some(old) = held.get(&(&group.spec.pool, &group.spec.name)) {
                self.moves(Key::new(Kind::Group, id), old);
            }
        }
    }
}

fn held_users(state: &State) -> BTreeMap<(&PoolId, &str), &Key> {
    let users = state.entries.iter().filter_map(|(key, entry)| match entry {
        Entry::User(user) => Some(((&user.pool, user.physical.as_str()), key)),
        _ => None,
    });
    users.collect()
}

/// Whether the account behind the name is not the one that the state remembers.
pub(super) fn is_another(user: &User, entry: &UserEntry) -> bool {
    matches!((&user.sub, &entry.sub), (Some(now), Some(then)) if now != then)
}
