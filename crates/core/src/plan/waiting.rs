//! Declarations that wait for outputs of others.

use std::collections::BTreeSet;

use crate::actual::{Actual, Refresh};
use crate::desired::Desired;
use crate::fault::Faults;
use crate::output;
use crate::plan::planner::{Options, Plan, plan_settled};
use crate::state::{Key, State, UserEntry};
use crate::user::UserSpec;

/// As [`plan`], for a run that found `faults` already: what can be planned, and these faults with what a look at the
/// pools adds to them.
#[must_use]
pub fn plan_with(
    faults: Faults,
    desired: &Desired,
    actual: &Actual,
    state: &State,
    options: &Options,
) -> (Plan, Faults) {
    if !desired.waits() {
        return plan_settled(faults, desired, actual, state, options);
    }
    // Outputs are taken from accounts that are there, until it shows that one of those will be another.
    let mut renewed = BTreeSet::new();
    loop {
        let known = |key: &Key, name: &str| {
            let entry = desired.users.get(&key.id).filter(|_| !renewed.contains(key))?;
            let entry = present(&entry.spec, key, actual, state, options.refresh)?;
            output::of_user(entry).remove(name)
        };
        let (settled, found) = desired.settled(&known);
        let mut faults = faults.clone();
        faults.extend(found);
        let (plan, faults) = plan_settled(faults, &settled, actual, state, options);
        let renews: BTreeSet<Key> =
            plan.changes.iter().filter(|change| change.renews()).map(|change| change.key.clone()).collect();
        if renews.is_subset(&renewed) {
            return (plan, faults);
        }
        renewed.extend(renews);
    }
}

/// What the state remembers of a declared user whose account is there, as far as that was looked at.
fn present<'a>(
    spec: &UserSpec,
    key: &Key,
    actual: &Actual,
    state: &'a State,
    refresh: Refresh,
) -> Option<&'a UserEntry> {
    let entry = [&key.id].into_iter().chain(&spec.moved_from).find_map(|id| state.user(id))?;
    let is_there = || actual.pool(&entry.pool).is_some_and(|pool| pool.user(&entry.physical).is_some());
    (refresh == Refresh::None || is_there()).then_some(entry)
}
