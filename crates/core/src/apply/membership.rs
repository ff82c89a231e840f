//! Carrying out the change of one membership that is said apart from its user.

use crate::apply::run::{Run, gone};
use crate::change::{Action, Change, Step};
use crate::event::{Event, Failure, Point};
use crate::group::MembershipSpec;
use crate::retry::{idempotent, on_new_user};
use crate::state::{Edit, Entry, MembershipEntry};

/// Takes the steps in order, and remembers what they came to.
pub(super) async fn carry_out(
    run: &Run<'_>,
    change: &Change,
    spec: Option<&MembershipSpec>,
    entry: Option<&MembershipEntry>,
) -> Result<(), Failure> {
    let backend = &run.ports.backend;
    let physical = spec.map(|spec| run.physical(change, &spec.pool, &spec.username)).unwrap_or_default();
    for step in &change.steps {
        run.check_going()?;
        match (step, spec, entry) {
            (Step::AddToGroup(group), Some(spec), _) => {
                claim(run, change, spec, &physical, entry).await?;
                run.call(on_new_user, || backend.add_to_group(&spec.pool, &physical, group)).await?;
            }
            (Step::RemoveFromGroup(group), _, Some(entry)) => {
                let leave = || backend.remove_from_group(&entry.pool, &entry.physical, group);
                gone(run.call(idempotent, leave).await)?;
            }
            _ => {}
        }
        run.reached(change, Point::Called);
        run.tell(&Event::StepDone(change, step));
    }
    run.reached(change, Point::Unsettled);
    let edit = match spec {
        Some(spec) => {
            Edit::Put(change.key.clone(), Entry::Membership(remembered(change, spec, physical, entry)))
        }
        None => Edit::Remove(change.key.clone()),
    };
    Ok(run.journal.keep(vec![edit]).await?)
}

/// Has the state know the membership before it is made, so that a run that is killed in between knows its own.
async fn claim(
    run: &Run<'_>,
    change: &Change,
    spec: &MembershipSpec,
    physical: &str,
    entry: Option<&MembershipEntry>,
) -> Result<(), Failure> {
    let claimed = Entry::Membership(remembered(change, spec, physical.to_owned(), entry));
    run.journal.keep(vec![Edit::Put(change.key.clone(), claimed)]).await?;
    run.reached(change, Point::Intended);
    Ok(())
}

fn remembered(
    change: &Change,
    spec: &MembershipSpec,
    physical: String,
    entry: Option<&MembershipEntry>,
) -> MembershipEntry {
    let kept = change.action != Action::Update && entry.is_some_and(|entry| entry.adopted);
    MembershipEntry {
        pool: spec.pool.clone(),
        username: spec.username.clone(),
        physical,
        group: spec.group.clone(),
        adopted: change.action == Action::Adopt || kept,
    }
}
