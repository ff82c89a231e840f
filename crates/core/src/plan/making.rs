//! Making an account: the first one, or one in the place of another.

use std::collections::BTreeSet;

use crate::change::{Action, Change, Step};
use crate::effect::Effect;
use crate::fault::Fault;
use crate::group::GroupName;
use crate::mfa::MfaPreference;
use crate::plan::lint::invitation_mediums;
use crate::plan::planner::Planned;
use crate::plan::user::{OneUser, leftover};
use crate::pool::Alias;
use crate::state::UserEntry;
use crate::user::{MessageAction, Replace, User};

impl OneUser<'_> {
    /// The steps that make the account. Who is not to sign in is disabled before there is a password to do it with.
    pub(super) fn creation(&self, action: Action, entry: Option<UserEntry>) -> Change {
        let old = entry.as_ref().map(|entry| entry.physical.clone());
        let leftover = entry.as_ref().and_then(|entry| leftover(self.planner, entry));
        let pending = entry.as_ref().map(|entry| self.pending_groups(entry)).unwrap_or_default();
        let mut change = self.change(action, entry);
        change.marker = self.pool.pool.marker().filter(|name| !self.spec.attributes.contains_key(name));
        change.steps.extend(leftover);
        change.steps.push(Step::CreateUser);
        change.steps.extend((self.spec.enabled == Some(false)).then_some(Step::DisableUser));
        change.steps.extend(self.spec.password.as_ref().map(|_| Step::SetPassword { permanent: true }));
        let groups: BTreeSet<GroupName> = self.spec.groups.iter().flatten().cloned().chain(pending).collect();
        change.steps.extend(groups.into_iter().map(Step::AddToGroup));
        let mfa = self.spec.mfa.as_ref().filter(|mfa| !mfa.factors.is_empty());
        change.steps.extend(mfa.map(|mfa| Step::SetMfa(mfa.change_from(&MfaPreference::default()))));
        if self.spec.message_action != Some(MessageAction::Suppress) {
            change.effects.push(self.invited(None));
        }
        if self.spec.force_alias_creation {
            change.effects.extend(self.taken_aliases(old.as_deref()));
        }
        change
    }

    pub(super) fn invited(&self, user: Option<&User>) -> Effect {
        Effect::Invited(invitation_mediums(&self.pool.pool, self.spec, user))
    }

    /// The aliases that the account would take from others than `spared`.
    fn taken_aliases(&self, spared: Option<&str>) -> Vec<Effect> {
        let claims = self.pool.pool.claims(&self.spec.attributes);
        let taken = claims.filter(|(alias, _)| alias.is_address()).filter_map(|(alias, value)| {
            let from = self.pool.alias_holder(alias, value, spared)?.to_owned();
            Some(Effect::AliasTaken { alias, from })
        });
        taken.collect()
    }

    /// Deletes the account and makes it anew, where that is allowed.
    pub(super) fn replacement(&self, entry: &UserEntry, reason: &str) -> Planned {
        self.check_replaceable(entry, reason)?;
        let mut change = self.creation(Action::Replace, Some(entry.clone()));
        let here = self.planner.actual.pool(&entry.pool);
        let old = here.and_then(|here| here.user(&entry.physical));
        let (kept, left) = self.inherited_groups(entry);
        let at = change.steps.iter().position(|step| matches!(step, Step::SetMfa(_)));
        let at = at.unwrap_or(change.steps.len());
        change.steps.splice(at..at, kept.into_iter().map(Step::AddToGroup));
        let gone = Step::DeleteUser { pool: entry.pool.clone(), physical: entry.physical.clone() };
        if self.makes_way(entry) {
            change.steps.insert(0, gone);
        } else {
            change.steps.push(gone);
        }
        change.notes.push(reason.to_owned());
        change.effects.push(Effect::Lost(self.losses(old, &left)));
        Ok(Some(change))
    }

    fn check_replaceable(&self, entry: &UserEntry, reason: &str) -> Result<(), Fault> {
        if self.spec.lifecycle.protect {
            return Err(self.protected(reason));
        }
        if self.spec.replace == Replace::Refuse && !self.planner.options.allow_replace {
            let hint = "`replace = \"allow\"` or `--allow-replace` deletes the account and makes a new one: \
                        sub, password, MFA, devices and history are lost";
            return Err(self.fault(format!("{reason}, and Cognito cannot do that in place")).hint(hint));
        }
        // The new account takes the aliases of the old one by force, which must hit nobody else.
        let taken = self.taken_aliases(Some(&entry.physical));
        match taken.first() {
            Some(Effect::AliasTaken { alias, from }) if !self.spec.force_alias_creation => {
                let message = format!("{reason}, and its {} leads to {from} already", alias.attribute());
                Err(self.fault(message).hint("force_alias_creation = true takes it away from there"))
            }
            _ => Ok(()),
        }
    }

    /// Whether the old account must go before the new one can come: both have the same name, or the same preferred
    /// username, which cannot be taken by force.
    fn makes_way(&self, entry: &UserEntry) -> bool {
        let is_held = |(alias, value): (Alias, &str)| {
            !alias.is_address() && self.pool.alias_holder(alias, value, None) == Some(&entry.physical)
        };
        let mut claims = self.pool.pool.claims(&self.spec.attributes);
        entry.pool == self.spec.pool && (!self.is_renamed(entry) || claims.any(is_held))
    }

    /// The groups of the old account: those that the new one joins beside the declared ones, and those that are not in
    /// its pool.
    fn inherited_groups(&self, entry: &UserEntry) -> (BTreeSet<GroupName>, BTreeSet<GroupName>) {
        if self.is_exact(entry) {
            return Default::default();
        }
        let here = self.planner.actual.pool(&entry.pool);
        let has = here.map(|here| here.groups_of(&entry.physical)).unwrap_or_default();
        let declared = self.spec.groups.clone().unwrap_or_default();
        let attached = self.attached_groups();
        let others = has.into_iter().filter(|group| {
            !declared.contains(group)
                && !entry.groups_pending.contains(group)
                && !attached.contains(group)
                && !self.is_automatic(group)
        });
        others.partition(|group| entry.pool == self.spec.pool || self.pool.groups.contains_key(group))
    }

    /// Groups of an account that went, which the one in its place is still to join.
    pub(super) fn pending_groups(&self, entry: &UserEntry) -> BTreeSet<GroupName> {
        let exist = |group: &&GroupName| self.pool.groups.contains_key(*group);
        entry.groups_pending.iter().filter(exist).cloned().collect()
    }

    /// What the old account had and the new one has not.
    fn losses(&self, old: Option<&User>, left: &BTreeSet<GroupName>) -> Vec<String> {
        let password = self.spec.password.is_none().then_some("password");
        let lost =
            ["sub"].into_iter().chain(password).chain(["MFA", "devices", "history"]).map(str::to_owned);
        let attributes = old.iter().flat_map(|user| user.attributes.keys());
        let unmanaged = attributes
            .filter(|name| !self.spec.attributes.contains_key(*name) && !name.is_service_owned())
            .filter(|name| {
                self.pool.pool.name_as_attribute(&self.spec.username).is_none_or(|(own, _)| own != **name)
            })
            .map(|name| format!("attributes.{name}"));
        lost.chain(unmanaged).chain(left.iter().map(|group| format!("group {group}"))).collect()
    }
}
