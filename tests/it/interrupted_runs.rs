//! Runs that lose an answer or are killed, and the runs after them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use poolhouse::core::actual::{Actual, Refresh};
use poolhouse::core::apply::{ApplyOptions, Ports, apply};
use poolhouse::core::backend::{
    Backend, BackendError, CreateUser, ErrorKind, Invitation, Page, PageToken, UserFilter,
};
use poolhouse::core::desired::Desired;
use poolhouse::core::event::Deaf;
use poolhouse::core::group::{Group, GroupSettings};
use poolhouse::core::import_job::ImportJob;
use poolhouse::core::mfa::MfaChange;
use poolhouse::core::plan::plan;
use poolhouse::core::pool::Pool;
use poolhouse::core::rates::RateCategory;
use poolhouse::core::retry::Retry;
use poolhouse::core::state::{MemoryState, StateStore};
use poolhouse::core::user::User;
use poolhouse::emulator::Emulator;
use poolhouse::{
    AttributeName, Attributes, GroupName, GroupSpec, MessageAction, Options, Plan, PoolId, Replace, Report,
    Spec, SystemClock, UserSpec, Username,
};
use poolhouse_local::LocalBackend;
use tokio::sync::Notify;

/// What goes wrong once something was made.
#[derive(Clone, Copy, PartialEq)]
enum Mishap {
    None,
    /// The answer never comes, and whoever waits for it is killed.
    Killed,
    /// The answer is lost on the way.
    Lost,
}

/// A Cognito that does what it is asked, and then something goes wrong.
struct Fragile {
    inner: LocalBackend,
    mishap: Mishap,
    made: Arc<Notify>,
}

impl Fragile {
    async fn answer<T>(&self, operation: &'static str, answer: T) -> Result<T, BackendError> {
        match self.mishap {
            Mishap::None => Ok(answer),
            Mishap::Killed => {
                self.made.notify_one();
                std::future::pending().await
            }
            Mishap::Lost => Err(BackendError {
                operation,
                subject: String::new(),
                kind: ErrorKind::Unavailable,
                code: None,
                message: "connection reset".to_owned(),
                source: None,
            }),
        }
    }
}

