//! A group of users.

use poolhouse_emulator_model::Timestamp;
use poolhouse_emulator_model::shapes::{CreateGroupRequest, GroupType, UpdateGroupRequest};
use serde::{Deserialize, Serialize};

/// A group as its pool keeps it. Who is in it stands in the users.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) role_arn: Option<String>,
    /// Lower goes first; none goes last.
    pub(crate) precedence: Option<i32>,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
}

impl Group {
    /// The group that a request describes.
    pub(crate) fn new(input: CreateGroupRequest, now: Timestamp) -> Self {
        Self {
            name: input.group_name,
            description: input.description,
            role_arn: input.role_arn,
            precedence: input.precedence,
            created: now,
            modified: now,
        }
    }

    /// The group after UpdateGroup. What the request omits stays (documented as changing only what
    /// is sent; that nothing is reset is unsure).
    pub(crate) fn updated(&self, input: UpdateGroupRequest, now: Timestamp) -> Self {
        Self {
            name: self.name.clone(),
            description: input.description.or_else(|| self.description.clone()),
            role_arn: input.role_arn.or_else(|| self.role_arn.clone()),
            precedence: input.precedence.or(self.precedence),
            created: self.created,
            modified: now,
        }
    }

    /// The group as operations answer it.
    pub(crate) fn describe(&self, pool: &str) -> GroupType {
        GroupType {
            group_name: Some(self.name.clone()),
            user_pool_id: Some(pool.to_owned()),
            description: self.description.clone(),
            role_arn: self.role_arn.clone(),
            precedence: self.precedence,
            last_modified_date: Some(self.modified),
            creation_date: Some(self.created),
        }
    }

    /// Where the group stands among a user's groups: by precedence, then by name. The order of
    /// groups of one precedence is unspecified; names make it stable.
    pub(crate) fn rank(&self) -> (i64, &str) {
        (self.precedence.map_or(i64::MAX, i64::from), &self.name)
    }

    /// [`Group::rank`] as text that sorts like it.
    pub(crate) fn cursor(&self) -> String {
        let (precedence, name) = self.rank();
        format!("{precedence:019} {name}")
    }
}
