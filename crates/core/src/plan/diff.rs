//! What must be done so that a user who exists is as wanted.

use std::collections::{BTreeMap, BTreeSet};

use crate::attribute::AttributeName;
use crate::change::{Action, Change, Step, ValueChange};
use crate::digest;
use crate::effect::Effect;
use crate::fault::Fault;
use crate::group::GroupName;
use crate::plan::user::{OneUser, leftover};
use crate::pool::Alias;
use crate::state::UserEntry;
use crate::user::{GroupsMode, User, UserStatus};

impl OneUser<'_> {
    /// The steps that make `user` what is wanted.
    pub(super) fn diffed(&self, action: Action, user: &User, entry: &UserEntry) -> Result<Change, Fault> {
        let mut change = self.change(action, Some(entry.clone()));
        let enabled =
            self.spec.enabled.filter(|wanted| *wanted != user.enabled && !self.spec.ignore.enabled());
        change.steps.extend((enabled == Some(false)).then_some(Step::DisableUser));
        self.diff_attributes(&mut change, user, entry);
        self.diff_password(&mut change, user, entry);
        self.diff_sessions(&mut change);
        self.diff_invitation(&mut change, user, entry);
        self.diff_groups(&mut change, user, entry);
        self.diff_mfa(&mut change, user);
        change.steps.extend((enabled == Some(true)).then_some(Step::EnableUser));
        if let Some(step) = leftover(self.planner, entry) {
            change.steps.push(step);
            change.notes.push(
                "the account that it replaced is deleted, which a run that ended early left".to_owned(),
            );
        }
        let edited = digest::edited_hints(&entry.hints, self.spec);
        change.effects.extend((!edited.is_empty()).then_some(Effect::CreateOnly(edited)));
        if change.steps.is_empty() {
            change.action = Action::Record;
        }
        self.check_federated(&mut change, user)?;
        Ok(change)
    }

    /// Who lives in another identity provider is changed there, and here only where that is asked for.
    fn check_federated(&self, change: &mut Change, user: &User) -> Result<(), Fault> {
        if user.status != UserStatus::ExternalProvider || change.steps.is_empty() {
            return Ok(());
        }
        if !self.spec.manage_federated {
            let message = "lives in another identity provider, which this plan would go over the head of";
            let hint = "`manage_federated = true` changes the user here all the same";
            return Err(self.fault(message).hint(hint));
        }
        if change.steps.iter().any(|step| matches!(step, Step::SetPassword { .. })) {
            change.notes.push(
                "a password makes a user of this pool of who lives in another identity provider".to_owned(),
            );
        }
        Ok(())
    }

    fn diff_attributes(&self, change: &mut Change, user: &User, entry: &UserEntry) {
        let mut wanted = self.spec.attributes.clone();
        if let Some((name, value)) = self.pool.pool.name_as_attribute(&self.spec.username) {
            wanted.entry(name).or_insert(value);
        }
        let mut set: BTreeMap<AttributeName, ValueChange> = BTreeMap::new();
        for (name, value) in &wanted {
            let old = user.attributes.get(name);
            if self.spec.ignore.attribute(name)
                || self.pool.pool.keeps_until_confirmed(name, &self.spec.attributes)
                    && entry.awaits(name, old.map(String::as_str), value)
            {
                continue;
            }
            if old.is_none_or(|old| !self.pool.pool.same_value(name, old, value)) {
                set.insert(name.clone(), ValueChange { old: old.cloned(), new: value.clone() });
            }
        }
        self.carry_verified_flags(change, user, &mut set);
        if !set.is_empty() {
            change.steps.push(Step::SetAttributes(set));
        }
        let gone = self.dropped_attributes(user, entry);
        if !gone.is_empty() {
            change.steps.push(Step::DeleteAttributes(gone));
        }
    }

    /// What poolhouse set, the declaration names no more, and the user still has.
    pub(super) fn dropped_attributes(
        &self,
        user: &User,
        entry: &UserEntry,
    ) -> BTreeMap<AttributeName, String> {
        let name = self.pool.pool.name_as_attribute(&self.spec.username).map(|(name, _)| name);
        let stays = |attribute: &AttributeName| {
            self.spec.attributes.contains_key(attribute)
                || self.spec.ignore.attribute(attribute)
                || name.as_ref() == Some(attribute)
                || attribute.is_verified_flag()
        };
        let dropped = entry.attributes.iter().filter(|attribute| !stays(attribute));
        dropped.filter_map(|name| Some((name.clone(), user.attributes.get(name)?.clone()))).collect()
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
                set.insert(flag.clone(), ValueChange { old: has.cloned(), new: wanted.clone() });
            }
            let Some(alias) = Alias::from_attribute(name.as_str()) else { continue };
            if alias.is_effective(&self.spec.attributes) {
                continue;
            }
            if self.pool.pool.verified_before_update.contains(&alias) {
                change.effects.push(Effect::Pending(alias));
            } else if alias.is_effective(&user.attributes) && !self.spec.attributes.contains_key(&flag) {
                change.effects.push(Effect::Unverified(alias));
            }
        }
    }

    fn diff_password(&self, change: &mut Change, user: &User, entry: &UserEntry) {
        if entry.has_password && self.spec.password.is_none() {
            change
                .notes
                .push("its password is declared no more, and stays: Cognito takes none away".to_owned());
        }
        if self.spec.ignore.password() && !entry.password_pending {
            return;
        }
        let raised = self.spec.password_version > entry.password_version;
        if self.spec.password.is_some() && (raised || entry.password_pending) {
            change.steps.push(Step::SetPassword { permanent: true });
        }
        if self.spec.temporary_password.is_none() || !raised {
            return;
        }
        let awaited = matches!(user.status, UserStatus::ForceChangePassword | UserStatus::ResetRequired);
        if awaited || self.spec.force_temporary_password {
            change.steps.push(Step::SetPassword { permanent: false });
        } else {
            change.notes.push("has a password of their own already; the temporary one is not set".to_owned());
        }
    }

    /// Sessions end after what should end them.
    fn diff_sessions(&self, change: &mut Change) {
        let ends = |step: &Step| matches!(step, Step::DisableUser | Step::SetPassword { .. });
        if self.spec.lifecycle.sign_out && change.steps.iter().any(ends) {
            change.steps.push(Step::SignOut);
        }
    }

    fn diff_invitation(&self, change: &mut Change, user: &User, entry: &UserEntry) {
        if entry.invitation_unsure {
            let note = "may have been sent its invitation again or not by a run that ended early; \
                        raise invitation_version to have one sent for sure";
            change.notes.push(note.to_owned());
        }
        if self.spec.invitation_version <= entry.invitation_version {
            return;
        }
        if user.status == UserStatus::ForceChangePassword {
            change.steps.push(Step::ResendInvitation);
            change.effects.push(self.invited(Some(user)));
        } else {
            change
                .notes
                .push(format!("is {}: an invitation is sent to nobody who has used theirs", user.status));
        }
    }

    fn diff_mfa(&self, change: &mut Change, user: &User) {
        let Some(wanted) = self.spec.mfa.as_ref().filter(|_| !self.spec.ignore.mfa()) else { return };
        let has = user.mfa.clone().unwrap_or_default();
        if !wanted.is_met_by(&has) {
            change.steps.push(Step::SetMfa(wanted.change_from(&has)));
        }
    }

    fn diff_groups(&self, change: &mut Change, user: &User, entry: &UserEntry) {
        if self.spec.ignore.groups() {
            return;
        }
        let has = self.pool.groups_of(&user.username);
        let wanted = self.spec.groups.clone().unwrap_or_default();
        let wanted: BTreeSet<GroupName> = wanted.into_iter().chain(self.pending_groups(entry)).collect();
        let attached = self.attached_groups();
        change.steps.extend(wanted.difference(&has).cloned().map(Step::AddToGroup));
        let leaves = |group: &&GroupName| {
            let ours = self.is_exact(entry) || entry.groups.contains(*group);
            ours && !wanted.contains(*group) && !attached.contains(*group) && !self.is_automatic(group)
        };
        change.steps.extend(has.iter().filter(leaves).cloned().map(Step::RemoveFromGroup));
    }

    /// The groups that memberships said apart give to the user.
    pub(super) fn attached_groups(&self) -> BTreeSet<GroupName> {
        let person = self.planner.people.person(&self.spec.pool, &self.spec.username);
        self.planner.people.attached(&person).cloned().unwrap_or_default()
    }

    pub(super) fn is_exact(&self, entry: &UserEntry) -> bool {
        let default = if entry.adopted { GroupsMode::Additive } else { GroupsMode::Exact };
        self.spec.groups.is_some() && self.spec.groups_mode.unwrap_or(default) == GroupsMode::Exact
    }

    /// The service itself puts federated users into `<pool id>_<provider>`.
    pub(super) fn is_automatic(&self, group: &GroupName) -> bool {
        group.as_str().strip_prefix(self.spec.pool.as_str()).is_some_and(|rest| rest.starts_with('_'))
    }
}
