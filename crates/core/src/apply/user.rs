//! Carrying out the change of one user.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::apply::run::{Run, ends, gone, place, put};
use crate::attribute::{AttributeName, Attributes};
use crate::backend::{BackendError, ErrorKind, Invitation};
use crate::change::{Action, Change, Step};
use crate::digest;
use crate::effect::Effect;
use crate::event::{Event, Failure, Point};
use crate::pool::{Alias, PoolId};
use crate::retry::{idempotent, on_new_user, throttled};
use crate::state::{Awaited, Edit, Entry, UserEntry};
use crate::user::UserSpec;

/// Takes the steps in order, and remembers what they came to.
pub(super) async fn carry_out(
    run: &Run<'_>,
    change: &Change,
    spec: Option<&UserSpec>,
    entry: Option<&UserEntry>,
) -> Result<(), Failure> {
    let mut work = Work { run, change, spec, entry: entry.cloned(), made_now: false };
    work.claim().await?;
    for step in &change.steps {
        if let Err(failure) = work.step(step).await {
            work.remember_so_far().await?;
            return Err(failure);
        }
        run.tell(&Event::StepDone(change, step));
    }
    work.reached(Point::Unsettled);
    work.finish().await
}

pub(super) struct Work<'a> {
    pub(super) run: &'a Run<'a>,
    pub(super) change: &'a Change,
    spec: Option<&'a UserSpec>,
    /// What the state remembers, or will: it grows with the steps.
    pub(super) entry: Option<UserEntry>,
    /// Whether this run made the account, so that the service may not find it everywhere yet.
    pub(super) made_now: bool,
}

