//! What poolhouse did last time, and what it was about to do. No secret is ever in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::attribute::AttributeName;
use crate::digest;
use crate::group::GroupName;
use crate::lifecycle::Lifecycle;
use crate::pool::PoolId;
use crate::schema::Kind;
use crate::user::{UserSpec, Username};

pub use crate::intent::{Intent, Marker};

/// A resource's name within a state: its kind and its logical id, written `user/ann`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Its kind.
    pub kind: Kind,
    /// Its logical id.
    pub id: String,
}

impl Key {
    /// The key of that kind and id.
    #[must_use]
    pub fn new(kind: Kind, id: impl Into<String>) -> Self {
        Self { kind, id: id.into() }
    }

    /// The resource as faults and plans call it: `user "ann"`.
    #[must_use]
    pub fn spoken(&self) -> String {
        format!("{} \"{}\"", self.kind, self.id)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind, self.id)
    }
}

/// A text that is no key: it has not the form `user/ann`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` names no resource; write its kind and id, as in user/ann")]
pub struct KeyError(String);

impl FromStr for Key {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let (word, id) = text.split_once('/').ok_or_else(|| KeyError(text.to_owned()))?;
        let kind = Kind::ALL.into_iter().find(|kind| kind.resource().word == word);
        kind.map(|kind| Self::new(kind, id)).ok_or_else(|| KeyError(text.to_owned()))
    }
}

/// Everything a state holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// Rises with each commit.
    pub serial: u64,
    /// What poolhouse manages.
    pub entries: BTreeMap<Key, Entry>,
    /// Users that were about to be made when the last run ended.
    pub intents: BTreeMap<Key, Intent>,
}

/// A managed resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(clippy::large_enum_variant, reason = "nearly all that a state remembers is users")]
pub enum Entry {
    /// A user.
    User(UserEntry),
    /// A group.
    Group(GroupEntry),
    /// A membership.
    Membership(MembershipEntry),
}

/// What is remembered of a user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UserEntry {
    /// The pool.
    pub pool: PoolId,
    /// The declared name.
    pub username: Username,
    /// The name that calls take.
    pub physical: String,
    /// The id that never changes; another one behind the same name is another account.
    pub sub: Option<String>,
    /// The attributes that poolhouse set and so may take away.
    pub attributes: BTreeSet<AttributeName>,
    /// The groups that poolhouse put the user into.
    pub groups: BTreeSet<GroupName>,
    /// Groups that it is still to join because the account that it replaces was in them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub groups_pending: BTreeSet<GroupName>,
    /// The `password_version` that was last carried out.
    pub password_version: u64,
    /// A password that lasts is still to be set, or was about to be when a run ended.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub password_pending: bool,
    /// Whether a password that lasts was declared.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_password: bool,
    /// Whether the user existed before poolhouse.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub adopted: bool,
    /// Whether an import job made the user, who resets the password before the first sign-in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub imported: bool,
    /// Addresses that were sent and that their owner is still to confirm; until then the pool keeps the old ones.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub awaited: BTreeMap<AttributeName, Awaited>,
    /// A digest of what matters only at creation, to tell when it was edited.
    pub hints: String,
    /// A digest of what was declared when it was last applied, passwords left out; empty until all of it was.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub declared: String,
    /// The `invitation_version` that was last carried out.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub invitation_version: u64,
    /// The invitation of that version was about to be sent again; whether it was is not known.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub invitation_unsure: bool,
    /// How the user ends.
    #[serde(default, skip_serializing_if = "Lifecycle::is_default")]
    pub lifecycle: Lifecycle,
    /// An account that this one replaced and that is still to be deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced: Option<ReplacedUser>,
    /// Where it was declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
}

/// A value that waits for somebody, as digests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Awaited {
    /// Of the value that is there meanwhile.
    pub old: String,
    /// Of the value that was sent.
    pub new: String,
}

