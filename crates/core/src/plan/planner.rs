//! From desired, actual and state to a plan: pure, the same input giving the same plan.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::sync::Arc;
use std::thread;

use crate::actual::{Actual, ActualPool, Refresh};
use crate::belief::is_believed;
use crate::change::{Action, Change, Subject};
use crate::declare::Origin;
use crate::desired::{Declared, Desired};
use crate::fault::{Fault, Faults};
use crate::import_job::{RoleArn, Strategy};
use crate::lifecycle::MaxDeletes;
use crate::password::PasswordPolicy;
use crate::plan::lint::Findings;
use crate::plan::people::{People, Person};
use crate::plan::resume::settled;
use crate::plan::{group, importing, lint, membership, user, waiting};
use crate::pool::PoolId;
use crate::schema::Kind;
use crate::selection::Selection;
use crate::state::{Entry, Key, State, UserEntry};
use crate::text::counted;
use crate::user::UserSpec;

/// What a plan may do, and what it is about.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Every account may be replaced, whatever its declaration says.
    pub allow_replace: bool,
    /// Everything that exists already may be adopted, whatever its declaration says.
    pub adopt: bool,
    /// Everything that the state remembers goes, though nothing is declared.
    pub destroy: bool,
    /// How many users and groups may end; no limit unless given.
    pub max_deletes: Option<MaxDeletes>,
    /// How much of the pools is read.
    pub refresh: Refresh,
    /// What the plan is narrowed to.
    pub selection: Selection,
    /// How accounts that do not exist yet are made.
    pub strategy: Strategy,
}

/// What will be done, in order.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The changes, by phase and, within one, in the order of declaration.
    pub changes: Vec<Change>,
    /// How many resources are as they should be.
    pub unchanged: usize,
    /// How many resources the selection leaves out.
    pub left_out: usize,
    /// What is allowed but probably not meant.
    pub warnings: Vec<Fault>,
    /// What the pools ask of passwords, for those that are secret until the plan is carried out.
    pub policies: BTreeMap<PoolId, PasswordPolicy>,
    /// The role for the logs of import jobs, where it has users made by them.
    pub import_role: Option<RoleArn>,
    /// How long it takes at least, where calls keep to a pace.
    pub least_time: Option<std::time::Duration>,
}

/// How many resources a plan does what to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Made.
    pub create: usize,
    /// Adopted.
    pub adopt: usize,
    /// Changed in place, or in the state's memory only.
    pub change: usize,
    /// Replaced.
    pub replace: usize,
    /// Deleted.
    pub delete: usize,
    /// Disabled, and managed no more.
    pub disable: usize,
    /// Forgotten: gone already, or not ours to delete.
    pub forget: usize,
}

impl Plan {
    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The changes, counted.
    #[must_use]
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for change in &self.changes {
            match change.action {
                Action::Create => totals.create += 1,
                Action::Adopt => totals.adopt += 1,
                Action::Update | Action::Record => totals.change += 1,
                Action::Replace => totals.replace += 1,
                Action::Delete => totals.delete += 1,
                Action::Disable => totals.disable += 1,
                Action::Forget => totals.forget += 1,
            }
        }
        totals
    }
}

impl Plan {
    /// Holds the passwords that are secret until now against the policies of their pools. To be asked before the first
    /// write: what the service would refuse half-way is refused at the beginning.
    ///
    /// # Errors
    /// Each password that will not do, or has no value.
    pub fn check_secrets(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        for change in &self.changes {
            let policy = self.policies.get(&change.pool).copied().unwrap_or_default();
            faults.extend(lint::secret_faults(change, &policy));
        }
        faults.into_result()
    }
}

/// Compares, and orders what must be done.
///
/// Nothing is deleted but what the state says is ours; an account is replaced only where that is allowed.
///
/// # Errors
/// Every fault that a look at the pools shows: unknown attributes and groups, accounts that are not ours, changes that
/// need a replacement nobody allowed.
pub fn plan(desired: &Desired, actual: &Actual, state: &State, options: &Options) -> Result<Plan, Faults> {
    let (plan, faults) = waiting::plan_with(Faults::default(), desired, actual, state, options);
    faults.into_result().map(|()| plan)
}

