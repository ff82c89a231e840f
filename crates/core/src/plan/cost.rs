//! What carrying out a plan takes: calls, time, and people who are billed.

use std::collections::{BTreeMap, BTreeSet};

use crate::actual::PAGE;
use crate::change::{Change, Step};
use crate::import_job::MOST_ROWS;
use crate::pace::by_category;
use crate::plan::planner::Plan;
use crate::pool::PoolId;
use crate::rates::RateCategory;
use crate::schema::Kind;

/// What a plan takes. Refused and repeated calls come on top.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Calls by rate category.
    pub calls: BTreeMap<RateCategory, u64>,
    /// Users who count as active this month because of it: made, given a password, changed or put into groups.
    pub active_users: u64,
}

impl Plan {
    /// What the plan takes.
    #[must_use]
    pub fn cost(&self) -> Cost {
        let active = self.steps().filter(|(_, step)| makes_active(step));
        let active: BTreeSet<_> = active.map(|(change, _)| (&change.pool, person(change))).collect();
        Cost { calls: by_category(&self.operations()), active_users: active.len() as u64 }
    }

    /// How often which operation is called in which pool.
    #[must_use]
    pub fn operations(&self) -> BTreeMap<(&'static str, PoolId), u64> {
        let mut operations = BTreeMap::new();
        let mut imported: BTreeMap<&PoolId, u64> = BTreeMap::new();
        for (change, step) in self.steps() {
            if *step == Step::ImportUser {
                *imported.entry(&change.pool).or_default() += 1;
                continue;
            }
            *operations.entry((step.operation(), change.pool.clone())).or_default() += 1;
        }
        for (pool, users) in imported {
            for (operation, calls) in calls_of_import(users) {
                *operations.entry((operation, pool.clone())).or_default() += calls;
            }
        }
        operations
    }

    fn steps(&self) -> impl Iterator<Item = (&Change, &Step)> {
        self.changes.iter().flat_map(|change| change.steps.iter().map(move |step| (change, step)))
    }
}

/// What jobs for so many users of one pool call: a header; for each file a job that is made, started and looked at; and
/// lists that tell who was made.
fn calls_of_import(users: u64) -> [(&'static str, u64); 6] {
    let jobs = users.div_ceil(MOST_ROWS as u64);
    [
        ("GetCSVHeader", 1),
        ("CreateUserImportJob", jobs),
        ("StartUserImportJob", jobs),
        ("DescribeUserImportJob", 2 * jobs),
        ("DescribeUserPool", 1 + jobs),
        ("ListUsers", users.div_ceil(PAGE as u64)),
    ]
}

/// Whom a change is about; a membership is about its user.
fn person(change: &Change) -> &str {
    match change.key.kind {
        Kind::Membership => change.name.rsplit_once(" in ").map_or(&change.name, |(user, _)| user),
        _ => &change.name,
    }
}

fn makes_active(step: &Step) -> bool {
    matches!(
        step,
        Step::CreateUser
            | Step::ResendInvitation
            | Step::SetPassword { .. }
            | Step::SetAttributes(_)
            | Step::DeleteAttributes(_)
            | Step::AddToGroup(_)
            | Step::RemoveFromGroup(_)
            | Step::SignOut
    )
}

impl Step {
    /// The API operation that the step calls.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        match self {
            Self::CreateGroup(_) => "CreateGroup",
            Self::UpdateGroup(_) => "UpdateGroup",
            Self::DeleteGroup { .. } => "DeleteGroup",
            Self::CreateUser | Self::ResendInvitation => "AdminCreateUser",
            Self::ImportUser => "StartUserImportJob",
            Self::DisableUser => "AdminDisableUser",
            Self::SetAttributes(_) => "AdminUpdateUserAttributes",
            Self::DeleteAttributes(_) => "AdminDeleteUserAttributes",
            Self::SetPassword { .. } => "AdminSetUserPassword",
            Self::AddToGroup(_) => "AdminAddUserToGroup",
            Self::RemoveFromGroup(_) => "AdminRemoveUserFromGroup",
            Self::SetMfa(_) => "AdminSetUserMFAPreference",
            Self::EnableUser => "AdminEnableUser",
            Self::SignOut => "AdminUserGlobalSignOut",
            Self::DeleteUser { .. } => "AdminDeleteUser",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_of_a_step_has_a_category() {
        let groups = crate::group::GroupSettings::default();
        let steps = [Step::CreateGroup(groups), Step::CreateUser, Step::SignOut, Step::EnableUser];
        assert!(steps.iter().all(|step| RateCategory::of(step.operation()).is_some()));
    }
}
