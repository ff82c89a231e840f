//! Planning a user.

use std::collections::{BTreeMap, BTreeSet};

use crate::actual::ActualPool;
use crate::attribute::AttributeName;
use crate::change::{Action, Change, Step, Subject, ValueChange};
use crate::desired::Declared;
use crate::digest;
use crate::fault::Fault;
use crate::group::GroupName;
use crate::plan::planner::{Planned, Planner, change};
use crate::pool::Alias;
use crate::schema::Kind;
use crate::state::{Intent, Key, UserEntry};
use crate::user::{GroupsMode, MessageAction, Replace, User, UserSpec, UserStatus};

pub(super) fn plan(
    planner: &Planner<'_>,
    pool: &ActualPool,
    id: &str,
    declared: &Declared<UserSpec>,
) -> Planned {
    let one = OneUser { planner, pool, id, declared, spec: &declared.spec };
    match planner.state.user(id) {
        Some(entry) => one.remembered(entry),
        None => one.unknown(),
    }
}

/// A user declared no more: deleted when it is still the account that poolhouse made.
pub(super) fn unwanted(planner: &Planner<'_>, key: &Key, entry: &UserEntry) -> Change {
    let user = planner.actual.pool(&entry.pool).and_then(|pool| pool.user(&entry.physical));
    let ours = user.filter(|user| !is_another(user, entry));
    let subject = Subject::User { spec: None, entry: Some(Box::new(entry.clone())) };
    let action = if ours.is_some() { Action::Delete } else { Action::Forget };
    let mut change = change(key.clone(), None, action, &entry.pool, entry.username.as_str(), subject);
    if ours.is_some() {
        change.steps.push(Step::DeleteUser { pool: entry.pool.clone(), physical: entry.physical.clone() });
    } else if user.is_some() {
        change.notes.push("another account has this name now; it is left alone".to_owned());
    }
    change.steps.extend(leftover(entry));
    change
}

/// The deletion that a replacement left undone.
fn leftover(entry: &UserEntry) -> Option<Step> {
    let old = entry.replaced.as_ref()?;
    Some(Step::DeleteUser { pool: old.pool.clone(), physical: old.physical.clone() })
}

fn is_another(user: &User, entry: &UserEntry) -> bool {
    matches!((&user.sub, &entry.sub), (Some(now), Some(then)) if now != then)
}

struct OneUser<'a> {
    planner: &'a Planner<'a>,
    pool: &'a ActualPool,
    id: &'a str,
    declared: &'a Declared<UserSpec>,
    spec: &'a UserSpec,
}