impl Awaited {
    /// That `new` waits to take the place of `old`.
    #[must_use]
    pub fn of(old: Option<&str>, new: &str) -> Self {
        Self { old: digest::of_value(old.unwrap_or_default()), new: digest::of_value(new) }
    }
}

/// An account on its way out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplacedUser {
    /// Its pool.
    pub pool: PoolId,
    /// The name that calls take.
    pub physical: String,
    /// The id that never changes: whoever has the name under another one stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub: Option<String>,
}

impl UserEntry {
    /// Whether that value was sent already and waits for its owner: sending it again would send them another code.
    #[must_use]
    pub fn awaits(&self, name: &AttributeName, old: Option<&str>, value: &str) -> bool {
        self.awaited.get(name) == Some(&Awaited::of(old, value))
    }

    /// What is remembered of the account of that name and id once it is declared by `spec`, before anything is done to it.
    #[must_use]
    pub fn of(spec: &UserSpec, physical: String, sub: Option<String>) -> Self {
        Self {
            pool: spec.pool.clone(),
            username: spec.username.clone(),
            physical,
            sub,
            attributes: BTreeSet::new(),
            groups: BTreeSet::new(),
            groups_pending: BTreeSet::new(),
            password_version: spec.password_version,
            password_pending: false,
            has_password: spec.password.is_some(),
            adopted: false,
            imported: false,
            awaited: BTreeMap::new(),
            hints: digest::of_hints(spec),
            declared: String::new(),
            invitation_version: spec.invitation_version,
            invitation_unsure: false,
            lifecycle: spec.lifecycle,
            replaced: None,
            origin: None,
        }
    }

    /// What is to be remembered of this account while another one that replaces it is made.
    #[must_use]
    pub fn on_its_way_out(&self) -> ReplacedUser {
        ReplacedUser { pool: self.pool.clone(), physical: self.physical.clone(), sub: self.sub.clone() }
    }

    /// Whether something was begun and not brought to its end.
    #[must_use]
    pub fn is_unfinished(&self) -> bool {
        self.password_pending
            || self.invitation_unsure
            || self.replaced.is_some()
            || !self.groups_pending.is_empty()
    }
}

/// What is remembered of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupEntry {
    /// The pool.
    pub pool: PoolId,
    /// Its name.
    pub name: GroupName,
    /// A digest of the settings that were declared when it was last applied.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub declared: String,
    /// Whether the group existed before poolhouse.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub adopted: bool,
    /// How the group ends.
    #[serde(default, skip_serializing_if = "Lifecycle::is_default")]
    pub lifecycle: Lifecycle,
    /// A group that this one replaced and that is still to be deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced: Option<ReplacedGroup>,
    /// Where it was declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
}

/// A group on its way out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplacedGroup {
    /// Its pool.
    pub pool: PoolId,
    /// Its name.
    pub name: GroupName,
}

/// What is remembered of a membership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembershipEntry {
    /// The pool.
    pub pool: PoolId,
    /// The user's declared name.
    pub username: Username,
    /// The name that calls take.
    pub physical: String,
    /// The group.
    pub group: GroupName,
    /// Whether the user was in the group before poolhouse.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub adopted: bool,
}

fn is_zero(version: &u64) -> bool {
    *version == 0
}

impl Entry {
    /// The pool it lives in.
    #[must_use]
    pub fn pool(&self) -> &PoolId {
        match self {
            Self::User(entry) => &entry.pool,
            Self::Group(entry) => &entry.pool,
            Self::Membership(entry) => &entry.pool,
        }
    }

    /// Whether it is of the same account or group, whatever else is remembered of it.
    #[must_use]
    pub fn is_of_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::User(one), Self::User(other)) => one.pool == other.pool && one.physical == other.physical,
            (Self::Group(one), Self::Group(other)) => one.pool == other.pool && one.name == other.name,
            _ => false,
        }
    }
}

impl State {
    /// The user of that logical id.
    #[must_use]
    pub fn user(&self, id: &str) -> Option<&UserEntry> {
        match self.entries.get(&Key::new(Kind::User, id)) {
            Some(Entry::User(entry)) => Some(entry),
            _ => None,
        }
    }

