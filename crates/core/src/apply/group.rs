//! Carrying out the change of one group.

use crate::apply::run::{Run, ends, gone, place, put};
use crate::backend::{BackendError, ErrorKind};
use crate::change::{Action, Change, Step};
use crate::digest;
use crate::event::{Event, Failure, Point};
use crate::group::{Group, GroupSettings, GroupSpec};
use crate::retry::idempotent;
use crate::state::{Edit, Entry, GroupEntry, ReplacedGroup};

/// Takes the steps in order, and remembers what they came to.
pub(super) async fn carry_out(
    run: &Run<'_>,
    change: &Change,
    spec: Option<&GroupSpec>,
    entry: Option<&GroupEntry>,
) -> Result<(), Failure> {
    let work = Work { run, change, spec, entry };
    for step in &change.steps {
        run.check_going()?;
        work.step(step).await?;
        run.reached(change, Point::Called);
        run.tell(&Event::StepDone(change, step));
    }
    run.reached(change, Point::Unsettled);
    let edits = match spec {
        Some(spec) if !ends(change) => put(change, Entry::Group(work.remembered(spec))),
        _ => vec![Edit::Remove(change.key.clone())],
    };
    Ok(run.journal.keep(edits).await?)
}

struct Work<'a> {
    run: &'a Run<'a>,
    change: &'a Change,
    spec: Option<&'a GroupSpec>,
    entry: Option<&'a GroupEntry>,
}

impl Work<'_> {
    async fn step(&self, step: &Step) -> Result<(), Failure> {
        let (backend, change) = (&self.run.ports.backend, self.change);
        match (step, self.spec) {
            (Step::CreateGroup(settings), Some(spec)) => self.create(spec, settings).await?,
            (Step::UpdateGroup(settings), Some(spec)) => {
                self.run
                    .call(idempotent, || backend.update_group(&change.pool, &spec.name, settings))
                    .await?;
            }
            (Step::DeleteGroup { pool, name }, _) => {
                gone(self.run.call(idempotent, || backend.delete_group(pool, name)).await)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Makes the group. The state claims it before the call, so that a run that is killed in between knows its own.
    async fn create(&self, spec: &GroupSpec, settings: &GroupSettings) -> Result<(), Failure> {
        let (backend, pool) = (&self.run.ports.backend, &self.change.pool);
        let claim = GroupEntry { replaced: self.replaced(), ..self.remembered(spec) };
        self.run.journal.keep(put(self.change, Entry::Group(claim))).await?;
        self.run.reached(self.change, Point::Intended);
        let group = Group { name: spec.name.clone(), settings: settings.clone() };
        // A try whose answer was lost may have made it: then it exists, as it should.
        let mut tried = false;
        let made = self.run.call(idempotent, || {
            let again = std::mem::replace(&mut tried, true);
            let group = &group;
            async move { accept_existing(backend.create_group(pool, group).await, again) }
        });
        match made.await {
            Err(error) if error.kind != ErrorKind::Unavailable => {
                self.run.journal.keep(vec![self.unclaimed()]).await?;
                Err(error.into())
            }
            made => Ok(made?),
        }
    }

    fn remembered(&self, spec: &GroupSpec) -> GroupEntry {
        // Only a group that stays the same one stays adopted.
        let kept = !matches!(self.change.action, Action::Create | Action::Replace);
        GroupEntry {
            pool: spec.pool.clone(),
            name: spec.name.clone(),
            declared: digest::of_group_settings(&spec.settings),
            adopted: self.change.action == Action::Adopt
                || kept && self.entry.is_some_and(|entry| entry.adopted),
            lifecycle: spec.lifecycle,
            replaced: None,
            origin: place(self.change),
        }
    }

    /// What is still to be deleted once the group is made.
    fn replaced(&self) -> Option<ReplacedGroup> {
        let entry = self.entry?;
        match self.change.action {
            Action::Replace => Some(ReplacedGroup { pool: entry.pool.clone(), name: entry.name.clone() }),
            _ => entry.replaced.clone(),
        }
    }

    fn unclaimed(&self) -> Edit {
        let key = self.change.key.clone();
        match self.entry {
            Some(entry) => Edit::Put(key, Entry::Group(entry.clone())),
            None => Edit::Remove(key),
        }
    }
}

fn accept_existing(outcome: Result<(), BackendError>, accepted: bool) -> Result<(), BackendError> {
    match outcome {
        Err(error) if accepted && error.kind == ErrorKind::GroupExists => Ok(()),
        outcome => outcome,
    }
}