impl Work<'_> {
    /// Has the state know what is about to be poolhouse's own, before it is: whom an earlier run made unnoticed, groups
    /// and attributes. What is not declared any more by the next run can then be taken back.
    async fn claim(&mut self) -> Result<(), Failure> {
        let Some(entry) = &mut self.entry else { return Ok(()) };
        let joins = self.change.steps.iter().filter_map(|step| match step {
            Step::AddToGroup(group) => Some(group.clone()),
            _ => None,
        });
        if self.change.action == Action::Replace {
            let declared = self.spec.and_then(|spec| spec.groups.as_ref());
            let inherited =
                joins.clone().filter(|group| !declared.is_some_and(|declared| declared.contains(group)));
            entry.groups_pending.extend(inherited);
        }
        if matches!(self.change.action, Action::Update | Action::Adopt) {
            entry.groups.extend(joins);
            for step in &self.change.steps {
                if let Step::SetAttributes(set) = step {
                    entry.attributes.extend(set.keys().cloned());
                }
            }
        }
        let known = self.change.formerly.as_ref().unwrap_or(&self.change.key);
        let is_news =
            !matches!(self.run.state.entries.get(known), Some(Entry::User(known)) if known == entry);
        if is_news && !self.change.steps.is_empty() {
            self.remember().await?;
        }
        self.reached(Point::Intended);
        Ok(())
    }

    async fn step(&mut self, step: &Step) -> Result<(), Failure> {
        self.run.check_going()?;
        match step {
            Step::CreateUser => self.create().await,
            Step::ImportUser => self.import().await,
            Step::SetPassword { permanent } => self.set_password(*permanent).await,
            Step::ResendInvitation => self.resend().await,
            Step::DeleteUser { pool, physical } => self.delete(pool, physical).await,
            step => self.change_in_place(step).await,
        }
    }

    async fn change_in_place(&mut self, step: &Step) -> Result<(), Failure> {
        let (backend, pool, name) = (&self.run.ports.backend, &self.change.pool, self.physical()?);
        let again = self.passing();
        match step {
            Step::SignOut => self.run.call(again, || backend.sign_out(pool, name)).await?,
            Step::SetMfa(mfa) => self.run.call(again, || backend.set_mfa(pool, name, mfa)).await?,
            Step::DisableUser => self.run.call(again, || backend.disable_user(pool, name)).await?,
            Step::EnableUser => self.run.call(again, || backend.enable_user(pool, name)).await?,
            Step::AddToGroup(group) => {
                self.run.call(again, || backend.add_to_group(pool, name, group)).await?
            }
            Step::RemoveFromGroup(group) => {
                let leave = || backend.remove_from_group(pool, name, group);
                // A group that was deleted took its memberships along.
                gone_with_its_group(self.run.call(again, leave).await)?;
            }
            Step::SetAttributes(set) => {
                let attributes: Attributes =
                    set.iter().map(|(name, change)| (name.clone(), change.new.clone())).collect();
                let metadata = &self.spec()?.client_metadata;
                self.run.call(again, || backend.update_attributes(pool, name, &attributes, metadata)).await?;
            }
            Step::DeleteAttributes(gone) => {
                let names = gone.keys().cloned().collect();
                self.run.call(again, || backend.delete_attributes(pool, name, &names)).await?;
            }
            _ => {}
        }
        self.reached(Point::Called);
        Ok(())
    }

    /// After a failure: what was done before it is remembered, what was not is planned again.
    async fn remember_so_far(&self) -> Result<(), Failure> {
        // A creation that failed knows itself what to remember; what was to be deleted is remembered still.
        let changed = self.made_now || matches!(self.change.action, Action::Update | Action::Adopt);
        if changed { self.remember().await } else { Ok(()) }
    }

    fn passing(&self) -> fn(ErrorKind) -> bool {
        if self.made_now { on_new_user } else { idempotent }
    }

    pub(super) fn spec(&self) -> Result<&UserSpec, Failure> {
        self.spec.ok_or_else(|| Failure::Stale("the plan changes a user whom nobody declares".to_owned()))
    }

    fn physical(&self) -> Result<&str, Failure> {
        let entry = self.entry.as_ref().map(|entry| entry.physical.as_str());
        entry.ok_or_else(|| Failure::Stale("the plan changes a user whom nobody made".to_owned()))
    }

    pub(super) fn reached(&self, point: Point) {
        self.run.reached(self.change, point);
    }

    /// Saves the entry as it is now; an intent of this user has come to its end.
    pub(super) async fn remember(&self) -> Result<(), Failure> {
        if let Some(entry) = &self.entry {
            self.run.learn(&self.change.key, entry);
        }
        let entry = self.entry.clone().map(Entry::User);
        let mut edits = entry.map(|entry| put(self.change, entry)).unwrap_or_default();
        edits.push(Edit::Settle(self.change.key.clone()));
        self.run.journal.keep(edits).await?;
        self.reached(Point::Remembered);
        Ok(())
    }

    /// Sets the password. That it is under way is remembered first: a pool with a history refuses the same one a second
    /// time, and then it is known why.
    async fn set_password(&mut self, permanent: bool) -> Result<(), Failure> {
        let spec = self.spec()?;
        let secret = if permanent { &spec.password } else { &spec.temporary_password };
        let version = spec.password_version;
        let Some(password) = secret.as_ref().map(|secret| secret.reveal()).transpose()? else {
            return Ok(());
        };
        let tried = !self.made_now && self.is_password_pending();
        if permanent && !self.is_password_pending() {
            self.edit(|entry| entry.password_pending = true).await?;
        }
        let (backend, name) = (&self.run.ports.backend, self.physical()?);
        let tries = AtomicU32::new(0);
        let set = || {
            tries.fetch_add(1, Ordering::Relaxed);
            backend.set_password(&self.change.pool, name, password.as_str(), permanent)
        };
        let outcome = self.run.call(self.passing(), set).await;
        match outcome {
            Err(error)
                if error.kind == ErrorKind::PasswordUsed && (tried || tries.load(Ordering::Relaxed) > 1) => {}
            Err(error) if !idempotent(error.kind) && !tried && !self.made_now => {
                self.edit(|entry| entry.password_pending = false).await?;
                return Err(error.into());
            }
            outcome => outcome?,
        }
        self.reached(Point::Called);
        self.edit(|entry| {
            entry.password_version = version;
            entry.password_pending = false;
        })
        .await
    }

    fn is_password_pending(&self) -> bool {
        self.entry.as_ref().is_some_and(|entry| entry.password_pending)
    }

    /// Changes what is remembered.
    async fn edit(&mut self, edit: impl FnOnce(&mut UserEntry)) -> Result<(), Failure> {
        self.entry.as_mut().map(edit);
        self.remember().await
    }

    /// Sends the invitation again, at most once: a second one would bring a second password. So it is remembered before
    /// the call, and neither a lost answer nor the end of the run leads to another one.
    async fn resend(&mut self) -> Result<(), Failure> {
        let spec = self.spec()?.clone();
        let before = self.entry.as_ref().map(|entry| entry.invitation_version).unwrap_or_default();
        let version = spec.invitation_version;
        self.edit(|entry| (entry.invitation_version, entry.invitation_unsure) = (version, true)).await?;
        self.reached(Point::Intended);
        let (backend, name) = (&self.run.ports.backend, self.physical()?);
        let invitation = Invitation { mediums: &spec.mediums, client_metadata: &spec.client_metadata };
        let send = || backend.resend_invitation(&self.change.pool, name, &invitation);
        match self.run.call(throttled, send).await {
            Ok(_) => {}
            Err(error) if error.kind == ErrorKind::Unavailable => {
                let warning = format!("may have been sent its invitation again or not: {error}");
                self.run.warn(self.change, warning);
            }
            Err(error) => {
                self.edit(|entry| (entry.invitation_version, entry.invitation_unsure) = (before, false))
                    .await?;
                return Err(error.into());
            }
        }
        self.reached(Point::Called);
        self.edit(|entry| entry.invitation_unsure = false).await
    }

    async fn delete(&mut self, pool: &PoolId, physical: &str) -> Result<(), Failure> {
        let backend = &self.run.ports.backend;
        gone(self.run.call(idempotent, || backend.delete_user(pool, physical)).await)?;
        self.reached(Point::Called);
        if let Some(entry) = &mut self.entry {
            entry.replaced = None;
        }
        Ok(())
    }

    async fn finish(mut self) -> Result<(), Failure> {
        if ends(self.change) {
            let key = &self.change.key;
            let edits = vec![Edit::Remove(key.clone()), Edit::Settle(key.clone())];
            return Ok(self.run.journal.keep(edits).await?);
        }
        let spec = self.spec()?.clone();
        if let Some(entry) = self.entry.take() {
            // Memberships that follow may know the user by a new name.
            self.run.introduce(&spec.pool, &spec.username, &entry.physical);
            self.entry = Some(UserEntry {
                attributes: spec.attributes.keys().cloned().collect(),
                groups: spec.groups.clone().unwrap_or_default(),
                declared: digest::of_user_spec(&spec),
                adopted: entry.adopted,
                // Who was given a password resets none any more.
                imported: entry.imported && !sets_password(self.change),
                awaited: awaited(self.change, &spec, entry.awaited),
                origin: place(self.change),
                ..UserEntry::of(&spec, entry.physical, entry.sub)
            });
        }
        self.remember().await
    }
}

