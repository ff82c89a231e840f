//! Groups: what a declaration wants, and what a pool has.

use std::collections::BTreeSet;

use crate::lifecycle::Lifecycle;
use crate::pool::PoolId;
use crate::rules;
use crate::text::text_type;
use crate::user::Username;

text_type! {
    /// The name of a group: 1 to 128 characters, no spaces.
    GroupName, rules::GROUP_NAME
}

/// Everything a declaration wants of one group (`AWS::Cognito::UserPoolGroup`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupSpec {
    /// The pool (`UserPoolId`).
    pub pool: PoolId,
    /// The group's name (`GroupName`); the logical id where a declaration gives none.
    pub name: GroupName,
    /// What can be said and changed of it.
    pub settings: GroupSettings,
    /// Whether a group that exists already may be taken over.
    pub adopt: bool,
    /// How the group ends.
    pub lifecycle: Lifecycle,
    /// Logical ids that the group had before.
    pub moved_from: BTreeSet<String>,
}

impl GroupSpec {
    /// A group of which only pool and name are said.
    #[must_use]
    pub fn new(pool: PoolId, name: GroupName) -> Self {
        Self {
            pool,
            name,
            settings: GroupSettings::default(),
            adopt: false,
            lifecycle: Lifecycle::default(),
            moved_from: BTreeSet::new(),
        }
    }
}

/// The part of a group that can be changed. What is `None` in a declaration is left alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupSettings {
    /// Up to 2,048 characters.
    pub description: Option<String>,
    /// Zero or more; the lowest wins.
    pub precedence: Option<i32>,
    /// The IAM role that members may take.
    pub role_arn: Option<String>,
}

/// A group as a pool has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its name.
    pub name: GroupName,
    /// Its settings.
    pub settings: GroupSettings,
}

/// One user in one group (`AWS::Cognito::UserPoolUserToGroupAttachment`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MembershipSpec {
    /// The pool (`UserPoolId`).
    pub pool: PoolId,
    /// The user (`Username`).
    pub username: Username,
    /// The group (`GroupName`).
    pub group: GroupName,
}
