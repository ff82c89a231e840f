//! Making an account, never twice.

use crate::apply::run::place;
use crate::apply::user::Work;
use crate::attribute::Attributes;
use crate::backend::{BackendError, CreateUser, ErrorKind, Invitation, TemporaryPassword};
use crate::change::{Action, Step};
use crate::clock::Clock;
use crate::event::{Failure, Point};
use crate::retry::{idempotent, throttled};
use crate::secret::Revealed;
use crate::state::{Edit, Intent, ReplacedUser, UserEntry};
use crate::user::{MessageAction, User, UserSpec};

impl Work<'_> {
    pub(super) async fn create(&mut self) -> Result<(), Failure> {
        let spec = self.spec()?.clone();
        let temporary = spec.temporary_password.as_ref().map(|secret| secret.reveal()).transpose()?;
        // A password without a value must stop the user before it exists.
        spec.password.as_ref().map(|secret| secret.reveal()).transpose()?;
        let earlier = self.run.state.intents.get(&self.change.key).filter(|intent| intent.means(&spec));
        let intent = self.intent(&spec, earlier);
        self.run.journal.keep(vec![Edit::Intend(self.change.key.clone(), intent.clone())]).await?;
        self.reached(Point::Intended);
        let attributes = intent.sent(&spec.attributes);
        let making = Making { work: self, spec: &spec, intent: &intent, attributes, temporary };
        let user = making.make(earlier.is_some()).await?;
        self.reached(Point::Called);
        self.take_up(&intent, &user).await
    }

    /// Goes on with an account that an import job made.
    pub(super) async fn import(&mut self) -> Result<(), Failure> {
        let (intent, user) = self.run.imported.take(&self.change.key)?;
        self.take_up(&intent, &user).await
    }

    async fn take_up(&mut self, intent: &Intent, user: &User) -> Result<(), Failure> {
        self.made_now = true;
        self.run.introduce(&intent.entry.pool, &intent.entry.username, &user.username);
        self.entry = Some(UserEntry { origin: place(self.change), ..intent.remembered(user) });
        self.remember().await
    }

    fn intent(&self, spec: &UserSpec, earlier: Option<&Intent>) -> Intent {
        let now = self.run.ports.clock.now();
        let mut intent = Intent::new(now, spec, self.replaced(), self.change.marker.clone());
        intent.entry.groups_pending = self.entry.iter().flat_map(|old| old.groups_pending.clone()).collect();
        intent.continuing(earlier)
    }

    /// What is still to be deleted once the account is made.
    fn replaced(&self) -> Option<ReplacedUser> {
        let old = self.entry.as_ref()?;
        let deletes_first = |old: &UserEntry| {
            let is_it = |step: &Step| matches!(step, Step::DeleteUser { pool, physical } if *pool == old.pool && *physical == old.physical);
            self.change.steps.iter().take_while(|step| **step != Step::CreateUser).any(is_it)
        };
        let replaces = self.change.action == Action::Replace && !deletes_first(old);
        replaces.then(|| old.on_its_way_out())
    }
}

/// An account in the making.
struct Making<'a> {
    work: &'a Work<'a>,
    spec: &'a UserSpec,
    intent: &'a Intent,
    /// All that is sent, the marker included.
    attributes: Attributes,
    temporary: Option<Revealed>,
}