impl OneUser<'_> {
    fn fault(&self, message: impl Into<String>) -> Fault {
        Fault::new(self.declared.origin.clone(), message).of(Key::new(Kind::User, self.id).spoken())
    }

    fn change(&self, action: Action, entry: Option<UserEntry>) -> Change {
        let subject = Subject::User { spec: Some(Box::new(self.spec.clone())), entry: entry.map(Box::new) };
        let key = Key::new(Kind::User, self.id);
        change(
            key,
            self.declared.origin.as_ref(),
            action,
            &self.spec.pool,
            self.spec.username.as_str(),
            subject,
        )
    }

    /// A user whom the state does not hold.
    fn unknown(&self) -> Planned {
        let Some(user) = self.pool.named(&self.spec.username) else {
            return Ok(Some(self.creation(Action::Create, None)));
        };
        let intent = self.planner.state.intents.get(&Key::new(Kind::User, self.id));
        if intent.is_some_and(|intent| self.means(intent) && intent.is_of(user)) {
            return self.resumed(user);
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

    fn means(&self, intent: &Intent) -> bool {
        intent.pool == self.spec.pool && intent.username == self.spec.username
    }

    /// Goes on with a user whose creation was interrupted before the state heard of it.
    fn resumed(&self, user: &User) -> Planned {
        let entry =
            UserEntry { password_pending: self.spec.password.is_some(), ..self.entry_for(user, false) };
        let mut change = self.diffed(Action::Update, user, &entry)?;
        change.notes.push("was made by a run that ended early; this one goes on where it stopped".to_owned());
        Ok(Some(change))
    }

    fn adopted(&self, user: &User) -> Planned {
        let entry = UserEntry { password_version: self.spec.password_version, ..self.entry_for(user, true) };
        let mut change = self.diffed(Action::Adopt, user, &entry)?;
        change.action = Action::Adopt;
        change.notes.push("exists already and is managed from now on; its password is left alone".to_owned());
        Ok(Some(change))
    }

    fn entry_for(&self, user: &User, adopted: bool) -> UserEntry {
        UserEntry {
            pool: self.spec.pool.clone(),
            username: self.spec.username.clone(),
            physical: user.username.clone(),
            sub: user.sub.clone(),
            attributes: BTreeSet::new(),
            groups: BTreeSet::new(),
            password_version: self.spec.password_version,
            password_pending: false,
            adopted,
            hints: digest::of_hints(self.spec),
            replaced: None,
            origin: None,
        }
    }

    /// A user whom the state holds.
    fn remembered(&self, entry: &UserEntry) -> Planned {
        if entry.pool != self.spec.pool {
            return self.replacement(entry, &format!("moves from pool {} to {}", entry.pool, self.spec.pool));
        }
        let Some(user) = self.pool.user(&entry.physical) else {
            let mut change = self.creation(Action::Create, Some(entry.clone()));
            change.notes.push("was deleted outside poolhouse; the new account has a new sub".to_owned());
            return Ok(Some(change));
        };
        if is_another(user, entry) {
            let message = "was replaced outside poolhouse: the account behind its name has another sub";
            let hint = "adopt that account under another id, or delete it so that it is made anew";
            return Err(self.fault(message).hint(hint));
        }
        if self.is_renamed(entry) && !self.can_be_renamed_in_place() {
            let reason = format!("is renamed from {} to {}", entry.username, self.spec.username);
            return self.replacement(entry, &reason);
        }
        let blocked = self.blocked_attributes(user);
        if !blocked.is_empty() {
            return self.replacement(
                entry,
                &format!("changes {}, which the pool does not let change", blocked.join(", ")),
            );
        }
        let change = self.diffed(Action::Update, user, entry)?;
        Ok((change.action != Action::Record || !change.notes.is_empty() || self.memory_differs(entry))
            .then_some(change))
    }

    fn is_renamed(&self, entry: &UserEntry) -> bool {
        let pool = &self.pool.pool;
        pool.folded(entry.username.as_str()) != pool.folded(self.spec.username.as_str())
    }

    /// Where an attribute stands for the name, a new name is a new value of the attribute.
    fn can_be_renamed_in_place(&self) -> bool {
        !self.pool.pool.username_attributes.is_empty()
    }

    /// Wanted values of attributes that cannot be changed once the user is made.
    fn blocked_attributes(&self, user: &User) -> Vec<String> {
        let pool = &self.pool.pool;
        let differs = |name: &AttributeName, value: &str| {
            user.attributes.get(name).is_none_or(|has| !pool.same_value(name, has, value))
        };
        let wanted = self.spec.attributes.iter();
        wanted
            .filter(|(name, value)| {
                pool.attribute(name).is_some_and(|known| !known.mutable) && differs(name, value)
            })
            .map(|(name, _)| name.to_string())
            .collect()
    }

    /// Whether the state would remember more or less of this user after an apply that makes no call.
    fn memory_differs(&self, entry: &UserEntry) -> bool {
        let managed: BTreeSet<AttributeName> = self.spec.attributes.keys().cloned().collect();
        managed != entry.attributes
            || self.spec.groups.clone().unwrap_or_default() != entry.groups
            || entry.username != self.spec.username
            || entry.hints != digest::of_hints(self.spec)
    }

    fn creation(&self, action: Action, entry: Option<UserEntry>) -> Change {
        let mut change = self.change(action, entry);
        change.steps.push(Step::CreateUser);
        change.steps.extend((self.spec.enabled == Some(false)).then_some(Step::DisableUser));
        change.steps.extend(self.spec.password.as_ref().map(|_| Step::SetPassword { permanent: true }));
        let groups = self.spec.groups.iter().flatten().cloned().map(Step::AddToGroup);
        change.steps.extend(groups);
        if self.spec.message_action != Some(MessageAction::Suppress) {
            change.notes.push("an invitation is sent".to_owned());
        }
        change
    }

    /// Deletes the account and makes it anew, where that is allowed.
    fn replacement(&self, entry: &UserEntry, reason: &str) -> Planned {
        if self.spec.replace == Replace::Refuse && !self.planner.options.allow_replace {
            let hint = "`replace = \"allow\"` or `--allow-replace` deletes the account and makes a new one: \
                        sub, password, MFA, devices and history are lost";
            return Err(self.fault(format!("{reason}, and Cognito cannot do that in place")).hint(hint));
        }
        let mut change = self.creation(Action::Replace, Some(entry.clone()));
        let old = Step::DeleteUser { pool: entry.pool.clone(), physical: entry.physical.clone() };
        // Two accounts cannot share a name: only then does the old one go first.
        if entry.pool == self.spec.pool && !self.is_renamed(entry) {
            change.steps.insert(0, old);
        } else {
            change.steps.push(old);
        }
        change.notes.push(format!(
            "{reason}: the account is replaced; sub, password, MFA, devices and history are lost"
        ));
        Ok(Some(change))
    }

    /// The steps that make `user` what is wanted.
    fn diffed(&self, action: Action, user: &User, entry: &UserEntry) -> Result<Change, Fault> {
        let mut change = self.change(action, Some(entry.clone()));
        if user.status == UserStatus::ExternalProvider {
            return Err(
                self.fault("lives in another identity provider; poolhouse does not change such users")
            );
        }
        let enabled = self.spec.enabled.filter(|wanted| *wanted != user.enabled);
        change.steps.extend((enabled == Some(false)).then_some(Step::DisableUser));
        self.diff_attributes(&mut change, user, entry);
        self.diff_password(&mut change, user, entry);
        self.diff_groups(&mut change, user, entry);
        change.steps.extend((enabled == Some(true)).then_some(Step::EnableUser));
        change.steps.extend(leftover(entry));
        if entry.hints != digest::of_hints(self.spec) {
            change.notes.push("what was edited takes effect only when a user is made".to_owned());
        }
        if change.steps.is_empty() {
            change.action = Action::Record;
        }
        Ok(change)
    }

    fn diff_attributes(&self, change: &mut Change, user: &User, entry: &UserEntry) {
        let mut wanted = self.spec.attributes.clone();
        if let Some((name, value)) = self.name_as_attribute() {
            wanted.entry(name).or_insert(value);
        }
        let mut set: BTreeMap<AttributeName, ValueChange> = BTreeMap::new();
        for (name, value) in &wanted {
            let old = user.attributes.get(name);
            if old.is_none_or(|old| !self.pool.pool.same_value(name, old, value)) {
                set.insert(name.clone(), ValueChange { old: old.cloned(), new: value.clone() });
            }
        }
        self.carry_verified_flags(change, user, &mut set);
        if !set.is_empty() {
            change.steps.push(Step::SetAttributes(set));
        }
        let gone: BTreeMap<AttributeName, String> = entry
            .attributes
            .iter()
            .filter(|name| !wanted.contains_key(*name) && !is_flag(name))
            .filter_map(|name| user.attributes.get(name).map(|value| (name.clone(), value.clone())))
            .collect();
        if !gone.is_empty() {
            change.steps.push(Step::DeleteAttributes(gone));
        }
    }

    /// In a pool where an attribute stands for the name: that attribute, with the declared name as its value.
    fn name_as_attribute(&self) -> Option<(AttributeName, String)> {
        let name = self.spec.username.as_str();
        let wanted = if name.contains('@') { Alias::Email } else { Alias::PhoneNumber };
        let alias = self.pool.pool.username_attributes.get(&wanted)?;
        let attribute = AttributeName::new(alias.attribute()).ok()?;
        Some((attribute, name.to_owned()))
    }

    /// A new address comes unverified unless the same call says otherwise, so a wanted flag always travels along.
    fn carry_verified_flags(
        &self,
        change: &mut Change,
        user: &User,
        set: &mut BTreeMap<AttributeName, ValueChange>,
    ) {
        let changed: Vec<AttributeName> = set.keys().cloned().collect();
        for (name, flag) in changed.iter().filter_map(|name| Some((name, name.verified_flag()?))) {
            let has = user.attributes.get(&flag);
            if let Some(wanted) = self.spec.attributes.get(&flag) {
                set.insert(flag, ValueChange { old: has.cloned(), new: wanted.clone() });
            } else if has.is_some_and(|has| has == "true") {
                change
                    .notes
                    .push(format!("{flag} becomes false, since {name} changes and {flag} is not declared"));
            }
            let waits = Alias::from_attribute(name.as_str())
                .is_some_and(|alias| self.pool.pool.verified_before_update.contains(&alias));
            if waits
                && self
                    .spec
                    .attributes
                    .get(format!("{name}_verified").as_str())
                    .is_none_or(|flag| flag != "true")
            {
                change.notes.push(format!("the old {name} stays until the new one is confirmed"));
            }
        }
    }

    fn diff_password(&self, change: &mut Change, user: &User, entry: &UserEntry) {
        let raised = self.spec.password_version > entry.password_version;
        if self.spec.password.is_some() && (raised || entry.password_pending) {
            change.steps.push(Step::SetPassword { permanent: true });
        }
        if self.spec.temporary_password.is_none() || !raised {
            return;
        }
        if matches!(user.status, UserStatus::ForceChangePassword | UserStatus::ResetRequired) {
            change.steps.push(Step::SetPassword { permanent: false });
        } else {
            change.notes.push("has a password of their own already; the temporary one is not set".to_owned());
        }
    }

    fn diff_groups(&self, change: &mut Change, user: &User, entry: &UserEntry) {
        let has = self.pool.groups_of(&user.username);
        let wanted = self.spec.groups.clone().unwrap_or_default();
        let user_key = (&self.spec.pool, self.spec.username.as_str());
        let attached = self.planner.attached.get(&user_key).cloned().unwrap_or_default();
        change.steps.extend(wanted.difference(&has).cloned().map(Step::AddToGroup));
        let leaves = |group: &&GroupName| {
            let ours = self.is_exact(entry) || entry.groups.contains(*group);
            ours && !wanted.contains(*group) && !attached.contains(*group) && !self.is_automatic(group)
        };
        change.steps.extend(has.iter().filter(leaves).cloned().map(Step::RemoveFromGroup));
    }

    fn is_exact(&self, entry: &UserEntry) -> bool {
        let default = if entry.adopted { GroupsMode::Additive } else { GroupsMode::Exact };
        self.spec.groups.is_some() && self.spec.groups_mode.unwrap_or(default) == GroupsMode::Exact
    }

    /// The service itself puts federated users into `<pool id>_<provider>`.
    fn is_automatic(&self, group: &GroupName) -> bool {
        group.as_str().strip_prefix(self.spec.pool.as_str()).is_some_and(|rest| rest.starts_with('_'))
    }
}

fn is_flag(name: &AttributeName) -> bool {
    matches!(name.as_str(), "email_verified" | "phone_number_verified")
}
