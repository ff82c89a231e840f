//! Taking over what exists: how a pool would be declared, and what a state remembers of it then.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::attribute::Attributes;
use crate::desired::{Declared, Desired};
use crate::digest;
use crate::group::{Group, GroupName, GroupSpec};
use crate::pool::{Pool, PoolId};
use crate::schema::Kind;
use crate::state::{Entry, GroupEntry, Key, UserEntry};
use crate::user::{User, UserSpec, UserStatus, Username};

/// A pool as declarations, each under its name as logical id, and as entries of a state that leave a plan nothing to do.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// The declarations.
    pub desired: Desired,
    /// What the state remembers.
    pub entries: BTreeMap<Key, Entry>,
    /// Users whom poolhouse cannot manage, by the names that calls take: they live in another identity provider.
    pub foreign: Vec<String>,
}

impl Imported {
    /// All of a pool: its groups, its users, and who is in which group, by the names that calls take.
    #[must_use]
    pub fn of_pool(
        pool: &Pool,
        groups: Vec<Group>,
        users: Vec<User>,
        memberships: &BTreeMap<String, BTreeSet<GroupName>>,
    ) -> Self {
        let mut imported = Self::default();
        for group in groups {
            imported.add_group(&pool.id, group);
        }
        for user in users {
            let groups = memberships.get(&user.username).cloned().unwrap_or_default();
            imported.add_user(pool, user, groups);
        }
        imported
    }

    fn add_group(&mut self, pool: &PoolId, group: Group) {
        let id = group.name.to_string();
        let spec = GroupSpec { settings: group.settings, ..GroupSpec::new(pool.clone(), group.name) };
        self.entries.insert(Key::new(Kind::Group, id.as_str()), Entry::Group(group_entry(&spec)));
        self.desired.groups.insert(id, Declared { origin: None, spec });
    }

    fn add_user(&mut self, pool: &Pool, user: User, groups: BTreeSet<GroupName>) {
        let name = declared_name(pool, &user);
        let (false, Ok(username)) = (user.status == UserStatus::ExternalProvider, Username::new(name)) else {
            return self.foreign.push(user.username);
        };
        let id = username.to_string();
        let spec = UserSpec {
            attributes: declarable(&user.attributes),
            enabled: (!user.enabled).then_some(false),
            groups: (!groups.is_empty()).then_some(groups),
            ..UserSpec::new(pool.id.clone(), username)
        };
        let entry = UserEntry {
            attributes: spec.attributes.keys().cloned().collect(),
            groups: spec.groups.clone().unwrap_or_default(),
            declared: digest::of_user_spec(&spec),
            ..user_entry(&spec, &user)
        };
        self.entries.insert(Key::new(Kind::User, id.as_str()), Entry::User(entry));
        self.desired.users.insert(id, Declared { origin: None, spec: Arc::new(spec) });
    }
}

/// What a state remembers of a user who is declared as `spec` and exists as `user`, when nothing of it was applied yet:
/// an account of poolhouse's own, of which no attribute and no group is managed.
#[must_use]
pub fn user_entry(spec: &UserSpec, user: &User) -> UserEntry {
    UserEntry::of(spec, user.username.clone(), user.sub.clone())
}

/// What a state remembers of a group that is as `spec` declares it.
#[must_use]
pub fn group_entry(spec: &GroupSpec) -> GroupEntry {
    GroupEntry {
        pool: spec.pool.clone(),
        name: spec.name.clone(),
        declared: digest::of_group_settings(&spec.settings),
        adopted: false,
        lifecycle: spec.lifecycle,
        replaced: None,
        origin: None,
    }
}

/// What people call a user: the address where an address stands for the name.
fn declared_name(pool: &Pool, user: &User) -> String {
    let mut aliases = pool.username_attributes.iter();
    let address = aliases.find_map(|alias| user.attributes.get(alias.attribute()));
    address.unwrap_or(&user.username).clone()
}

/// The attributes that a declaration may hold.
fn declarable(attributes: &Attributes) -> Attributes {
    let ours = attributes.iter().filter(|(name, _)| !name.is_service_owned());
    ours.map(|(name, value)| (name.clone(), value.clone())).collect()
}
