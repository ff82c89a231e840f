//! Whether what a run would take over is somebody else's already: managed by another state of the project.
//!
//! Two scripts that manage one account undo each other's work, one run after the other. The service keeps no word of who
//! manages whom, so only states can tell, and only those that can be found: the ones that are kept in the same place.
//! What a state elsewhere manages is taken over without a word.

use poolhouse_core::change::{Action, Change};
use poolhouse_core::fault::{Fault, Faults};
use poolhouse_core::plan::Plan;
use poolhouse_core::schema::Kind;
use poolhouse_core::state::{Entry, Key, State};

use crate::state::Place;

/// Holds what `plan` adopts against what other states manage: refused, unless whoever runs it said that it is `meant`.
/// Then the plan tells from whom it is taken.
pub(crate) fn check(plan: &mut Plan, others: &[(Place, State)], meant: bool) -> Result<(), Faults> {
    let mut faults = Faults::default();
    for change in plan.changes.iter_mut().filter(|change| change.action == Action::Adopt) {
        let held = others.iter().find_map(|(place, state)| {
            let (key, _) = state.entries.iter().find(|(_, entry)| is_of(entry, change))?;
            Some((place, key))
        });
        match held {
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
    for (own, entry) in imported {
        let held = others.iter().find_map(|(place, state)| {
            let (key, _) = state.entries.iter().find(|(_, other)| other.is_of_same(entry))?;
            Some((place, key))
        });
        if let Some((place, key)) = held {
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

fn is_of(entry: &Entry, change: &Change) -> bool {
    match (entry, change.key.kind) {
        (Entry::User(user), Kind::User) => change.account() == Some((&user.pool, user.physical.as_str())),
        (Entry::Group(group), Kind::Group) => group.pool == change.pool && group.name.as_str() == change.name,
        _ => false,
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
