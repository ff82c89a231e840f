//! A pool, a state and declarations in, the plan out as text.

use std::collections::{BTreeMap, BTreeSet};

use expect_test::Expect;

use crate::actual::{Actual, ActualPool};
use crate::attribute::{AttributeName, Attributes};
use crate::clock::Timestamp;
use crate::declare::Origin;
use crate::desired::{Desired, Spec};
use crate::digest;
use crate::fault::Faults;
use crate::group::{Group, GroupName, GroupSettings};
use crate::lifecycle::Lifecycle;
use crate::password::PasswordPolicy;
use crate::plan::{Options, Plan, drift, plan};
use crate::pool::{Alias, DataType, Pool, PoolId, SchemaAttribute};
use crate::schema::Kind;
use crate::state::{Edit, Entry, GroupEntry, Key, State, UserEntry};
use crate::user::{MessageAction, User, UserSpec, UserStatus, Username};

pub(super) fn pool_id() -> PoolId {
    PoolId::new("us-east-1_examplepool").unwrap()
}

pub(super) fn attributes(pairs: &[(&str, &str)]) -> Attributes {
    pairs.iter().map(|(name, value)| (AttributeName::new(*name).unwrap(), (*value).to_owned())).collect()
}

pub(super) fn groups(names: &[&str]) -> BTreeSet<GroupName> {
    names.iter().map(|name| GroupName::new(*name).unwrap()).collect()
}

pub(crate) fn pool() -> Pool {
    let text = |mutable| SchemaAttribute {
        data_type: DataType::String { min: Some(0), max: Some(2048) },
        mutable,
        required: false,
    };
    let flag = || SchemaAttribute { data_type: DataType::Boolean, mutable: true, required: false };
    let mut schema: BTreeMap<AttributeName, SchemaAttribute> = BTreeMap::new();
    for name in ["email", "name", "phone_number", "preferred_username", "custom:dept"] {
        schema.insert(AttributeName::new(name).unwrap(), text(true));
    }
    for name in ["email_verified", "phone_number_verified"] {
        schema.insert(AttributeName::new(name).unwrap(), flag());
    }
    schema.insert(AttributeName::new("custom:badge").unwrap(), text(false));
    Pool {
        id: pool_id(),
        schema,
        aliases: BTreeSet::new(),
        username_attributes: BTreeSet::new(),
        case_sensitive: true,
        verified_before_update: BTreeSet::new(),
        passwords: PasswordPolicy::default(),
        default_sender: true,
        auto_verified: BTreeSet::from([Alias::Email]),
        requires_mfa: false,
        estimated_users: Some(1),
    }
}

/// A pool, what a state remembers of it, and what is wanted.
pub(super) struct World {
    pub(super) pool: Pool,
    pub(super) users: Vec<User>,
    pub(super) groups: Vec<Group>,
    pub(super) memberships: BTreeMap<String, BTreeSet<GroupName>>,
    pub(super) state: State,
    pub(super) desired: Desired,
    pub(super) options: Options,
}

impl World {
    pub(super) fn new() -> Self {
        Self {
            pool: pool(),
            users: Vec::new(),
            groups: Vec::new(),
            memberships: BTreeMap::new(),
            state: State::default(),
            desired: Desired::default(),
            options: Options::default(),
        }
    }

    pub(super) fn has_user(mut self, name: &str, pairs: &[(&str, &str)]) -> Self {
        self.users.push(User {
            username: name.into(),
            sub: Some(format!("sub-of-{name}")),
            attributes: attributes(pairs),
            enabled: true,
            status: UserStatus::ForceChangePassword,
            created: Some(Timestamp(1_000_000)),
            mfa: None,
        });
        self
    }

    pub(super) fn has_group(mut self, name: &str, members: &[&str]) -> Self {
        let group = GroupName::new(name).unwrap();
        self.groups.push(Group { name: group.clone(), settings: GroupSettings::default() });
        for member in members {
            self.memberships.entry((*member).to_owned()).or_default().insert(group.clone());
        }
        self
    }

    pub(super) fn remembers(mut self, id: &str, edit: impl FnOnce(&mut UserEntry)) -> Self {
        let mut entry = UserEntry {
            declared: digest::of_user_spec(&user(id)),
            ..UserEntry::of(&user(id), id.into(), Some(format!("sub-of-{id}")))
        };
        edit(&mut entry);
        self.state.edit(Edit::Put(Key::new(Kind::User, id), Entry::User(entry)));
        self
    }

    pub(super) fn wants(mut self, id: &str, spec: impl Into<Spec>) -> Self {
        let line = self.desired.len() as u32 + 1;
        self.desired.add(id.into(), Some(Origin { file: "people.lua".into(), line }), spec).unwrap();
        self
    }

    pub(super) fn with(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// What has drifted, as text.
    pub(super) fn drifted(self) -> String {
        let (desired, state, options) = (self.desired.clone(), self.state.clone(), self.options.clone());
        match drift(Faults::default(), &desired, &self.actual(), &state, &options) {
            Ok(drift) => drift.to_string(),
            Err(faults) => format!("{faults}\n"),
        }
    }

    pub(super) fn into_plan(self) -> Result<Plan, Faults> {
        let (desired, state, options) = (self.desired.clone(), self.state.clone(), self.options.clone());
        plan(&desired, &self.actual(), &state, &options)
    }

    pub(super) fn planned(self) -> String {
        match self.into_plan() {
            Ok(plan) => plan.to_string(),
            Err(faults) => format!("{faults}\n"),
        }
    }

    fn actual(self) -> Actual {
        let groups = self.groups.into_iter().map(|group| (group.name.clone(), group)).collect();
        let mut here = ActualPool::new(self.pool, self.users, groups);
        here.memberships = self.memberships;
        Actual { pools: BTreeMap::from([(pool_id(), Some(here))]) }
    }

    pub(super) fn gives(self, expected: Expect) {
        expected.assert_eq(&self.planned());
    }
}

pub(super) fn user(name: &str) -> UserSpec {
    UserSpec::new(pool_id(), Username::new(name).unwrap())
}

pub(super) fn group_entry(name: &str) -> GroupEntry {
    let name = GroupName::new(name).unwrap();
    GroupEntry {
        pool: pool_id(),
        name,
        declared: digest::of_group_settings(&GroupSettings::default()),
        adopted: false,
        lifecycle: Lifecycle::default(),
        replaced: None,
        origin: None,
    }
}

pub(super) fn silent(name: &str, pairs: &[(&str, &str)]) -> UserSpec {
    UserSpec { attributes: attributes(pairs), message_action: Some(MessageAction::Suppress), ..user(name) }
}

pub(super) fn as_user(spec: &UserSpec) -> impl FnOnce(&mut UserEntry) + use<> {
    let (hints, declared) = (digest::of_hints(spec), digest::of_user_spec(spec));
    let managed = spec.attributes.keys().cloned().collect();
    move |entry| {
        entry.hints = hints;
        entry.declared = declared;
        entry.attributes = managed;
    }
}