/// Plans what waits for nothing.
pub(super) fn plan_settled(
    faults: Faults,
    desired: &Desired,
    actual: &Actual,
    state: &State,
    options: &Options,
) -> (Plan, Faults) {
    let (state, resumed) = settled(state, actual);
    let mut planner = Planner::new(faults, desired, actual, &state, &resumed, options);
    planner.guard_against_emptiness();
    planner.check_selection();
    planner.plan_wanted();
    planner.plan_unwanted();
    planner.finish()
}

/// What every part of planning looks at, and where it puts what it finds.
pub(super) struct Planner<'a> {
    pub(super) desired: &'a Desired,
    pub(super) actual: &'a Actual,
    pub(super) state: &'a State,
    /// Whose accounts the state holds only because they were found: the run that made them ended too early.
    pub(super) resumed: &'a BTreeSet<Key>,
    pub(super) options: &'a Options,
    /// Who is who.
    pub(super) people: People<'a>,
    /// Whose accounts this plan makes anew.
    pub(super) replaced: BTreeSet<Person>,
    /// The resources that are planned; all of them when absent.
    chosen: Option<BTreeSet<Key>>,
    /// What is declared in pools that are not there, by the line that declares it.
    nowhere: BTreeMap<(Option<&'a Origin>, &'a PoolId), Vec<Key>>,
    plan: Plan,
    faults: Faults,
}

/// What planning one resource comes to: a change, or nothing to do.
pub(super) type Planned = Result<Option<Change>, Fault>;

impl<'a> Planner<'a> {
    fn new(
        faults: Faults,
        desired: &'a Desired,
        actual: &'a Actual,
        state: &'a State,
        resumed: &'a BTreeSet<Key>,
        options: &'a Options,
    ) -> Self {
        let people = People::new(desired, actual, state);
        let (plan, replaced) = (Plan::default(), BTreeSet::new());
        let narrowed = !options.selection.is_everything();
        let chosen = narrowed.then(|| options.selection.of(desired, state));
        let nowhere = BTreeMap::new();
        Self { desired, actual, state, resumed, options, people, replaced, chosen, nowhere, plan, faults }
    }

    /// A script that declares nothing is more often broken than meant.
    fn guard_against_emptiness(&mut self) {
        let remembered = self.state.entries.len() as u64;
        if self.desired.is_empty() && self.faults.is_empty() && remembered > 0 && !self.options.destroy {
            let fault = Fault::new(
                None,
                format!("nothing was declared, but the state remembers {}", counted(remembered, "resource")),
            );
            self.faults.push(fault.hint("use `poolhouse destroy` to delete them"));
        }
    }

    fn check_selection(&mut self) {
        let selection = &self.options.selection;
        self.faults.extend(selection.unknown(self.desired, self.state));
        self.plan.warnings.extend(selection.idle_exclusions(self.desired, self.state));
    }

    /// Whether a resource that others need is there once the plan is carried out, for all that is known.
    pub(super) fn will_be_there(&self, key: &Key) -> bool {
        self.has_chosen(key) || self.options.refresh == Refresh::None
    }

    /// Whether a resource is planned.
    fn has_chosen(&self, key: &Key) -> bool {
        self.chosen.as_ref().is_none_or(|chosen| chosen.contains(key))
    }

    /// The same; one that is not is counted.
    fn chooses(&mut self, key: &Key) -> bool {
        let chooses = self.has_chosen(key);
        self.plan.left_out += usize::from(!chooses);
        chooses
    }

    /// Whether a resource is taken to be as the state remembers it, without a look at the pool.
    fn believes(&mut self, key: &Key) -> bool {
        let believes = self.options.refresh == Refresh::None && is_believed(self.desired, self.state, key);
        self.plan.unchanged += usize::from(believes);
        believes
    }

    /// Whether a resource has to be compared.
    fn compares(&mut self, key: &Key) -> bool {
        self.chooses(key) && !self.believes(key)
    }

