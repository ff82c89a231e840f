//! What was changed outside poolhouse: how the pools differ from what the state remembers, and not from what the script
//! has become since.

use std::collections::BTreeSet;

use crate::actual::Actual;
use crate::belief::was_edited;
use crate::change::{Action, Change};
use crate::declare::Origin;
use crate::desired::Desired;
use crate::fault::Faults;
use crate::plan::people::is_another;
use crate::plan::planner::Options;
use crate::plan::waiting::plan_with;
use crate::selection::{KeyPattern, Selection};
use crate::state::{Entry, Key, State, UserEntry};
use crate::user::UserStatus;

/// How far the pools have drifted from what was last applied.
#[derive(Clone, Debug, Default)]
pub struct Drift {
    /// What is otherwise, in the order of a plan.
    pub found: Vec<Drifted>,
    /// How many resources the script declares otherwise than when they were last applied; what happened to those cannot
    /// be told apart from what they are to become.
    pub edited: usize,
}

/// A resource that is not as it was left.
#[derive(Clone, Debug)]
pub struct Drifted {
    /// The resource.
    pub key: Key,
    /// Where it is declared.
    pub origin: Option<Origin>,
    /// What happened to it.
    pub how: How,
}

/// What happened to a resource outside poolhouse.
#[derive(Clone, Debug)]
pub enum How {
    /// It is gone. Making it anew gives a user another `sub`.
    Deleted(Box<Change>),
    /// Another account has its name now, with another `sub`. Nothing is done about that by itself.
    Replaced {
        /// The `sub` that the state remembers.
        was: Option<String>,
        /// The `sub` behind the name now.
        is: Option<String>,
    },
    /// It differs; the change would undo that.
    Changed(Box<Change>),
    /// The account is there and cannot be used: a password must be reset, or the service has locked it. Nothing is done
    /// about that by itself.
    Unusable(UserStatus),
}

impl Drift {
    /// The part of a plan that makes good what can be made good.
    #[must_use]
    pub fn repair(&self) -> Selection {
        let is_mendable = |how: &How| matches!(how, How::Deleted(_) | How::Changed(_));
        let mendable = self.found.iter().filter(|drifted| is_mendable(&drifted.how));
        let include = mendable.map(|drifted| KeyPattern::exactly(&drifted.key)).collect();
        Selection { include, ..Selection::default() }
    }
}

/// Compares the pools with what the state remembers, as far as the script still wants it.
///
/// # Errors
/// What is wrong with the declarations.
pub fn drift(
    faults: Faults,
    desired: &Desired,
    actual: &Actual,
    state: &State,
    options: &Options,
) -> Result<Drift, Faults> {
    let (plan, faults) = plan_with(faults, desired, actual, state, options);
    let replaced = replaced(desired, actual, state);
    let subjects: BTreeSet<String> = replaced.iter().map(|drifted| drifted.key.spoken()).collect();
    let mut rest = Faults::default();
    rest.extend(
        faults
            .iter()
            .filter(|fault| !fault.subject.as_ref().is_some_and(|one| subjects.contains(one)))
            .cloned(),
    );
    rest.into_result()?;
    let mut drift = Drift { found: replaced, edited: 0 };
    drift.found.extend(unusable(desired, actual, state));
    let chosen = options.selection.of(desired, state);
    drift.found.retain(|drifted| chosen.contains(&drifted.key));
    for change in plan.changes {
        let Some(entry) = state.entries.get(&change.key) else { continue };
        let how = match change.action {
            _ if was_edited(desired, &change.key, entry) => {
                drift.edited += 1;
                continue;
            }
            Action::Create => How::Deleted(Box::new(change.clone())),
            Action::Update => How::Changed(Box::new(change.clone())),
            // What is declared no more, or only remembered otherwise, is nobody else's doing.
            _ => continue,
        };
        drift.found.push(Drifted { key: change.key, origin: change.origin, how });
    }
    Ok(drift)
}

/// Users whose name belongs to another account now.
fn replaced(desired: &Desired, actual: &Actual, state: &State) -> Vec<Drifted> {
    let users = state.entries.iter().filter_map(|(key, entry)| match entry {
        Entry::User(entry) => Some((key, entry, desired.users.get(&key.id)?)),
        _ => None,
    });
    users
        .filter_map(|(key, entry, declared)| {
            let is = other_account(actual, entry)?;
            let how = How::Replaced { was: entry.sub.clone(), is };
            Some(Drifted { key: key.clone(), origin: declared.origin.clone(), how })
        })
        .collect()
}

/// Users who are there and cannot sign in, though poolhouse did not leave them so.
fn unusable(desired: &Desired, actual: &Actual, state: &State) -> Vec<Drifted> {
    let users = state.entries.iter().filter_map(|(key, entry)| match entry {
        Entry::User(entry) => Some((key, entry, actual.pool(&entry.pool)?.user(&entry.physical)?)),
        _ => None,
    });
    let unusable = users.filter(|(_, entry, user)| match user.status {
        UserStatus::ResetRequired => !entry.imported,
        UserStatus::Other(_) => true,
        _ => false,
    });
    unusable
        .filter_map(|(key, _, user)| {
            let origin = desired.users.get(&key.id)?.origin.clone();
            Some(Drifted { key: key.clone(), origin, how: How::Unusable(user.status.clone()) })
        })
        .collect()
}

/// The `sub` of the other account behind a user's name.
fn other_account(actual: &Actual, entry: &UserEntry) -> Option<Option<String>> {
    let pool = actual.pool(&entry.pool)?;
    let user = match pool.user(&entry.physical) {
        Some(user) if is_another(user, entry) => user,
        Some(_) => return None,
        None => pool.named(&entry.username)?,
    };
    Some(user.sub.clone())
}
