//! Planning a membership that is said apart from its user.

use crate::actual::ActualPool;
use crate::change::{Action, Change, Step, Subject};
use crate::desired::Declared;
use crate::fault::{Fault, nearest};
use crate::group::{GroupName, MembershipSpec};
use crate::plan::planner::{Planned, Planner, change};
use crate::schema::Kind;
use crate::state::{Key, MembershipEntry};

pub(super) fn plan(
    planner: &Planner<'_>,
    pool: &ActualPool,
    id: &str,
    declared: &Declared<MembershipSpec>,
) -> Planned {
    let spec = &declared.spec;
    let fault = |message: String| {
        Fault::new(declared.origin.clone(), message).of(Key::new(Kind::Membership, id).spoken())
    };
    check_group(planner, pool, &spec.group).map_err(|(message, hint)| Fault { hint, ..fault(message) })?;
    let user = pool.named(&spec.username);
    if user.is_none() {
        check_user(planner, spec).map_err(|(message, hint)| Fault { hint, ..fault(message) })?;
    }
    let entry = planner.state.membership(id);
    let moved = entry.filter(|entry| {
        entry.pool != spec.pool || entry.username != spec.username || entry.group != spec.group
    });
    let person = planner.people.person(&spec.pool, &spec.username);
    // An account made anew is in no group yet.
    let member = !planner.replaced.contains(&person)
        && user.is_some_and(|user| pool.groups_of(&user.username).contains(&spec.group));
    if entry.is_some() && moved.is_none() && member {
        return Ok(None);
    }
    let subject = Subject::Membership { spec: Some(spec.clone()), entry: entry.cloned() };
    let action = match (moved, member) {
        (Some(_), _) => Action::Update,
        (None, true) if !was_ours(planner, spec) => Action::Adopt,
        (None, true) => Action::Record,
        (None, false) => Action::Create,
    };
    let mut change = change(
        Key::new(Kind::Membership, id),
        declared.origin.as_ref(),
        action,
        &spec.pool,
        &format!("{} in {}", spec.username, spec.group),
        subject,
    );
    change.physical = user.map(|user| user.username.clone());
    match action {
        Action::Adopt => {
            change.notes.push("is so already; it stays when it is declared no more".to_owned());
            return Ok(Some(change));
        }
        Action::Record => return Ok(Some(change)),
        _ => {}
    }
    // The old one goes first: a state that remembers one of the two is right at any moment.
    change.steps.extend(
        moved
            .filter(|entry| is_unclaimed(planner, entry))
            .map(|entry| Step::RemoveFromGroup(entry.group.clone())),
    );
    change.steps.push(Step::AddToGroup(spec.group.clone()));
    Ok(Some(change))
}

/// A group that a declaration names must be declared too, or exist.
pub(super) fn check_group(
    planner: &Planner<'_>,
    pool: &ActualPool,
    group: &GroupName,
) -> Result<(), (String, Option<String>)> {
    if pool.groups.contains_key(group) {
        return Ok(());
    }
    let declared = || planner.desired.groups.iter().map(|(id, declared)| (id, &declared.spec));
    let here = || declared().filter(|(_, spec)| spec.pool == pool.pool.id).map(|(id, spec)| (id, &spec.name));
    let mut namesakes = here().filter(|(_, name)| *name == group).map(|(id, _)| Key::new(Kind::Group, id));
    if let Some(key) = namesakes.next() {
        if planner.will_be_there(&key) {
            return Ok(());
        }
        let message =
            format!("names group \"{group}\", which does not exist yet and is left out of this plan");
        return Err((message, Some(format!("plan {key} too"))));
    }
    let known = here().map(|(_, name)| name).chain(pool.groups.keys()).map(GroupName::as_str);
    let hint = nearest(group.as_str(), known).map(|name| format!("did you mean \"{name}\"?"));
    let hint = hint.or_else(|| Some(format!("declare it with pool:group(\"{group}\", {{}})")));
    Err((format!("names group \"{group}\", which is neither declared nor in pool {}", pool.pool.id), hint))
}

/// Whether it was poolhouse that put the user into the group, as one of the user's own groups.
fn was_ours(planner: &Planner<'_>, spec: &MembershipSpec) -> bool {
    let mut ids = planner.people.ids_of(&planner.people.person(&spec.pool, &spec.username)).iter();
    ids.any(|id| planner.remembered_user(id).is_some_and(|entry| entry.groups.contains(&spec.group)))
}

/// A user who does not exist yet must be declared, and made by this plan.
fn check_user(planner: &Planner<'_>, spec: &MembershipSpec) -> Result<(), (String, Option<String>)> {
    let ids = planner.people.ids_of(&planner.people.person(&spec.pool, &spec.username));
    let keys: Vec<Key> = ids.iter().map(|id| Key::new(Kind::User, *id)).collect();
    let (name, pool) = (&spec.username, &spec.pool);
    match keys.first() {
        None => Err((format!("names user {name}, who is neither declared nor in pool {pool}"), None)),
        Some(_) if keys.iter().any(|key| planner.will_be_there(key)) => Ok(()),
        Some(key) => Err((
            format!("names user {name}, who does not exist yet and is left out of this plan"),
            Some(format!("plan {key} too")),
        )),
    }
}

pub(super) fn unwanted(planner: &Planner<'_>, key: &Key, entry: &MembershipEntry) -> Change {
    let member = planner
        .actual
        .pool(&entry.pool)
        .is_some_and(|pool| pool.groups_of(&entry.physical).contains(&entry.group));
    let unclaimed = is_unclaimed(planner, entry);
    let ours = member && unclaimed && !entry.adopted;
    let action = if ours { Action::Delete } else { Action::Forget };
    let name = format!("{} in {}", entry.username, entry.group);
    let subject = Subject::Membership { spec: None, entry: Some(entry.clone()) };
    let mut change = change(key.clone(), None, action, &entry.pool, &name, subject);
    change.steps.extend(ours.then(|| Step::RemoveFromGroup(entry.group.clone())));
    if !member {
        change.notes.push("is gone already".to_owned());
    } else if !unclaimed {
        change.notes.push("is declared otherwise now".to_owned());
    } else if !ours {
        change.notes.push("existed before poolhouse; it is left alone".to_owned());
    }
    change
}

/// Whether no declaration wants this membership by another way.
fn is_unclaimed(planner: &Planner<'_>, entry: &MembershipEntry) -> bool {
    let person = planner.people.person(&entry.pool, &entry.username);
    let attached = planner.people.attached(&person).is_some_and(|groups| groups.contains(&entry.group));
    let mut specs =
        planner.people.ids_of(&person).iter().filter_map(|id| Some(&planner.desired.users.get(*id)?.spec));
    let listed = specs.any(|spec| spec.groups.as_ref().is_some_and(|groups| groups.contains(&entry.group)));
    !attached && !listed
}