#[async_trait]
impl Backend for Fragile {
    async fn pool(&self, pool: &PoolId) -> Result<Pool, BackendError> {
        self.inner.pool(pool).await
    }
    async fn described_pool(&self, pool: &PoolId) -> Result<serde_json::Value, BackendError> {
        self.inner.described_pool(pool).await
    }
    async fn quota(&self, pool: &PoolId, category: RateCategory) -> Result<Option<f64>, BackendError> {
        self.inner.quota(pool, category).await
    }
    async fn find_user(&self, pool: &PoolId, username: &str) -> Result<Option<User>, BackendError> {
        self.inner.find_user(pool, username).await
    }
    async fn list_users(
        &self,
        pool: &PoolId,
        filter: Option<&UserFilter>,
        page: Option<&PageToken>,
    ) -> Result<Page<User>, BackendError> {
        self.inner.list_users(pool, filter, page).await
    }
    async fn create_user(&self, pool: &PoolId, user: &CreateUser<'_>) -> Result<User, BackendError> {
        let made = self.inner.create_user(pool, user).await?;
        self.answer("AdminCreateUser", made).await
    }
    async fn resend_invitation(
        &self,
        pool: &PoolId,
        username: &str,
        invitation: &Invitation<'_>,
    ) -> Result<User, BackendError> {
        self.inner.resend_invitation(pool, username, invitation).await
    }
    async fn update_attributes(
        &self,
        pool: &PoolId,
        username: &str,
        attributes: &Attributes,
        client_metadata: &BTreeMap<String, String>,
    ) -> Result<(), BackendError> {
        self.inner.update_attributes(pool, username, attributes, client_metadata).await
    }
    async fn delete_attributes(
        &self,
        pool: &PoolId,
        username: &str,
        names: &BTreeSet<AttributeName>,
    ) -> Result<(), BackendError> {
        self.inner.delete_attributes(pool, username, names).await
    }
    async fn set_password(
        &self,
        pool: &PoolId,
        username: &str,
        password: &str,
        permanent: bool,
    ) -> Result<(), BackendError> {
        self.inner.set_password(pool, username, password, permanent).await
    }
    async fn enable_user(&self, pool: &PoolId, username: &str) -> Result<(), BackendError> {
        self.inner.enable_user(pool, username).await
    }
    async fn disable_user(&self, pool: &PoolId, username: &str) -> Result<(), BackendError> {
        self.inner.disable_user(pool, username).await
    }
    async fn set_mfa(&self, pool: &PoolId, username: &str, mfa: &MfaChange) -> Result<(), BackendError> {
        self.inner.set_mfa(pool, username, mfa).await
    }
    async fn sign_out(&self, pool: &PoolId, username: &str) -> Result<(), BackendError> {
        self.inner.sign_out(pool, username).await
    }
    async fn delete_user(&self, pool: &PoolId, username: &str) -> Result<(), BackendError> {
        self.inner.delete_user(pool, username).await
    }
    async fn find_group(&self, pool: &PoolId, group: &GroupName) -> Result<Option<Group>, BackendError> {
        self.inner.find_group(pool, group).await
    }
    async fn list_groups(
        &self,
        pool: &PoolId,
        page: Option<&PageToken>,
    ) -> Result<Page<Group>, BackendError> {
        self.inner.list_groups(pool, page).await
    }
    async fn create_group(&self, pool: &PoolId, group: &Group) -> Result<(), BackendError> {
        self.inner.create_group(pool, group).await?;
        self.answer("CreateGroup", ()).await
    }
    async fn update_group(
        &self,
        pool: &PoolId,
        group: &GroupName,
        settings: &GroupSettings,
    ) -> Result<(), BackendError> {
        self.inner.update_group(pool, group, settings).await
    }
    async fn delete_group(&self, pool: &PoolId, group: &GroupName) -> Result<(), BackendError> {
        self.inner.delete_group(pool, group).await
    }
    async fn groups_of(
        &self,
        pool: &PoolId,
        username: &str,
        page: Option<&PageToken>,
    ) -> Result<Page<GroupName>, BackendError> {
        self.inner.groups_of(pool, username, page).await
    }
    async fn users_in_group(
        &self,
        pool: &PoolId,
        group: &GroupName,
        page: Option<&PageToken>,
    ) -> Result<Page<User>, BackendError> {
        self.inner.users_in_group(pool, group, page).await
    }
    async fn add_to_group(
        &self,
        pool: &PoolId,
        username: &str,
        group: &GroupName,
    ) -> Result<(), BackendError> {
        self.inner.add_to_group(pool, username, group).await
    }
    async fn remove_from_group(
        &self,
        pool: &PoolId,
        username: &str,
        group: &GroupName,
    ) -> Result<(), BackendError> {
        self.inner.remove_from_group(pool, username, group).await
    }
    async fn import_header(&self, pool: &PoolId) -> Result<Vec<String>, BackendError> {
        self.inner.import_header(pool).await
    }
    async fn create_import_job(
        &self,
        pool: &PoolId,
        name: &str,
        role: &str,
    ) -> Result<ImportJob, BackendError> {
        self.inner.create_import_job(pool, name, role).await
    }
    async fn upload_import(&self, pool: &PoolId, job: &ImportJob, file: String) -> Result<(), BackendError> {
        self.inner.upload_import(pool, job, file).await
    }
    async fn start_import_job(&self, pool: &PoolId, id: &str) -> Result<(), BackendError> {
        self.inner.start_import_job(pool, id).await
    }
    async fn import_job(&self, pool: &PoolId, id: &str) -> Result<ImportJob, BackendError> {
        self.inner.import_job(pool, id).await
    }
}

/// A pool and a state that outlive the runs.
struct World {
    emulator: Emulator,
    state: Arc<MemoryState>,
    options: Options,
}

impl World {
    fn new() -> Self {
        let emulator = Emulator::new();
        emulator.add_pool(serde_json::json!({ "Id": "us-east-1_people" })).unwrap();
        let options = Options { allow_replace: true, ..Options::default() };
        Self { emulator, state: Arc::default(), options }
    }

    fn ports(&self, mishap: Mishap) -> (Ports, Arc<Notify>) {
        let made = Arc::new(Notify::new());
        let inner = LocalBackend::new(self.emulator.clone());
        let backend = Arc::new(Fragile { inner, mishap, made: Arc::clone(&made) });
        let store = Arc::clone(&self.state) as _;
        (Ports { backend, store, clock: Arc::new(SystemClock), observer: Arc::new(Deaf) }, made)
    }

