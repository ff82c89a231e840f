//! Carrying out the change of one user.

use crate::apply::run::{Run, ends, gone, place, put};
use crate::attribute::{AttributeName, Attributes};
use crate::backend::{BackendError, CreateUser, ErrorKind, Invitation, TemporaryPassword};
use crate::change::{Action, Change, Step};
use crate::digest;
use crate::event::{Event, Failure};
use crate::pool::PoolId;
use crate::retry::{idempotent, on_new_user, throttled};
use crate::secret::Revealed;
use crate::state::{Edit, Entry, Intent, ReplacedUser, UserEntry};
use crate::user::{MessageAction, User, UserSpec};

/// Takes the steps in order, and remembers what they came to.
pub(super) async fn carry_out(
    run: &Run<'_>,
    change: &Change,
    spec: Option<&UserSpec>,
    entry: Option<&UserEntry>,
) -> Result<(), Failure> {
    let mut work = Work { run, change, spec, entry: entry.cloned(), made_now: false };
    for step in &change.steps {
        if let Err(failure) = work.step(step).await {
            work.remember_so_far().await?;
            return Err(failure);
        }
        work.note(step);
        run.tell(&Event::StepDone(change, step));
    }
    work.finish().await
}

struct Work<'a> {
    run: &'a Run<'a>,
    change: &'a Change,
    spec: Option<&'a UserSpec>,
    /// What the state remembers, or will: it grows with the steps.
    entry: Option<UserEntry>,
    /// Whether this run made the account, so that the service may not find it everywhere yet.
    made_now: bool,
}

