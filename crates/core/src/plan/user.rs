//! Planning a user.

use std::sync::Arc;

use crate::actual::ActualPool;
use crate::attribute::AttributeName;
use crate::change::{Action, Change, Step, Subject};
use crate::desired::Declared;
use crate::digest;
use crate::effect::Effect;
use crate::fault::Fault;
use crate::import::user_entry;
use crate::lifecycle::{Lifecycle, OnDelete};
use crate::plan::people::is_another;
use crate::plan::planner::{Planned, Planner, change};
use crate::schema::Kind;
use crate::state::{Intent, Key, UserEntry};
use crate::user::{User, UserSpec};

pub(super) fn plan(
    planner: &Planner<'_>,
    pool: &ActualPool,
    id: &str,
    declared: &Declared<Arc<UserSpec>>,
) -> Planned {
    let one = OneUser { planner, pool, id, declared, spec: &declared.spec };
    one.check_alone()?;
    match planner.remembered_user(id) {
        Some(entry) => one.remembered(entry),
        None => one.unknown(),
    }
}

/// A user declared no more: deleted when it is still the account, and it was poolhouse that made it.
pub(super) fn unwanted(planner: &Planner<'_>, key: &Key, entry: &UserEntry) -> Result<Change, Fault> {
    let user = planner.actual.pool(&entry.pool).and_then(|pool| pool.user(&entry.physical));
    let same = user.filter(|user| !is_another(user, entry));
    // Whoever existed before is not deleted; disabling them was asked for by name.
    let ours = same.filter(|_| !entry.adopted || entry.lifecycle.on_delete == OnDelete::Disable);
    let subject = Subject::User { spec: None, entry: Some(Box::new(entry.clone())) };
    let action = match entry.lifecycle.on_delete {
        _ if ours.is_none() => Action::Forget,
        OnDelete::Delete => Action::Delete,
        OnDelete::Disable => Action::Disable,
        OnDelete::Retain => Action::Forget,
    };
    if action != Action::Forget {
        check_unprotected(key, entry.lifecycle)?;
    }
    let mut change = change(key.clone(), None, action, &entry.pool, entry.username.as_str(), subject);
    match action {
        Action::Delete => {
            change.steps.push(Step::DeleteUser { pool: entry.pool.clone(), physical: entry.physical.clone() })
        }
        Action::Disable if ours.is_some_and(|user| user.enabled) => {
            change.steps.push(Step::DisableUser);
            change.steps.extend(entry.lifecycle.sign_out.then_some(Step::SignOut));
        }
        _ => {}
    }
    change.notes.extend(why_not_deleted(user, same, ours).map(str::to_owned));
    if ours.is_some() && action == Action::Forget {
        change.notes.push(RETAINED.to_owned());
    }
    if planner.resumed.contains(key) {
        change.notes.push(MADE_UNNOTICED.to_owned());
    }
    change.steps.extend(leftover(planner, entry));
    Ok(change)
}

/// What a plan says of an account that only its intent tells of.
const MADE_UNNOTICED: &str = "was made by a run that ended early";

/// What a plan says of what stays though it is declared no more.
pub(super) const RETAINED: &str = "is kept as it is: on_delete is \"retain\"";

/// Refuses to end what its last declaration protected.
pub(super) fn check_unprotected(key: &Key, lifecycle: Lifecycle) -> Result<(), Fault> {
    if !lifecycle.protect {
        return Ok(());
    }
    let fault = Fault::new(None, "is protected, and this plan would delete, disable or replace it");
    Err(fault.of(key.spoken()).hint("declare it with protect = false and apply that first"))
}

fn why_not_deleted(user: Option<&User>, same: Option<&User>, ours: Option<&User>) -> Option<&'static str> {
    match (user, same, ours) {
        (None, ..) => Some("is gone already"),
        (_, None, _) => Some("another account has this name now; it is left alone"),
        (_, _, None) => Some("existed before poolhouse; it is left alone"),
        _ => None,
    }
}

/// A user declared no more whom a run that ended early did not get to make.
pub(super) fn never_made(key: &Key, intent: &Intent) -> Change {
    let subject = Subject::User { spec: None, entry: None };
    let (pool, name) = (&intent.entry.pool, intent.entry.username.as_str());
    let mut change = change(key.clone(), None, Action::Forget, pool, name, subject);
    change.notes.push("was about to be made when a run ended early, and was not".to_owned());
    change
}

