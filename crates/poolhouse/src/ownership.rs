//! Whether what a run would take over is somebody else's already: managed by another state of the project.
//!
//! Two scripts that manage one account undo each other's work, one run after the other. The service keeps no word of who
//! manages whom, so only states can tell, and only those that can be found: the ones that are kept in the same place.
//! What a state elsewhere manages is taken over without a word.

use std::collections::BTreeMap;

use poolhouse_core::change::{Action, Change};
use poolhouse_core::fault::{Fault, Faults};
use poolhouse_core::plan::Plan;
use poolhouse_core::pool::PoolId;
use poolhouse_core::schema::Kind;
use poolhouse_core::state::{Entry, Key, State};

use crate::state::Place;

/// Holds what `plan` adopts against what other states manage: refused, unless whoever runs it said that it is `meant`.
/// Then the plan tells from whom it is taken.
pub(crate) fn check(plan: &mut Plan, others: &[(Place, State)], meant: bool) -> Result<(), Faults> {
    let mut faults = Faults::default();
    let held = held(others);
    for change in plan.changes.iter_mut().filter(|change| change.action == Action::Adopt) {
        let account = match change.key.kind {
            Kind::User => change.account(),
            Kind::Group => Some((&change.pool, change.name.as_str())),
            Kind::Membership => None,
        };
        let holder = account.and_then(|(pool, name)| held.get(&(change.key.kind, pool, name)).copied());
        match holder {
            Some((place, key)) if meant => {
                change
                    .notes
                    .push(format!("is managed as {key} by the state {place}, which remembers it still"));
            }
            Some((place, key)) => faults.push(held_elsewhere(change, place, key)),
            None => {}
        }
    }
    faults.into_result()
}

/// Holds what is imported against what other states manage.
pub(crate) fn check_imported<'a>(
    imported: impl Iterator<Item = (&'a Key, &'a Entry)>,
    others: &[(Place, State)],
) -> Result<(), Faults> {
    let mut faults = Faults::default();
    let held = held(others);
    for (own, entry) in imported {
        if let Some((place, key)) = account(entry).and_then(|account| held.get(&account)) {
            let fault = Fault::new(None, held_message(place, key)).of(own.spoken());
            faults.push(fault.hint(format!("{} lets go of it there", letting_go(place, key))));
        }
    }
    faults.into_result()
}

/// Whether a plan adopts anything, so that it is worth a look.
pub(crate) fn is_concerned(plan: &Plan) -> bool {
    plan.changes.iter().any(|change| change.action == Action::Adopt)
}

/// An account or a group, by its pool and the name that calls take.
type Account<'a> = (Kind, &'a PoolId, &'a str);

/// Who holds what; sorted out once, for there can be many on either side.
fn held(others: &[(Place, State)]) -> BTreeMap<Account<'_>, (&Place, &Key)> {
    let mut held = BTreeMap::new();
    for (place, state) in others {
        for (key, entry) in &state.entries {
            if let Some(account) = account(entry) {
                held.entry(account).or_insert((place, key));
            }
        }
    }
    held
}

fn account(entry: &Entry) -> Option<Account<'_>> {
    match entry {
        Entry::User(user) => Some((Kind::User, &user.pool, user.physical.as_str())),
        Entry::Group(group) => Some((Kind::Group, &group.pool, group.name.as_str())),
        Entry::Membership(_) => None,
    }
}

fn held_elsewhere(change: &Change, place: &Place, key: &Key) -> Fault {
    let hint =
        format!("{} lets go of it there; `--adopt` takes it over all the same", letting_go(place, key));
    Fault::new(change.origin.clone(), held_message(place, key)).of(change.key.spoken()).hint(hint)
}

fn held_message(place: &Place, key: &Key) -> String {
    format!(
        "is managed already, as {key} by the state {place}; two that manage one account undo each other's work"
    )
}

fn letting_go(place: &Place, key: &Key) -> String {
    format!("`poolhouse state rm {key} --source '{}' --stage {}`", place.source, place.stage)
}
