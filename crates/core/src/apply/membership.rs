//! Carrying out the change of one membership that is said apart from its user.

use crate::apply::run::{Run, gone};
use crate::change::{Change, Step};
use crate::event::{Event, Failure};
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
        match (step, spec, entry) {
            (Step::AddToGroup(group), Some(spec), _) => {
                run.call(on_new_user, || backend.add_to_group(&spec.pool, &physical, group)).await?;
            }
            (Step::RemoveFromGroup(group), _, Some(entry)) => {
                let leave = || backend.remove_from_group(&entry.pool, &entry.physical, group);
                gone(run.call(idempotent, leave).await)?;
            }
            _ => {}
        }
        run.tell(&Event::StepDone(change, step));
    }
    let edit = match spec {
        Some(spec) => Edit::Put(change.key.clone(), Entry::Membership(remembered(spec, physical))),
        None => Edit::Remove(change.key.clone()),
    };
    Ok(run.journal.keep(vec![edit]).await?)
}

fn remembered(spec: &MembershipSpec, physical: String) -> MembershipEntry {
    MembershipEntry {
        pool: spec.pool.clone(),
        username: spec.username.clone(),
        physical,
        group: spec.group.clone(),
    }
}
