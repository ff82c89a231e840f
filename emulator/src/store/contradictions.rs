//! What must hold in every pool at every moment, held against one: for tests and for fuzzing.

use std::collections::BTreeMap;

use super::identity_index::IdentityIndex;
use super::member_index::MemberIndex;
use super::pool::Pool;
use super::user_index::UserIndex;
use crate::domain::{SignInName, User};
use crate::durable::Record;

impl Pool {
    /// What is wrong with the pool, a line each: users who share what only one may have, indexes
    /// that say something else than users, things that belong to nobody.
    pub(crate) fn contradictions(&self) -> Vec<String> {
        let mut found = self.shared_names();
        found.extend(self.misplaced_users());
        found.extend(self.wrong_indexes().into_iter().map(|index| format!("the index of {index} is wrong")));
        found.extend(self.orphans());
        found
    }

    /// Every `sub` and every sign-in name has one user.
    fn shared_names(&self) -> Vec<String> {
        let (mut names, mut subs) = (BTreeMap::<SignInName, &User>::new(), BTreeMap::new());
        let mut found = Vec::new();
        for user in self.users.values() {
            if let Some(other) = subs.insert(&user.sub, user) {
                found.push(format!("{} and {} have one sub", other.username, user.username));
            }
            for name in self.settings.names.of(user) {
                if let Some(other) = names.insert(name, user) {
                    found.push(format!("{} and {} share a sign-in name", other.username, user.username));
                }
            }
        }
        found
    }

    fn misplaced_users(&self) -> impl Iterator<Item = String> {
        let misplaced = self.users.iter().filter(|(key, user)| **key != self.user_key(&user.username));
        misplaced.map(|(key, user)| format!("{} stands at {key}", user.username))
    }

    /// The indexes that differ from those that the users make one by one.
    fn wrong_indexes(&self) -> Vec<&'static str> {
        let (mut users, mut members, mut identities) =
            (UserIndex::default(), MemberIndex::default(), IdentityIndex::default());
        for (key, user) in &self.users {
            users.follow(&self.settings.names, key, None, Some(user));
            members.follow(key, None, Some(user));
            identities.follow(key, None, Some(user));
        }
        let indexes = [
            ("users", users == self.user_index),
            ("members", members == self.members),
            ("identities", identities == self.identities),
        ];
        indexes.into_iter().filter(|(_, is_right)| !is_right).map(|(name, _)| name).collect()
    }

    /// What speaks of users, groups and clients that are not there.
    fn orphans(&self) -> Vec<String> {
        let mut found = Vec::new();
        for user in self.users.values() {
            let lost = user.groups.iter().filter(|group| !self.groups.contains_key(group.as_str()));
            found.extend(lost.map(|group| format!("{} is in {group}, which is gone", user.username)));
        }
        let is_user = |name: &str| self.users.contains_key(&self.user_key(name));
        let lost = self.token_sessions.values().filter(|session| !is_user(&session.username));
        found.extend(lost.map(|session| format!("a session of {}, who is gone", session.username)));
        let lost = self.auth_events.keys().filter_map(|place| place.split('\0').next());
        found.extend(
            lost.filter(|user| !is_user(user)).map(|user| format!("an event of {user}, who is gone")),
        );
        found
    }

    /// What is wrong with the pool's records, a line each: they cannot be read, or make another pool. Keys are left
    /// out, for reading them takes longer than all the rest.
    pub(crate) fn wrong_records(&self) -> Vec<String> {
        let mut pool = self.clone();
        pool.keys = None;
        let records: Vec<_> = pool.records().collect();
        let read = match Self::load(records.clone()) {
            Ok(pools) => pools,
            Err(fault) => return vec![fault.to_string()],
        };
        let mut again: Vec<Record> = read.iter().flat_map(Self::records).collect();
        let mut found: Vec<_> =
            read.iter().flat_map(Self::wrong_indexes).map(|index| format!("read: {index}")).collect();
        for record in records {
            match again.iter().position(|other| *other == record) {
                Some(at) => drop(again.swap_remove(at)),
                None => found
                    .push(format!("the {} {:?} is not read as it is kept", record.key.kind, record.key.name)),
            }
        }
        found.extend(
            again
                .into_iter()
                .map(|record| format!("the {} {:?} comes from nowhere", record.key.kind, record.key.name)),
        );
        found
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use poolhouse_emulator_model::Timestamp;
    use poolhouse_emulator_model::shapes::{AliasAttributeType, CreateUserPoolRequest};

    use super::*;
    use crate::domain::{NewPool, PoolSettings};

    fn user(name: &str, sub: &str) -> User {
        let mut user = User::new(name.to_owned(), sub.to_owned(), Timestamp::from_millis(0));
        user.attributes.insert("email".into(), "a@example.com".into());
        user
    }

    /// A pool with one user, in which e-mail addresses are aliases.
    fn pool() -> Pool {
        let now = Timestamp::from_millis(0);
        let new = NewPool { id: "us-east-1_people".into(), account: "123456789012", now };
        let aliases = Some(vec![AliasAttributeType::Email]);
        let request =
            CreateUserPoolRequest { pool_name: "p".into(), alias_attributes: aliases, ..Default::default() };
        let mut pool = Pool::new(0, PoolSettings::create(new, request).expect("a pool"));
        pool.put_user(user("ann", "1"));
        pool
    }

    /// Puts a user in and leaves the indexes alone.
    fn smuggle(pool: &mut Pool, key: &str, user: User) {
        pool.users.insert(key.into(), Arc::new(user));
    }

    #[test]
    fn a_pool_that_was_changed_by_its_methods_is_sound() {
        let mut pool = pool();
        pool.put_user(user("bob", "2"));
        pool.remove_user("ann");
        assert_eq!(pool.contradictions(), [] as [&str; 0]);
        assert_eq!(pool.wrong_records(), [] as [&str; 0]);
    }

    #[test]
    fn users_who_share_what_is_ones_own_are_told() {
        let mut pool = pool();
        for (name, sub) in [("bob", "1"), ("cid", "3")] {
            let mut user = user(name, sub);
            user.attributes.insert("email_verified".into(), "true".into());
            smuggle(&mut pool, name, user);
        }
        assert_eq!(
            pool.contradictions()[..2],
            ["ann and bob have one sub", "bob and cid share a sign-in name"]
        );
    }

    #[test]
    fn users_and_groups_out_of_place_are_told() {
        let mut pool = pool();
        let mut lost = user("bob", "2");
        lost.groups.insert("staff".into());
        smuggle(&mut pool, "bobby", lost);
        assert_eq!(
            pool.contradictions(),
            [
                "bob stands at bobby",
                "the index of users is wrong",
                "the index of members is wrong",
                "bob is in staff, which is gone",
            ]
        );
        assert_eq!(
            pool.wrong_records(),
            ["the user \"bobby\" is not read as it is kept", "the user \"bob\" comes from nowhere",]
        );
    }
}