    fn plan_wanted(&mut self) {
        for (id, declared) in &self.desired.groups {
            if !self.compares(&Key::new(Kind::Group, id)) {
                continue;
            }
            let Some(pool) = self.pool(Kind::Group, id, declared.origin.as_ref(), &declared.spec.pool) else {
                continue;
            };
            let planned = group::plan(self, pool, id, declared);
            self.take(planned);
        }
        let mut users = Vec::new();
        for (id, declared) in &self.desired.users {
            if !self.compares(&Key::new(Kind::User, id)) {
                continue;
            }
            let origin = declared.origin.as_ref();
            if let Some(pool) = self.pool(Kind::User, id, origin, &declared.spec.pool) {
                users.push((id.as_str(), declared, pool));
            }
        }
        for some in users.chunks(AT_ONCE) {
            let looks = side_by_side(some, |(id, declared, pool)| OneLook::at(self, pool, id, declared));
            for (look, (_, declared, _)) in looks.into_iter().zip(some) {
                self.take_user(look, &declared.spec);
            }
        }
        for (id, declared) in &self.desired.memberships {
            if !self.compares(&Key::new(Kind::Membership, id)) {
                continue;
            }
            let origin = declared.origin.as_ref();
            let Some(pool) = self.pool(Kind::Membership, id, origin, &declared.spec.pool) else { continue };
            let planned = membership::plan(self, pool, id, declared);
            self.take(planned);
        }
    }

    /// The pool that a declaration names; a fault to be where there is none.
    fn pool(
        &mut self,
        kind: Kind,
        id: &str,
        origin: Option<&'a Origin>,
        pool: &'a PoolId,
    ) -> Option<&'a ActualPool> {
        let found = self.actual.pool(pool);
        if found.is_none() {
            self.nowhere.entry((origin, pool)).or_default().push(Key::new(kind, id));
        }
        found
    }

    /// A line that declares many in a pool that is not there is wrong once.
    fn say_what_is_nowhere(&mut self) {
        for ((origin, pool), keys) in std::mem::take(&mut self.nowhere) {
            let Some((first, others)) = keys.split_first() else { continue };
            let others = match others.len() {
                0 => String::new(),
                1 => ", and so is another".to_owned(),
                more => format!(", and so are {more} others"),
            };
            let message = format!("is in pool {pool}, which does not exist here{others}");
            self.faults.push(Fault::new(origin.cloned(), message).of(first.spoken()));
        }
    }

    fn plan_unwanted(&mut self) {
        let keys: BTreeSet<&Key> = self.state.entries.keys().chain(self.state.intents.keys()).collect();
        let wanted = |key: &&Key| self.desired.contains(key) || self.people.has_moved(key);
        let keys: Vec<&Key> = keys.into_iter().filter(|key| !wanted(key)).collect();
        for key in keys {
            if !self.chooses(key) {
                continue;
            }
            let planned = match self.state.entries.get(key) {
                Some(Entry::Group(entry)) => group::unwanted(self, key, entry),
                Some(Entry::Membership(entry)) => Ok(Some(membership::unwanted(self, key, entry))),
                Some(Entry::User(entry)) => user::unwanted(self, key, entry).map(Some),
                None => match self.state.intents.get(key) {
                    Some(intent) => Ok(Some(user::never_made(key, intent))),
                    None => continue,
                },
            };
            self.take(planned);
        }
    }

    /// What the state remembers of a user that the script calls `id`, whatever the state calls it.
    pub(super) fn remembered_user(&self, id: &str) -> Option<&'a UserEntry> {
        let formerly = self.people.formerly(&Key::new(Kind::User, id));
        self.state.user(formerly.map_or(id, |key| &key.id))
    }

    fn take_user(&mut self, look: OneLook, spec: &UserSpec) {
        self.plan.warnings.extend(look.findings.warnings);
        self.faults.extend(look.passwords);
        if let Some(planned) = look.planned {
            if matches!(&planned, Ok(Some(change)) if change.action == Action::Replace) {
                self.replaced.insert(self.people.person(&spec.pool, &spec.username));
            }
            self.take(planned);
        }
        self.faults.extend(look.findings.faults);
    }

    fn take(&mut self, planned: Planned) {
        match planned {
            Ok(Some(change)) => self.plan.changes.push(change),
            Ok(None) => self.plan.unchanged += 1,
            Err(fault) => self.faults.push(fault),
        }
    }

    /// Refuses a plan that ends more accounts and groups than it may.
    fn guard_against_mass_deletion(&mut self) {
        let Some(most) = self.options.max_deletes else { return };
        let ends = |change: &&Change| {
            change.key.kind != Kind::Membership
                && matches!(change.action, Action::Delete | Action::Disable | Action::Replace)
        };
        let deletes = self.plan.changes.iter().filter(ends).count();
        let remembered = self.state.entries.keys().filter(|key| key.kind != Kind::Membership).count();
        if most.allows(deletes, remembered) {
            return;
        }
        let message = format!(
            "the plan deletes, disables or replaces {deletes} of {remembered} users and groups, and max_deletes is {most}"
        );
        self.faults.push(Fault::new(None, message).hint("raise it with --max-deletes if that is meant"));
    }

    fn finish(mut self) -> (Plan, Faults) {
        self.guard_against_mass_deletion();
        self.say_what_is_nowhere();
        self.faults.extend(importing::choose(&mut self.plan, self.actual, &self.options.strategy));
        // People find their script's order again; what one line declares in a loop is ordered by id.
        let pools = self.actual.pools.values().flatten();
        self.plan.policies = pools.map(|here| (here.pool.id.clone(), here.pool.passwords)).collect();
        self.plan.changes.sort_by(|one, other| place_in_plan(one).cmp(&place_in_plan(other)));
        let warnings = lint::warnings(&self, &self.plan.changes);
        self.plan.warnings.extend(warnings);
        (self.plan, self.faults)
    }
}

