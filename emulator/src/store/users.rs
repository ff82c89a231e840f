//! The users of a pool.

use std::sync::Arc;

use super::pool::{Change, Pool};
use crate::domain::{SignInName, User};
use crate::error::ApiError;

impl Pool {
    /// How many users there are.
    pub(crate) fn user_count(&self) -> usize {
        self.users.len()
    }

    /// The key of a user in this pool: the username, folded where the pool ignores case.
    pub(crate) fn user_key(&self, username: &str) -> Arc<str> {
        self.settings.names.folded(username).as_ref().into()
    }

    /// The user whom a request means by `name`: the username, an active alias, or where there are
    /// no aliases the `sub`.
    pub(crate) fn resolve_user(&self, name: &str) -> Result<&Arc<User>, ApiError> {
        let key = self.settings.names.folded(name);
        self.users
            .get(key.as_ref())
            .or_else(|| self.user_by_alias(name))
            .or_else(|| self.user_by_sub(name))
            .ok_or_else(ApiError::user_not_found)
    }

    /// The user who owns a sign-in name: the one whom it finds.
    pub(crate) fn owner(&self, name: &SignInName) -> Option<&Arc<User>> {
        self.user_index.owner(name).and_then(|key| self.users.get(key))
    }

    /// Whether a user has this username.
    pub(crate) fn has_username(&self, username: &str) -> bool {
        self.users.contains_key(&self.user_key(username))
    }

    /// The sign-in names that `user` would take from other users when put into the pool.
    pub(crate) fn names_of_others(&self, user: &User) -> Vec<SignInName> {
        let key = self.user_key(&user.username);
        let is_of_other = |name: &SignInName| self.user_index.owner(name).is_some_and(|owner| *owner != key);
        self.settings.names.of(user).into_iter().filter(is_of_other).collect()
    }

    /// Adds a user, or replaces the one of the same username, and keeps all indexes in step. A
    /// sign-in name that another user owned passes to this one, so look before ([`Pool::owner`]).
    pub(crate) fn put_user(&mut self, user: User) {
        let key = self.user_key(&user.username);
        let before = self.users.get(&key).cloned();
        self.follow_user(&key, before.as_deref(), Some(&user));
        self.users.insert(Arc::clone(&key), Arc::new(user));
        self.changes.push(Change::User(key));
    }

    /// Removes a user of an exact username, with all memberships.
    pub(crate) fn remove_user(&mut self, username: &str) {
        let key = self.user_key(username);
        let Some(user) = self.users.remove(&key) else { return };
        self.follow_user(&key, Some(&user), None);
        self.end_token_sessions(username);
        self.forgive(username);
        self.remove_auth_events_of(&key);
        self.changes.push(Change::User(key));
    }

    fn follow_user(&mut self, key: &Arc<str>, before: Option<&User>, after: Option<&User>) {
        self.user_index.follow(&self.settings.names, key, before, after);
        self.members.follow(key, before, after);
        self.identities.follow(key, before, after);
    }

    fn user_by_alias(&self, name: &str) -> Option<&Arc<User>> {
        self.settings.names.readings(name).find_map(|reading| self.owner(&reading))
    }

    fn user_by_sub(&self, sub: &str) -> Option<&Arc<User>> {
        let key = self.user_index.of_sub(sub).filter(|_| self.settings.names.aliases.is_none())?;
        self.users.get(key)
    }
}
