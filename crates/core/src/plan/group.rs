//! Planning a group.

use crate::actual::ActualPool;
use crate::change::{Action, Change, Step, Subject};
use crate::declare::Origin;
use crate::desired::Declared;
use crate::fault::Fault;
use crate::group::{GroupSettings, GroupSpec};
use crate::plan::planner::{Planned, Planner, change};
use crate::schema::Kind;
use crate::state::{GroupEntry, Key};

pub(super) fn plan(
    planner: &Planner<'_>,
    pool: &ActualPool,
    id: &str,
    declared: &Declared<GroupSpec>,
) -> Planned {
    let spec = &declared.spec;
    let entry = planner.state.group(id);
    let same = entry.is_some_and(|entry| entry.pool == spec.pool && entry.name == spec.name);
    let make = |action| {
        let subject = Subject::Group { spec: Some(spec.clone()), entry: entry.cloned() };
        change(
            Key::new(Kind::Group, id),
            declared.origin.as_ref(),
            action,
            &spec.pool,
            spec.name.as_str(),
            subject,
        )
    };
    let existing = pool.groups.get(&spec.name);
    match (entry, existing) {
        (Some(entry), _) if !same => {
            renamed(planner, declared.origin.as_ref(), make(Action::Replace), entry, spec)
        }
        (_, None) => Ok(Some(with_steps(make(Action::Create), [Step::CreateGroup(spec.settings.clone())]))),
        (Some(_), Some(group)) => {
            let edits = edits(&spec.settings, &group.settings);
            Ok(edits.map(|edits| with_steps(make(Action::Update), [Step::UpdateGroup(edits)])))
        }
        (None, Some(group)) if spec.adopt || planner.options.adopt => {
            let edits = edits(&spec.settings, &group.settings).map(Step::UpdateGroup);
            Ok(Some(with_steps(make(Action::Adopt), edits)))
        }
        (None, Some(_)) => Err(exists_already(id, declared.origin.as_ref(), spec)),
    }
}

/// A group's name cannot be changed: a new one is made, and the old one goes with the memberships nobody declares.
fn renamed(
    planner: &Planner<'_>,
    origin: Option<&Origin>,
    mut change: Change,
    entry: &GroupEntry,
    spec: &GroupSpec,
) -> Planned {
    if !planner.options.allow_replace {
        let message = format!("cannot be renamed from {} to {} in place", entry.name, spec.name);
        return Err(Fault::new(origin.cloned(), message)
            .of(change.key.spoken())
            .hint("`--allow-replace` makes the new group and deletes the old one with its memberships"));
    }
    change.steps.push(Step::CreateGroup(spec.settings.clone()));
    change.steps.push(Step::DeleteGroup(entry.name.clone()));
    change.notes.push(format!("group {} is deleted with all its memberships", entry.name));
    Ok(Some(change))
}

fn exists_already(id: &str, origin: Option<&Origin>, spec: &GroupSpec) -> Fault {
    Fault::new(
        origin.cloned(),
        format!("exists in pool {} already and is not managed by this state", spec.pool),
    )
    .of(Key::new(Kind::Group, id).spoken())
    .hint("`adopt = true` takes it over")
}

/// What must be sent so that the group is as wanted; what is not wanted in particular stays.
fn edits(wanted: &GroupSettings, has: &GroupSettings) -> Option<GroupSettings> {
    let edits = GroupSettings {
        description: wanted.description.clone().filter(|text| has.description.as_ref() != Some(text)),
        precedence: wanted.precedence.filter(|number| has.precedence != Some(*number)),
        role_arn: wanted.role_arn.clone().filter(|text| has.role_arn.as_ref() != Some(text)),
    };
    (edits != GroupSettings::default()).then_some(edits)
}

fn with_steps(mut change: Change, steps: impl IntoIterator<Item = Step>) -> Change {
    change.steps.extend(steps);
    change
}

pub(super) fn unwanted(planner: &Planner<'_>, key: &Key, entry: &GroupEntry) -> Change {
    let exists = planner.actual.pool(&entry.pool).is_some_and(|pool| pool.groups.contains_key(&entry.name));
    let action = if exists { Action::Delete } else { Action::Forget };
    let subject = Subject::Group { spec: None, entry: Some(entry.clone()) };
    let mut change = change(key.clone(), None, action, &entry.pool, entry.name.as_str(), subject);
    change.steps.extend(exists.then(|| Step::DeleteGroup(entry.name.clone())));
    change
}
