//! What is said about groups and their members.

use poolhouse_emulator_model::ErrorCode;

use super::ApiError;

impl ApiError {
    /// No group of this name in the pool.
    pub fn group_not_found() -> Self {
        Self::resource_not_found("Group not found.")
    }

    /// The name is taken. Some report the group's name in the sentence (unsure).
    pub fn group_exists() -> Self {
        Self::new(ErrorCode::GroupExistsException, "A group with the name already exists.")
    }

    /// The pool has as many groups as a pool may have (wording unsure).
    pub fn too_many_groups(limit: usize) -> Self {
        Self::limit_exceeded(format!("Exceeded the limit of {limit} groups per user pool."))
    }

    /// The user is in as many groups as a user may be. AdminAddUserToGroup declares no
    /// LimitExceededException (class and wording unsure).
    pub fn too_many_groups_for_user(limit: usize) -> Self {
        Self::invalid_parameter(format!("Exceeded the limit of {limit} groups per user."))
    }
}