impl Making<'_> {
    /// Makes it: after an answer that got lost, in this run or (`lost`) an earlier one, by looking whether it is there.
    async fn make(&self, mut lost: bool) -> Result<User, Failure> {
        let retry = self.work.run.options.retry;
        let mut waits = retry.waits();
        loop {
            let error = match self.try_to_make().await {
                Ok(user) => return Ok(user),
                Err(error) => error,
            };
            match error.kind {
                ErrorKind::NotDelivered => return self.made_but_not_told(error).await,
                ErrorKind::LimitExceeded => return self.out_of_mail(error, lost).await,
                ErrorKind::Unavailable => lost = true,
                ErrorKind::UserExists | ErrorKind::AliasExists if lost => {}
                _ => return self.refused(error, lost).await,
            }
            self.work.run.retried(&error);
            if let Some(user) = self.look_up().await? {
                return self.settled(user);
            }
            let wait = waits.next().filter(|_| !self.work.run.options.stop.is_stopped());
            let Some(wait) = wait else { return self.refused(error, lost).await };
            self.work.run.clock().sleep(wait).await;
        }
    }

    async fn try_to_make(&self) -> Result<User, BackendError> {
        let (run, spec) = (self.work.run, self.spec);
        let temporary = self.temporary.as_ref();
        let request = CreateUser {
            username: spec.username.as_str(),
            attributes: &self.attributes,
            validation_data: &spec.validation_data,
            temporary_password: temporary.map(|password| TemporaryPassword(password.as_str())),
            // A replacement beside the account that goes takes its aliases; the plan saw to it that nobody else has them.
            force_alias_creation: spec.force_alias_creation || self.stands_beside_the_old(),
            suppress_message: spec.message_action == Some(MessageAction::Suppress),
            invitation: Invitation { mediums: &spec.mediums, client_metadata: &spec.client_metadata },
        };
        run.call(throttled, || run.ports.backend.create_user(&spec.pool, &request)).await
    }

    fn stands_beside_the_old(&self) -> bool {
        self.intent.entry.replaced.as_ref().is_some_and(|old| old.pool == self.spec.pool)
    }

    async fn look_up(&self) -> Result<Option<User>, Failure> {
        let (run, name) = (self.work.run, self.spec.username.as_str());
        let found = run.call(idempotent, || run.ports.backend.find_user(&self.spec.pool, name)).await?;
        Ok(found.filter(|user| is_called(user, name)))
    }

    fn settled(&self, user: User) -> Result<User, Failure> {
        if self.intent.is_of(&user) {
            return Ok(user);
        }
        Err(Failure::Stale(format!(
            "an answer got lost, and the {} that exists now is not the one that was being made; plan again",
            self.spec.username
        )))
    }

    /// The account exists, by design of the service; only its message failed.
    async fn made_but_not_told(&self, error: BackendError) -> Result<User, Failure> {
        let Some(user) = self.look_up().await? else { return Err(error.into()) };
        let warning = format!("was made, but its invitation was not delivered: {}", error.message);
        self.work.run.warn(self.work.change, warning);
        Ok(user)
    }

    /// No mail is left for today, and it is nowhere said whether the account was made first: so that is looked at. Whoever
    /// would come after has the same trouble.
    async fn out_of_mail(&self, error: BackendError, lost: bool) -> Result<User, Failure> {
        match self.look_up().await? {
            Some(user) if self.intent.is_of(&user) => {
                let warning = format!("was made, but its invitation was not sent: {}", error.message);
                self.work.run.warn(self.work.change, warning);
                self.work.run.end_early();
                Ok(user)
            }
            _ => self.refused(error, lost).await,
        }
    }

    /// A creation that surely had no effect leaves no intent behind.
    async fn refused(&self, error: BackendError, lost: bool) -> Result<User, Failure> {
        if !lost && error.kind != ErrorKind::Unavailable {
            self.work.run.journal.keep(vec![Edit::Settle(self.work.change.key.clone())]).await?;
        }
        if error.kind == ErrorKind::UserExists {
            return Err(Failure::Stale(format!("{error}; someone made it since the plan, so plan again")));
        }
        Err(error.into())
    }
}

/// Whether `name` is the user's own name, or the address that stands for it, and not an alias of somebody else.
fn is_called(user: &User, name: &str) -> bool {
    let addresses = ["email", "phone_number"].into_iter().filter_map(|address| user.attributes.get(address));
    addresses.chain([&user.username]).any(|called| called.eq_ignore_ascii_case(name))
}