/// What there is to say of one user, whatever there is to say of others.
struct OneLook {
    findings: Findings,
    /// What is wrong with its passwords.
    passwords: Vec<Fault>,
    /// None where it is wrong already.
    planned: Option<Planned>,
}

impl OneLook {
    fn at(planner: &Planner<'_>, pool: &ActualPool, id: &str, declared: &Declared<Arc<UserSpec>>) -> Self {
        let findings = lint::user(planner, pool, id, declared);
        let planned = findings.faults.is_empty().then(|| user::plan(planner, pool, id, declared));
        let passwords = match &planned {
            Some(Ok(Some(change))) => lint::literal_faults(change, &pool.pool.passwords),
            _ => Vec::new(),
        };
        Self { findings, passwords, planned }
    }
}

/// How many users are looked at before what was found is put together: all at once it would take much memory.
const AT_ONCE: usize = 8192;

/// The same for each of `items`, in their order, on as many threads as this machine runs at once.
fn side_by_side<T: Sync, R: Send>(items: &[T], look: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = items.len().div_ceil(threads).max(ALONE);
    let look = &look;
    thread::scope(|scope| {
        let mut shares = items.chunks(share);
        let first = shares.next().unwrap_or_default();
        let others: Vec<_> =
            shares.map(|share| scope.spawn(move || share.iter().map(look).collect::<Vec<_>>())).collect();
        let mut found: Vec<R> = first.iter().map(look).collect();
        for other in others {
            match other.join() {
                Ok(more) => found.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        found
    })
}

/// For so few items another thread is not worth its start.
const ALONE: usize = 256;

fn place_in_plan(change: &Change) -> (u8, Option<&Origin>, &Key) {
    (change.phase(), change.origin.as_ref(), &change.key)
}

/// A change of which nothing is said yet but what it is about.
pub(super) fn change(
    key: Key,
    origin: Option<&Origin>,
    action: Action,
    pool: &PoolId,
    name: &str,
    subject: Subject,
) -> Change {
    Change {
        key,
        origin: origin.cloned(),
        action,
        pool: pool.clone(),
        name: name.to_owned(),
        physical: None,
        formerly: None,
        marker: None,
        steps: Vec::new(),
        effects: Vec::new(),
        notes: Vec::new(),
        subject,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_at_side_by_side_is_found_in_order() {
        for count in [0, 1, ALONE, ALONE + 1, 10 * ALONE + 7] {
            let items: Vec<usize> = (0..count).collect();
            assert_eq!(side_by_side(&items, |item| item + 1), (1..=count).collect::<Vec<_>>());
        }
    }
}