    /// The group of that logical id.
    #[must_use]
    pub fn group(&self, id: &str) -> Option<&GroupEntry> {
        match self.entries.get(&Key::new(Kind::Group, id)) {
            Some(Entry::Group(entry)) => Some(entry),
            _ => None,
        }
    }

    /// The membership of that logical id.
    #[must_use]
    pub fn membership(&self, id: &str) -> Option<&MembershipEntry> {
        match self.entries.get(&Key::new(Kind::Membership, id)) {
            Some(Entry::Membership(entry)) => Some(entry),
            _ => None,
        }
    }

    /// Carries out one edit.
    pub fn edit(&mut self, edit: Edit) {
        match edit {
            Edit::Put(key, entry) => drop(self.entries.insert(key, entry)),
            Edit::Remove(key) => drop(self.entries.remove(&key)),
            Edit::Intend(key, intent) => drop(self.intents.insert(key, intent)),
            Edit::Settle(key) => drop(self.intents.remove(&key)),
        }
    }
}

/// One edit of a state.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Remember, or remember anew.
    Put(Key, Entry),
    /// Forget.
    Remove(Key),
    /// About to make that user.
    Intend(Key, Intent),
    /// The intent came to its end, one way or the other.
    Settle(Key),
}

/// **Port**: where a state is kept. Whoever opens one holds its lock until it is dropped.
#[async_trait]
pub trait StateStore: Send + Sync {
    /// All of it.
    async fn read(&self) -> Result<State, StateError>;

    /// Carries out the edits as one, raises the serial, and returns when they would survive a loss of power.
    async fn commit(&self, edits: Vec<Edit>) -> Result<(), StateError>;

    /// Makes sure that the state is still this writer's. Asked right before each call that changes something, so that
    /// who lost a state, by sleeping through the end of its lease, changes nothing more. A lock that cannot be lost has
    /// nothing to say.
    async fn confirm(&self) -> Result<(), StateError> {
        Ok(())
    }
}

/// Why a state could not be read or written.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the state {place}: {reason}")]
pub struct StateError {
    /// Which one: its path or address.
    pub place: String,
    /// What happened, and what to do about it.
    pub reason: Arc<str>,
}

/// A state in memory, for tests and for runs that should leave nothing behind.
#[derive(Debug, Default)]
pub struct MemoryState(std::sync::Mutex<State>);

impl MemoryState {
    /// A store that begins with `state`.
    #[must_use]
    pub fn new(state: State) -> Self {
        Self(std::sync::Mutex::new(state))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[async_trait]
impl StateStore for MemoryState {
    async fn read(&self) -> Result<State, StateError> {
        Ok(self.lock().clone())
    }

    async fn commit(&self, edits: Vec<Edit>) -> Result<(), StateError> {
        let mut state = self.lock();
        state.serial += 1;
        edits.into_iter().for_each(|edit| state.edit(edit));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_from_how_it_is_written_whatever_the_id_holds() {
        let key = Key::new(Kind::User, "staff/17");
        assert_eq!(key.to_string(), "user/staff/17");
        assert_eq!("user/staff/17".parse(), Ok(key));
        assert_eq!(
            "ann".parse::<Key>().unwrap_err().to_string(),
            "`ann` names no resource; write its kind and id, as in user/ann"
        );
    }

    #[test]
    fn an_entry_reads_back_from_its_json() {
        let entry = Entry::Group(GroupEntry {
            pool: PoolId::new("us-east-1_examplepool").unwrap(),
            name: GroupName::new("admins").unwrap(),
            declared: String::new(),
            adopted: false,
            lifecycle: Lifecycle::default(),
            replaced: None,
            origin: None,
        });
        let json = serde_json::to_string(&entry).unwrap();
        assert_eq!(json, r#"{"group":{"pool":"us-east-1_examplepool","name":"admins"}}"#);
        assert_eq!(serde_json::from_str::<Entry>(&json).unwrap(), entry);
    }
}