    async fn planned(&self, ports: &Ports, wanted: &[(&str, Spec)]) -> Plan {
        let mut desired = Desired::default();
        for (id, spec) in wanted {
            desired.add((*id).to_owned(), None, spec.clone()).unwrap();
        }
        let state = self.state.read().await.unwrap();
        let actual =
            Actual::read(ports.backend.as_ref(), ports.clock.as_ref(), &desired, &state, Refresh::Auto)
                .await
                .unwrap();
        plan(&desired, &actual, &state, &self.options).unwrap()
    }

    /// A run with that mishap; none when it was killed.
    async fn run(&self, mishap: Mishap, wanted: &[(&str, Spec)]) -> Option<Report> {
        let (ports, made) = self.ports(mishap);
        let plan = self.planned(&ports, wanted).await;
        let retry =
            Retry { attempts: 3, first_wait: Duration::ZERO, longest_wait: Duration::ZERO, jitter: false };
        let options = ApplyOptions { retry, ..ApplyOptions::default() };
        tokio::select! {
            report = apply(plan, &ports, &options) => Some(report.unwrap()),
            () = made.notified() => None,
        }
    }

    /// Runs again, unharmed, and says who is there when all is done.
    async fn settled(&self, wanted: &[(&str, Spec)]) -> Vec<String> {
        let report = self.run(Mishap::None, wanted).await.unwrap();
        assert!(report.is_complete(), "{report:?}");
        let (ports, _) = self.ports(Mishap::None);
        let plan = self.planned(&ports, wanted).await;
        assert!(plan.is_empty(), "{plan}");
        assert!(self.state.read().await.unwrap().intents.is_empty());
        let pool = PoolId::new("us-east-1_people").unwrap();
        let users = ports.backend.list_users(&pool, None, None).await.unwrap().items;
        let groups = ports.backend.list_groups(&pool, None).await.unwrap().items;
        let names = users.into_iter().map(|user| user.username);
        names.chain(groups.into_iter().map(|group| group.name.to_string())).collect()
    }
}

fn user(name: &str) -> Spec {
    let spec = UserSpec::new(PoolId::new("us-east-1_people").unwrap(), Username::new(name).unwrap());
    let attributes = [(AttributeName::new("name").unwrap(), name.to_owned())].into();
    let message_action = Some(MessageAction::Suppress);
    UserSpec { attributes, message_action, replace: Replace::Allow, ..spec }.into()
}

fn group(name: &str) -> Spec {
    let pool = PoolId::new("us-east-1_people").unwrap();
    let name = GroupName::new(name).unwrap();
    GroupSpec::new(pool, name).into()
}

#[tokio::test]
async fn a_user_and_a_group_whose_answers_are_lost_are_made_once() {
    let world = World::new();
    let wanted = [("staff", group("staff")), ("ann", user("ann"))];
    let report = world.run(Mishap::Lost, &wanted).await.unwrap();
    assert!(report.failed.iter().all(|(key, _)| key.id == "staff"), "{report:?}");
    assert_eq!(world.settled(&wanted).await, ["ann", "staff"]);
}

#[tokio::test]
async fn a_user_whose_maker_was_killed_is_gone_on_with() {
    let world = World::new();
    assert!(world.run(Mishap::Killed, &[("ann", user("ann"))]).await.is_none());
    assert_eq!(world.settled(&[("ann", user("ann"))]).await, ["ann"]);
}

#[tokio::test]
async fn a_group_whose_maker_was_killed_is_known_as_our_own() {
    let world = World::new();
    assert!(world.run(Mishap::Killed, &[("staff", group("staff"))]).await.is_none());
    assert_eq!(world.settled(&[("staff", group("staff"))]).await, ["staff"]);
}

#[tokio::test]
async fn a_replacement_whose_maker_was_killed_leaves_one_account_and_one_group() {
    let world = World::new();
    world.settled(&[("ann", user("ann")), ("staff", group("staff"))]).await;
    let renamed = [("ann", user("anna")), ("staff", group("team"))];
    // The group is made first, so the first run is killed there and the second at the user.
    assert!(world.run(Mishap::Killed, &renamed).await.is_none());
    assert!(world.run(Mishap::Killed, &renamed).await.is_none());
    assert_eq!(world.settled(&renamed).await, ["anna", "team"]);
}

#[tokio::test]
async fn a_user_whose_maker_was_killed_goes_when_nobody_declares_it_any_more() {
    let world = World::new();
    assert!(world.run(Mishap::Killed, &[("ann", user("ann"))]).await.is_none());
    assert_eq!(world.settled(&[("bob", user("bob"))]).await, ["bob"]);
}
