//! The groups of a pool and who is in them.

use std::ops::Bound;
use std::sync::Arc;

use super::pool::{Change, Pool};
use crate::domain::{Group, User};
use crate::error::ApiError;

impl Pool {
    /// The group of a name. Names are case sensitive (unsure).
    pub(crate) fn group(&self, name: &str) -> Result<&Arc<Group>, ApiError> {
        self.groups.get(name).ok_or_else(ApiError::group_not_found)
    }

    /// The groups by name, behind a name.
    pub(crate) fn groups_after(&self, name: Option<&str>) -> impl Iterator<Item = &Arc<Group>> {
        let from = name.map_or(Bound::Unbounded, Bound::Excluded);
        self.groups.range::<_, str>((from, Bound::Unbounded)).map(|(_, group)| group)
    }

    /// Adds a group under a name that is free.
    pub(crate) fn add_group(&mut self, group: Group) -> Result<(), ApiError> {
        if self.groups.contains_key(group.name.as_str()) {
            return Err(ApiError::group_exists());
        }
        if self.groups.len() >= MOST_GROUPS {
            return Err(ApiError::too_many_groups(MOST_GROUPS));
        }
        self.put_group(group);
        Ok(())
    }

    /// Adds a group, or replaces the one of the same name.
    pub(crate) fn put_group(&mut self, group: Group) {
        let name: Arc<str> = group.name.as_str().into();
        self.groups.insert(Arc::clone(&name), Arc::new(group));
        self.changes.push(Change::Group(name));
    }

    /// Removes a group and takes everyone out of it.
    pub(crate) fn remove_group(&mut self, name: &str) {
        let Some((name, _)) = self.groups.remove_with_key(name) else { return };
        for key in self.members.of(&name, None).collect::<Vec<_>>() {
            self.edit_groups(&key, |user| user.groups.remove(&*name));
        }
        self.changes.push(Change::Group(name));
    }

    /// Puts a user of an exact username into a group. Being in it already is fine.
    pub(crate) fn join_group(&mut self, username: &str, group: &str) -> Result<(), ApiError> {
        let key = self.user_key(username);
        let groups = self.users.get(&key).map_or(0, |user| user.groups.len());
        if groups >= MOST_GROUPS_OF_USER && !self.members.contains(group, &key) {
            return Err(ApiError::too_many_groups_for_user(MOST_GROUPS_OF_USER));
        }
        self.edit_groups(&key, |user| user.groups.insert(group.to_owned()));
        Ok(())
    }

    /// Takes a user of an exact username out of a group. Not being in it is fine.
    pub(crate) fn leave_group(&mut self, username: &str, group: &str) {
        self.edit_groups(&self.user_key(username), |user| user.groups.remove(group));
    }

    /// The members of a group with their folded usernames, in the order of these, behind one.
    pub(crate) fn members_after<'a>(
        &'a self,
        group: &'a str,
        key: Option<&str>,
    ) -> impl Iterator<Item = (Arc<str>, &'a Arc<User>)> {
        self.members.of(group, key).filter_map(|key| self.users.get(&key).map(|user| (key, user)))
    }

    /// The groups of a user, the ones of the lowest precedence first.
    pub(crate) fn groups_of(&self, user: &User) -> Vec<&Arc<Group>> {
        let mut groups: Vec<_> =
            user.groups.iter().filter_map(|name| self.groups.get(name.as_str())).collect();
        groups.sort_by(|one, two| one.rank().cmp(&two.rank()));
        groups
    }

    fn edit_groups(&mut self, key: &str, edit: impl FnOnce(&mut User) -> bool) {
        let Some(user) = self.users.get(key) else { return };
        let mut user = User::clone(user);
        if edit(&mut user) {
            self.put_user(user);
        }
    }
}

/// Groups that a pool may have.
const MOST_GROUPS: usize = 10_000;

/// Groups that a user may be in.
const MOST_GROUPS_OF_USER: usize = 100;