impl Work<'_> {
    async fn step(&mut self, step: &Step) -> Result<(), Failure> {
        match step {
            Step::CreateUser => return self.create().await,
            Step::SetPassword { permanent } => return self.set_password(*permanent).await,
            Step::ResendInvitation => return self.resend().await,
            Step::DeleteUser { pool, physical } => return self.delete(pool, physical).await,
            _ => {}
        }
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
        Ok(())
    }

    /// Counts what a step did as poolhouse's own.
    fn note(&mut self, step: &Step) {
        let Some(entry) = &mut self.entry else { return };
        match step {
            Step::SetAttributes(set) => entry.attributes.extend(set.keys().cloned()),
            Step::AddToGroup(group) => drop(entry.groups.insert(group.clone())),
            Step::RemoveFromGroup(group) => drop(entry.groups.remove(group)),
            _ => {}
        }
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

    fn spec(&self) -> Result<&UserSpec, Failure> {
        self.spec.ok_or_else(|| Failure::Stale("the plan changes a user whom nobody declares".to_owned()))
    }

    fn physical(&self) -> Result<&str, Failure> {
        let entry = self.entry.as_ref().map(|entry| entry.physical.as_str());
        entry.ok_or_else(|| Failure::Stale("the plan changes a user whom nobody made".to_owned()))
    }

    async fn create(&mut self) -> Result<(), Failure> {
        let spec = self.spec()?.clone();
        let temporary = spec.temporary_password.as_ref().map(|secret| secret.reveal()).transpose()?;
        // A password without a value must stop the user before it exists.
        spec.password.as_ref().map(|secret| secret.reveal()).transpose()?;
        let intent = self.intent(&spec);
        self.run.journal.keep(vec![Edit::Intend(self.change.key.clone(), intent.clone())]).await?;
        let user = self.make(&spec, &intent, temporary.as_ref()).await?;
        self.made_now = true;
        self.run.introduce(&spec.pool, &spec.username, &user.username);
        self.remember_made(&spec, user).await
    }

    fn intent(&self, spec: &UserSpec) -> Intent {
        Intent {
            at: self.run.ports.clock.now(),
            pool: spec.pool.clone(),
            username: spec.username.clone(),
            attributes: spec.attributes.keys().cloned().collect(),
            digest: digest::of_attributes(digest::pairs(&spec.attributes)),
        }
    }

    /// Makes the account, never twice: after an answer that got lost it looks whether the account is there.
    async fn make(
        &self,
        spec: &UserSpec,
        intent: &Intent,
        temporary: Option<&Revealed>,
    ) -> Result<User, Failure> {
        let mut lost = false;
        for _ in 1..self.run.options.retry.attempts {
            let error = match self.try_to_make(spec, temporary).await {
                Ok(user) => return Ok(user),
                Err(error) => error,
            };
            match error.kind {
                ErrorKind::NotDelivered => return self.made_but_not_told(spec, error).await,
                ErrorKind::Unavailable => lost = true,
                ErrorKind::UserExists if lost => {}
                _ => return self.refused(error, lost).await,
            }
            self.run.retried(&error);
            if let Some(user) = self.look_up(spec).await? {
                return self.settled(intent, user);
            }
            self.run.ports.clock.sleep(self.run.options.retry.first_wait).await;
        }
        match self.try_to_make(spec, temporary).await {
            Ok(user) => Ok(user),
            Err(error) => self.refused(error, lost).await,
        }
    }

    async fn try_to_make(&self, spec: &UserSpec, temporary: Option<&Revealed>) -> Result<User, BackendError> {
        let request = CreateUser {
            username: spec.username.as_str(),
            attributes: &spec.attributes,
            validation_data: &spec.validation_data,
            temporary_password: temporary.map(|password| TemporaryPassword(password.as_str())),
            // A replacement beside the account that goes takes its aliases; the plan saw to it that nobody else has them.
            force_alias_creation: spec.force_alias_creation || self.stands_beside_the_old(spec),
            suppress_message: spec.message_action == Some(MessageAction::Suppress),
            invitation: Invitation { mediums: &spec.mediums, client_metadata: &spec.client_metadata },
        };
        let backend = &self.run.ports.backend;
        self.run.call(throttled, || backend.create_user(&spec.pool, &request)).await
    }

    fn stands_beside_the_old(&self, spec: &UserSpec) -> bool {
        let old = self.entry.as_ref().filter(|_| self.change.action == Action::Replace);
        old.is_some_and(|old| old.pool == spec.pool && !self.deletes_before_making(old))
    }

    async fn look_up(&self, spec: &UserSpec) -> Result<Option<User>, Failure> {
        let backend = &self.run.ports.backend;
        let found =
            self.run.call(idempotent, || backend.find_user(&spec.pool, spec.username.as_str())).await?;
        Ok(found.filter(|user| is_called(user, spec.username.as_str())))
    }

    fn settled(&self, intent: &Intent, user: User) -> Result<User, Failure> {
        if intent.is_of(&user) {
            return Ok(user);
        }
        Err(Failure::Stale(format!(
            "an answer got lost, and the {} that exists now is not the one that was being made",
            intent.username
        )))
    }

    /// The account exists, by design of the service; only its message failed.
    async fn made_but_not_told(&self, spec: &UserSpec, error: BackendError) -> Result<User, Failure> {
        let Some(user) = self.look_up(spec).await? else { return Err(error.into()) };
        self.run
            .warn(self.change, format!("was made, but its invitation was not delivered: {}", error.message));
        Ok(user)
    }

    /// A creation that surely had no effect leaves no intent behind.
    async fn refused(&self, error: BackendError, lost: bool) -> Result<User, Failure> {
        if !lost && error.kind != ErrorKind::Unavailable {
            self.run.journal.keep(vec![Edit::Settle(self.change.key.clone())]).await?;
        }
        if error.kind == ErrorKind::UserExists {
            return Err(Failure::Stale(format!("{error}; someone made it since the plan, so plan again")));
        }
        Err(error.into())
    }

    async fn remember_made(&mut self, spec: &UserSpec, user: User) -> Result<(), Failure> {
        let old = self.entry.take().filter(|_| self.change.action == Action::Replace);
        let replaced = old.filter(|old| old.physical != user.username || old.pool != spec.pool);
        self.entry = Some(UserEntry {
            pool: spec.pool.clone(),
            username: spec.username.clone(),
            physical: user.username,
            sub: user.sub,
            attributes: spec.attributes.keys().cloned().collect(),
            groups: Default::default(),
            password_version: spec.password_version,
            password_pending: spec.password.is_some(),
            has_password: spec.password.is_some(),
            adopted: false,
            hints: digest::of_hints(spec),
            declared: String::new(),
            invitation_version: spec.invitation_version,
            lifecycle: spec.lifecycle,
            replaced: replaced
                .filter(|old| !self.deletes_before_making(old))
                .map(|old| ReplacedUser { pool: old.pool, physical: old.physical }),
            origin: place(self.change),
        });
        self.remember().await
    }

    fn deletes_before_making(&self, old: &UserEntry) -> bool {
        matches!(self.change.steps.first(), Some(Step::DeleteUser { physical, .. }) if *physical == old.physical)
    }

    /// Saves the entry as it is now; an intent of this user has come to its end.
    async fn remember(&self) -> Result<(), Failure> {
        let key = &self.change.key;
        let entry = self.entry.clone().map(Entry::User);
        let mut edits = entry.map(|entry| put(self.change, entry)).unwrap_or_default();
        edits.push(Edit::Settle(key.clone()));
        Ok(self.run.journal.keep(edits).await?)
    }

    async fn set_password(&mut self, permanent: bool) -> Result<(), Failure> {
        let spec = self.spec()?;
        let secret = if permanent { &spec.password } else { &spec.temporary_password };
        let version = spec.password_version;
        let Some(password) = secret.as_ref().map(|secret| secret.reveal()).transpose()? else {
            return Ok(());
        };
        let (backend, name) = (&self.run.ports.backend, self.physical()?);
        let set = || backend.set_password(&self.change.pool, name, password.as_str(), permanent);
        self.run.call(self.passing(), set).await?;
        if let Some(entry) = &mut self.entry {
            entry.password_version = version;
            entry.password_pending = false;
        }
        self.remember().await
    }

    /// Sends the invitation again. A lost answer is not asked for twice: a second one would bring a second password.
    async fn resend(&mut self) -> Result<(), Failure> {
        let spec = self.spec()?;
        let (version, name) = (spec.invitation_version, self.physical()?);
        let invitation = Invitation { mediums: &spec.mediums, client_metadata: &spec.client_metadata };
        let backend = &self.run.ports.backend;
        let sent =
            self.run.call(throttled, || backend.resend_invitation(&self.change.pool, name, &invitation));
        match sent.await {
            Ok(_) => {}
            Err(error) if error.kind == ErrorKind::Unavailable => {
                self.run
                    .warn(self.change, format!("may have been sent its invitation again or not: {error}"));
            }
            Err(error) => return Err(error.into()),
        }
        if let Some(entry) = &mut self.entry {
            entry.invitation_version = version;
        }
        self.remember().await
    }

    async fn delete(&mut self, pool: &PoolId, physical: &str) -> Result<(), Failure> {
        let backend = &self.run.ports.backend;
        gone(self.run.call(idempotent, || backend.delete_user(pool, physical)).await)?;
        if let Some(entry) = &mut self.entry {
            entry.replaced = None;
        }
        Ok(())
    }

    async fn finish(mut self) -> Result<(), Failure> {
        if ends(self.change) {
            let key = &self.change.key;
            return Ok(self
                .run
                .journal
                .keep(vec![Edit::Remove(key.clone()), Edit::Settle(key.clone())])
                .await?);
        }
        let spec = self.spec()?.clone();
        if let Some(entry) = &mut self.entry {
            entry.username = spec.username.clone();
            entry.attributes =
                spec.attributes.keys().cloned().collect::<std::collections::BTreeSet<AttributeName>>();
            entry.groups = spec.groups.clone().unwrap_or_default();
            entry.hints = digest::of_hints(&spec);
            entry.declared = digest::of_user_spec(&spec);
            entry.password_version = spec.password_version;
            entry.has_password = spec.password.is_some();
            entry.invitation_version = spec.invitation_version;
            entry.lifecycle = spec.lifecycle;
            entry.origin = place(self.change);
            // Memberships that follow may know the user by a new name.
            self.run.introduce(&spec.pool, &spec.username, &entry.physical);
        }
        self.remember().await
    }
}

fn gone_with_its_group(outcome: Result<(), BackendError>) -> Result<(), BackendError> {
    match outcome {
        Err(error) if error.kind == ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    }
}

/// Whether `name` is the user's own name, or the address that stands for it, and not an alias of somebody else.
fn is_called(user: &User, name: &str) -> bool {
    let addresses = ["email", "phone_number"].into_iter().filter_map(|address| user.attributes.get(address));
    addresses.chain([&user.username]).any(|called| called.eq_ignore_ascii_case(name))
}
