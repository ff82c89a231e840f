//! One change of a plan: what it does to one resource, step by step.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::attribute::AttributeName;
use crate::declare::Origin;
use crate::effect::Effect;
use crate::group::{GroupName, GroupSettings, GroupSpec, MembershipSpec};
use crate::mfa::MfaChange;
use crate::output::{Known, OutputError, Pending};
use crate::pool::PoolId;
use crate::state::{GroupEntry, Key, MembershipEntry, UserEntry};
use crate::user::UserSpec;

/// What a plan does to one resource.
#[derive(Clone, Debug)]
pub struct Change {
    /// The resource.
    pub key: Key,
    /// Where it was declared; for what is declared no more, where the state says it was is not repeated here.
    pub origin: Option<Origin>,
    /// What happens to it.
    pub action: Action,
    /// Its pool.
    pub pool: PoolId,
    /// Whom or what people know it by: the username, the group's name, `user in group`.
    pub name: String,
    /// The name that calls take for the user it is about, where one exists already.
    pub physical: Option<String>,
    /// What the state calls the resource, where the script gave it another id.
    pub formerly: Option<Key>,
    /// The attribute that will mark an account that is made, in a pool that has one for it.
    pub marker: Option<AttributeName>,
    /// The calls, in order.
    pub steps: Vec<Step>,
    /// What it brings about beside.
    pub effects: Vec<Effect>,
    /// What else people should know before they say yes.
    pub notes: Vec<String>,
    /// What was declared and what is remembered of it.
    pub subject: Subject,
}

/// What happens to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// It is made.
    Create,
    /// It exists already, not by our doing, and is managed from now on.
    Adopt,
    /// It is changed where it stands.
    Update,
    /// It is made anew and the old one deleted.
    Replace,
    /// It is deleted.
    Delete,
    /// It may not sign in any longer, and is managed no more.
    Disable,
    /// Only what the state remembers of it changes; no call is made.
    Record,
    /// It is gone already, or not poolhouse's to delete; only the state forgets it.
    Forget,
}

/// The declaration and the memory of a resource, as far as there are any.
#[derive(Clone, Debug)]
pub enum Subject {
    /// A user.
    User {
        /// What is wanted; none for a deletion.
        spec: Option<Arc<UserSpec>>,
        /// What is remembered or, for an adopted user, what will be; none before the first creation.
        entry: Option<Box<UserEntry>>,
    },
    /// A group.
    Group {
        /// What is wanted; none for a deletion.
        spec: Option<GroupSpec>,
        /// What is remembered.
        entry: Option<GroupEntry>,
    },
    /// A membership.
    Membership {
        /// What is wanted; none for a removal.
        spec: Option<MembershipSpec>,
        /// What is remembered.
        entry: Option<MembershipEntry>,
    },
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// `CreateGroup`
    CreateGroup(GroupSettings),
    /// `UpdateGroup` with what is `Some`.
    UpdateGroup(GroupSettings),
    /// `DeleteGroup`
    DeleteGroup {
        /// The pool, which may be another than the change's when a group moves between pools.
        pool: PoolId,
        /// The group.
        name: GroupName,
    },
    /// `AdminCreateUser`
    CreateUser,
    /// A row of an import job (`StartUserImportJob`).
    ImportUser,
    /// `AdminDisableUser`
    DisableUser,
    /// `AdminUpdateUserAttributes`
    SetAttributes(BTreeMap<AttributeName, ValueChange>),
    /// `AdminDeleteUserAttributes`, with the values that go.
    DeleteAttributes(BTreeMap<AttributeName, String>),
    /// `AdminSetUserPassword`
    SetPassword {
        /// Whether it lasts beyond the first sign-in.
        permanent: bool,
    },
    /// `AdminAddUserToGroup`
    AddToGroup(GroupName),
    /// `AdminRemoveUserFromGroup`
    RemoveFromGroup(GroupName),
    /// `AdminSetUserMFAPreference`
    SetMfa(MfaChange),
    /// `AdminEnableUser`
    EnableUser,
    /// `AdminUserGlobalSignOut`
    SignOut,
    /// `AdminCreateUser` with `RESEND`
    ResendInvitation,
    /// `AdminDeleteUser`
    DeleteUser {
        /// The pool, which may be another than the change's when a user moves between pools.
        pool: PoolId,
        /// The name that calls take.
        physical: String,
    },
}

/// A value before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueChange {
    /// None when there was no value.
    pub old: Option<String>,
    /// What it becomes.
    pub new: String,
}

impl Action {
    /// Its word for programs: `create`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Adopt => "adopt",
            Self::Update => "update",
            Self::Replace => "replace",
            Self::Delete => "delete",
            Self::Disable => "disable",
            Self::Record => "record",
            Self::Forget => "forget",
        }
    }
}

impl Change {
    /// The user who is wanted, where it is about one.
    #[must_use]
    pub fn user(&self) -> Option<&UserSpec> {
        match &self.subject {
            Subject::User { spec, .. } => spec.as_deref(),
            _ => None,
        }
    }

    /// The resource as people call it: `user "ann" (ann@example.com)`, the name only where it says more than the id.
    #[must_use]
    pub fn title(&self) -> String {
        if self.name == self.key.id {
            self.key.spoken()
        } else {
            format!("{} ({})", self.key.spoken(), self.name)
        }
    }

    /// The account that it is about, by its pool and the name that calls take, where one exists or existed already.
    #[must_use]
    pub fn account(&self) -> Option<(&PoolId, &str)> {
        match (&self.physical, &self.subject) {
            (Some(physical), _) => Some((&self.pool, physical)),
            (None, Subject::User { entry: Some(entry), .. }) => Some((&entry.pool, &entry.physical)),
            (None, _) => None,
        }
    }

    /// Whether the resource is another one afterwards, with outputs of its own.
    pub(crate) fn renews(&self) -> bool {
        matches!(self.action, Action::Create | Action::Replace)
    }

    /// What it waits for besides its own account.
    pub(crate) fn pending(&self) -> Option<&Pending> {
        match &self.subject {
            Subject::User { spec: Some(spec), .. } if !spec.pending.is_empty() => Some(&spec.pending),
            _ => None,
        }
    }

    /// The same with every value in its place.
    ///
    /// # Errors
    /// When a value is not known, or cannot be made.
    pub(crate) fn settled(&self, known: &Known<'_>) -> Result<Self, OutputError> {
        let mut change = self.clone();
        let Subject::User { spec: Some(spec), .. } = &mut change.subject else { return Ok(change) };
        let spec = Arc::make_mut(spec);
        for (name, output) in std::mem::take(&mut spec.pending) {
            let value = output.value(known)?;
            for step in &mut change.steps {
                if let Step::SetAttributes(set) = step
                    && let Some(set) = set.get_mut(&name)
                {
                    set.new.clone_from(&value);
                }
            }
            spec.attributes.insert(name, value);
        }
        Ok(change)
    }

    /// In which part of an apply it happens: groups before users before memberships, leaving and deleting last.
    #[must_use]
    pub fn phase(&self) -> u8 {
        use crate::schema::Kind::{Group, Membership, User};
        match (self.action, self.key.kind) {
            (Action::Delete | Action::Disable | Action::Forget, Membership) => 3,
            (Action::Delete | Action::Disable | Action::Forget, User) => 4,
            (Action::Delete | Action::Disable | Action::Forget, Group) => 5,
            (_, Group) => 0,
            (_, User) => 1,
            (_, Membership) => 2,
        }
    }
}
