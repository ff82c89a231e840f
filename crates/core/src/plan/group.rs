//! Planning a group.

use crate::actual::ActualPool;
use crate::change::{Action, Change, Step, Subject};
use crate::declare::Origin;
use crate::desired::Declared;
use crate::digest;
use crate::fault::Fault;
use crate::group::{GroupSettings, GroupSpec};
use crate::lifecycle::OnDelete;
use crate::plan::planner::{Planned, Planner, change};
use crate::plan::user::{RETAINED, check_unprotected};
use crate::schema::Kind;
use crate::state::{GroupEntry, Key};

pub(super) fn plan(
    planner: &Planner<'_>,
    pool: &ActualPool,
    id: &str,
    declared: &Declared<GroupSpec>,
) -> Planned {
    let spec = &declared.spec;
    let key = Key::new(Kind::Group, id);
    let formerly = planner.people.formerly(&key);
    let entry = planner.state.group(formerly.map_or(id, |key| &key.id));
    let same = entry.is_some_and(|entry| entry.pool == spec.pool && entry.name == spec.name);
    let make = |action| {
        let subject = Subject::Group { spec: Some(spec.clone()), entry: entry.cloned() };
        let origin = declared.origin.as_ref();
        let mut change = change(key.clone(), origin, action, &spec.pool, spec.name.as_str(), subject);
        change.formerly = formerly.cloned();
        change.notes.extend(formerly.map(|old| format!("was declared as {}", old.spoken())));
        change
    };
    let existing = pool.groups.get(&spec.name);
    match (entry, existing) {
        (Some(entry), _) if !same => {
            if existing.is_some() {
                return Err(exists_already(id, declared.origin.as_ref(), spec));
            }
            renamed(planner, make(Action::Replace), entry, spec)
        }
        (entry, None) => {
            let create = [Step::CreateGroup(spec.settings.clone())];
            Ok(Some(with_steps(make(Action::Create), create.into_iter().chain(entry.and_then(leftover)))))
        }
        (Some(entry), Some(group)) => {
            let edits = edits(&spec.settings, &group.settings).map(Step::UpdateGroup);
            let steps: Vec<Step> = edits.into_iter().chain(leftover(entry)).collect();
            let action = if steps.is_empty() { Action::Record } else { Action::Update };
            let declared = digest::of_group_settings(&spec.settings);
            let recorded =
                formerly.is_some() || entry.lifecycle != spec.lifecycle || entry.declared != declared;
            Ok((!steps.is_empty() || recorded).then(|| with_steps(make(action), steps)))
        }
        (None, Some(group)) if spec.adopt || planner.options.adopt => {
            let edits = edits(&spec.settings, &group.settings).map(Step::UpdateGroup);
            Ok(Some(with_steps(make(Action::Adopt), edits)))
        }
        (None, Some(_)) => Err(exists_already(id, declared.origin.as_ref(), spec)),
    }
}

/// A group's name cannot be changed: a new one is made, and the old one goes with the memberships nobody declares.
fn renamed(planner: &Planner<'_>, mut change: Change, entry: &GroupEntry, spec: &GroupSpec) -> Planned {
    check_unprotected(&change.key, spec.lifecycle)?;
    if !planner.options.allow_replace {
        let message = if entry.pool == spec.pool {
            format!("cannot be renamed from {} to {} in place", entry.name, spec.name)
        } else {
            format!("cannot move from pool {} to {}", entry.pool, spec.pool)
        };
        return Err(Fault::new(change.origin.clone(), message)
            .of(change.key.spoken())
            .hint("`--allow-replace` makes the new group and deletes the old one with its memberships"));
    }
    change.steps.push(Step::CreateGroup(spec.settings.clone()));
    change.steps.push(Step::DeleteGroup { pool: entry.pool.clone(), name: entry.name.clone() });
    change
        .notes
        .push(format!("group {} of pool {} is deleted with all its memberships", entry.name, entry.pool));
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

/// The deletion that a replacement left undone.
fn leftover(entry: &GroupEntry) -> Option<Step> {
    let old = entry.replaced.as_ref()?;
    Some(Step::DeleteGroup { pool: old.pool.clone(), name: old.name.clone() })
}

/// What must be sent so that the group is as wanted; what is not wanted in particular stays.
fn edits(wanted: &GroupSettings, has: &GroupSettings) -> Option<GroupSettings> {
    let edits = GroupSettings {
        description: wanted
            .description
            .clone()
            .filter(|text| has.description.as_deref().unwrap_or("") != text),
        precedence: wanted.precedence.filter(|number| has.precedence != Some(*number)),
        role_arn: wanted.role_arn.clone().filter(|text| has.role_arn.as_ref() != Some(text)),
    };
    (edits != GroupSettings::default()).then_some(edits)
}

fn with_steps(mut change: Change, steps: impl IntoIterator<Item = Step>) -> Change {
    change.steps.extend(steps);
    change
}

pub(super) fn unwanted(planner: &Planner<'_>, key: &Key, entry: &GroupEntry) -> Planned {
    let exists = planner.actual.pool(&entry.pool).is_some_and(|pool| pool.groups.contains_key(&entry.name));
    let ours = exists && !entry.adopted;
    let retained = ours && entry.lifecycle.on_delete == OnDelete::Retain;
    let action = if ours && !retained { Action::Delete } else { Action::Forget };
    if action == Action::Delete {
        check_unprotected(key, entry.lifecycle)?;
    }
    let subject = Subject::Group { spec: None, entry: Some(entry.clone()) };
    let mut change = change(key.clone(), None, action, &entry.pool, entry.name.as_str(), subject);
    if retained {
        change.notes.push(RETAINED.to_owned());
    } else if ours {
        change.steps.push(Step::DeleteGroup { pool: entry.pool.clone(), name: entry.name.clone() });
    } else if exists {
        change.notes.push("existed before poolhouse; it is left alone".to_owned());
    } else {
        change.notes.push("is gone already".to_owned());
    }
    change.steps.extend(leftover(entry));
    Ok(Some(change))
}