fn sets_password(change: &Change) -> bool {
    change.steps.iter().any(|step| matches!(step, Step::SetPassword { .. }))
}

/// Which addresses the pool takes only once their owner has confirmed them: those that were sent now, and of `earlier` ones
/// those that are declared still.
fn awaited(
    change: &Change,
    spec: &UserSpec,
    earlier: BTreeMap<AttributeName, Awaited>,
) -> BTreeMap<AttributeName, Awaited> {
    let stays = |name: &AttributeName, awaited: &Awaited| {
        let declared = spec.attributes.get(name).map(String::as_str);
        let declared =
            declared.or_else(|| spec.username.as_str().contains('@').then_some(spec.username.as_str()));
        declared.is_some_and(|value| Awaited::of(None, value).new == awaited.new)
    };
    let mut all: BTreeMap<_, _> =
        earlier.into_iter().filter(|(name, awaited)| stays(name, awaited)).collect();
    let sent = change.steps.iter().filter_map(|step| match step {
        Step::SetAttributes(set) => Some(set),
        _ => None,
    });
    for (name, value) in sent.flatten() {
        let pending = Alias::from_attribute(name.as_str()).map(Effect::Pending);
        if pending.is_some_and(|pending| change.effects.contains(&pending)) {
            all.insert(name.clone(), Awaited::of(value.old.as_deref(), &value.new));
        }
    }
    all
}

fn gone_with_its_group(outcome: Result<(), BackendError>) -> Result<(), BackendError> {
    match outcome {
        Err(error) if error.kind == ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    }
}