/// The deletion that a replacement left undone, unless the account is gone or its name is another one's by now.
pub(super) fn leftover(planner: &Planner<'_>, entry: &UserEntry) -> Option<Step> {
    let old = entry.replaced.as_ref()?;
    let user = planner.actual.pool(&old.pool)?.user(&old.physical)?;
    let is_another = matches!((&user.sub, &old.sub), (Some(now), Some(then)) if now != then);
    (!is_another).then(|| Step::DeleteUser { pool: old.pool.clone(), physical: old.physical.clone() })
}

/// A declared user, and where to look.
pub(super) struct OneUser<'a> {
    pub(super) planner: &'a Planner<'a>,
    pub(super) pool: &'a ActualPool,
    id: &'a str,
    declared: &'a Declared<Arc<UserSpec>>,
    pub(super) spec: &'a UserSpec,
}

impl OneUser<'_> {
    pub(super) fn fault(&self, message: impl Into<String>) -> Fault {
        Fault::new(self.declared.origin.clone(), message).of(self.key().spoken())
    }

    fn key(&self) -> Key {
        Key::new(Kind::User, self.id)
    }

    pub(super) fn change(&self, action: Action, entry: Option<UserEntry>) -> Change {
        let subject =
            Subject::User { spec: Some(Arc::clone(&self.declared.spec)), entry: entry.map(Box::new) };
        let (origin, username) = (self.declared.origin.as_ref(), self.spec.username.as_str());
        let mut change = change(self.key(), origin, action, &self.spec.pool, username, subject);
        change.formerly = self.planner.people.formerly(&change.key).cloned();
        change.notes.extend(change.formerly.as_ref().map(|old| format!("was declared as {}", old.spoken())));
        change
    }

    /// Refuses a second declaration of one person in a pool that does not mind the case of names.
    fn check_alone(&self) -> Result<(), Fault> {
        let people = &self.planner.people;
        let ids = people.ids_of(&people.person(&self.spec.pool, &self.spec.username));
        let first = ids.first().and_then(|id| Some((*id, self.planner.desired.users.get(*id)?)));
        match first {
            Some((id, first)) if id != self.id && first.spec.username != self.spec.username => Err(self
                .fault(format!(
                    "is the person whom user \"{id}\" declares: pool {} does not tell {} from {}",
                    self.spec.pool, self.spec.username, first.spec.username
                ))),
            _ => Ok(()),
        }
    }

    /// A user whom the state does not hold.
    fn unknown(&self) -> Planned {
        let Some(user) = self.pool.named(&self.spec.username) else {
            return Ok(Some(self.creation(Action::Create, None)));
        };
        if let Some(holder) = self.planner.people.holder(&self.spec.pool, &user.username) {
            let message = format!("{} is managed already, as {}", self.spec.username, holder.spoken());
            return Err(self.fault(message).hint("apply the other one's change first"));
        }
        if self.spec.adopt || self.planner.options.adopt {
            return self.adopted(user);
        }
        let message = format!(
            "{} exists in pool {} already and is not managed by this state",
            self.spec.username, self.spec.pool
        );
        Err(self.fault(message).hint("`adopt = true` takes the account over"))
    }

    fn adopted(&self, user: &User) -> Planned {
        let entry = UserEntry { adopted: true, ..user_entry(self.spec, user) };
        let mut change = self.diffed(Action::Adopt, user, &entry)?;
        change.action = Action::Adopt;
        change.notes.push("exists already and is managed from now on; its password is left alone".to_owned());
        Ok(Some(change))
    }

    /// A user whom the state holds.
    fn remembered(&self, entry: &UserEntry) -> Planned {
        if entry.pool != self.spec.pool {
            return self.replacement(entry, &format!("moves from pool {} to {}", entry.pool, self.spec.pool));
        }
        let Some(user) = self.pool.user(&entry.physical) else {
            if self.pool.named(&self.spec.username).is_some() {
                return Err(self.replaced_outside());
            }
            let mut change = self.creation(Action::Create, Some(entry.clone()));
            change.notes.push("was deleted outside poolhouse".to_owned());
            change.effects.push(Effect::NewSub);
            return Ok(Some(change));
        };
        if is_another(user, entry) {
            return Err(self.replaced_outside());
        }
        if self.is_renamed(entry) {
            self.check_name_is_free(user)?;
        }
        if self.is_renamed(entry) && !self.can_be_renamed_in_place() {
            let reason = format!("is renamed from {} to {}", entry.username, self.spec.username);
            return self.replacement(entry, &reason);
        }
        self.check_dropped(user, entry)?;
        let blocked = self.pool.pool.blocked(self.spec, user);
        if !blocked.is_empty() {
            let blocked: Vec<_> = blocked.into_iter().map(AttributeName::as_str).collect();
            return self.replacement(
                entry,
                &format!("changes {}, which the pool does not let change", blocked.join(", ")),
            );
        }
        let mut change = self.diffed(Action::Update, user, entry)?;
        if self.is_resumed() {
            change.notes.push(format!("{MADE_UNNOTICED}; this one goes on where it stopped"));
        }
        let speaks = !change.notes.is_empty() || !change.effects.is_empty();
        Ok((change.action != Action::Record || speaks || self.memory_differs(entry)).then_some(change))
    }

    /// Refuses a name that is another account's.
    fn check_name_is_free(&self, user: &User) -> Result<(), Fault> {
        match self.pool.named(&self.spec.username) {
            Some(other) if other.username != user.username => {
                let message =
                    format!("is renamed to {}, which is another account's name already", self.spec.username);
                Err(self.fault(message).hint("choose another name, or let the other account go first"))
            }
            _ => Ok(()),
        }
    }

    /// Whether the account is known only from what an interrupted run was about to do.
    fn is_resumed(&self) -> bool {
        if self.planner.resumed.is_empty() {
            return false;
        }
        let key = self.key();
        self.planner.resumed.contains(self.planner.people.formerly(&key).unwrap_or(&key))
    }

    pub(super) fn protected(&self, reason: &str) -> Fault {
        let message = format!("{reason}, which would replace the account, and it is protected");
        self.fault(message).hint("set protect = false if the account may go")
    }

    fn replaced_outside(&self) -> Fault {
        let message = "was replaced outside poolhouse: the account behind its name has another sub";
        let forget = format!("`poolhouse state rm {}` forgets the one that is gone", self.key());
        self.fault(message)
            .hint(format!("{forget}; then adopt this account, or delete it so that it is made anew"))
    }

    /// Refuses to take away what the pool keeps.
    fn check_dropped(&self, user: &User, entry: &UserEntry) -> Result<(), Fault> {
        for name in self.dropped_attributes(user, entry).keys() {
            let known = self.pool.pool.attribute(name);
            let why = match known {
                Some(known) if known.required => "the pool requires it",
                Some(known) if !known.mutable => "the pool does not let it change",
                _ => continue,
            };
            let fault = self.fault(format!("is declared no more, and cannot be taken away: {why}"));
            return Err(fault.at(format!("attributes.{name}")).hint("go on declaring it"));
        }
        Ok(())
    }

    pub(super) fn is_renamed(&self, entry: &UserEntry) -> bool {
        let pool = &self.pool.pool;
        pool.folded(entry.username.as_str()) != pool.folded(self.spec.username.as_str())
    }

    /// Where an attribute stands for the name, a new name is a new value of the attribute.
    fn can_be_renamed_in_place(&self) -> bool {
        !self.pool.pool.username_attributes.is_empty()
    }

    /// Whether the state would remember more or less of this user after an apply that makes no call. What matters only
    /// when a user is made is not looked at: a change of that is an effect.
    fn memory_differs(&self, entry: &UserEntry) -> bool {
        !self.spec.attributes.keys().eq(&entry.attributes)
            || !self.spec.groups.iter().flatten().eq(&entry.groups)
            || entry.username != self.spec.username
            || entry.has_password != self.spec.password.is_some()
            || entry.lifecycle != self.spec.lifecycle
            || entry.is_unfinished()
            || entry.declared != digest::of_user_spec(self.spec)
    }
}
