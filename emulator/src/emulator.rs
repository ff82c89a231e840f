//! The handle of an emulator.

use std::sync::{Arc, OnceLock};

use poolhouse_emulator_model::{Operation, OperationName, Timestamp};
use serde_json::Value;

use crate::clock::{AdjustableClock, Clock, SystemClock};
use crate::context::{Caller, Context, Services};
use crate::dispatch::{self, Reply};
use crate::domain::{Issuer, Message};
use crate::durable::{DataError, Durable};
use crate::error::ApiError;
use crate::fault::{ActiveFault, Fault, Faults};
use crate::flow::upload_import;
use crate::quota::{QuotaUse, Quotas};
use crate::random::Random;
use crate::signature::{AccessKey, AccessKeys};
use crate::store::{Snapshot, Store};
use crate::trigger::Triggers;

/// A whole Cognito in this process. Clones are handles of the same one.
#[derive(Clone)]
pub struct Emulator {
    services: Arc<Services>,
    triggers: Option<Arc<dyn Triggers>>,
}

impl Emulator {
    /// An emulator in memory, with the defaults of [`Emulator::builder`].
    pub fn new() -> Self {
        let store = Store::default();
        Builder::default().with_store(store)
    }

    /// An emulator made to measure.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Calls an operation with typed input, as a caller who has signed for the emulator's region.
    ///
    /// # Errors
    ///
    /// What the operation refuses with, constraint violations included.
    pub async fn call<O: Operation>(&self, request: O) -> Result<O::Output, ApiError> {
        let input = serde_json::to_value(request).map_err(|_| ApiError::internal())?;
        self.answer(O::NAME, input, self.caller()).await?.typed()
    }

    /// Calls an operation by name with the JSON of its request. The answer is `None` where the API
    /// answers with an empty body.
    ///
    /// # Errors
    ///
    /// What the operation refuses with; an unknown name is an UnknownOperationException.
    pub async fn handle(&self, name: &str, input: Value, caller: &Caller) -> Result<Option<Value>, ApiError> {
        let operation: OperationName = name.parse().map_err(|_| ApiError::unknown_operation())?;
        self.answer(operation, input, caller.clone()).await?.json()
    }

    pub(crate) async fn answer(
        &self,
        operation: OperationName,
        input: Value,
        caller: Caller,
    ) -> Result<Reply, ApiError> {
        dispatch::answer(&self.context(caller), operation, input).await
    }

    /// A caller who has signed, for this emulator's account and region.
    pub fn caller(&self) -> Caller {
        Caller {
            account: self.services.account.clone(),
            region: self.services.region.clone(),
            access_key: Some("local".into()),
        }
    }

    /// An independent copy in memory: what happens in one does not happen in the other. It costs a
    /// pointer per pool, has a clock of its own that begins alike, no faults, and is not written to
    /// this one's data.
    pub fn fork(&self) -> Self {
        let services = Services {
            account: self.services.account.clone(),
            region: self.services.region.clone(),
            clock: self.services.clock.fork(),
            random: self.services.random.fork(),
            store: self.services.store.fork(),
            issuer: self.services.issuer.clone(),
            served_at: self.services.served_at.clone(),
            data: None,
            access_keys: self.services.access_keys.clone(),
            faults: Faults::default(),
            quotas: self.services.quotas.fork(),
        };
        Self { services: Arc::new(services), triggers: self.triggers.clone() }
    }

    /// A handle of the same emulator whose calls ask these functions. Calls by other handles ask
    /// theirs.
    pub fn with_triggers(&self, triggers: Arc<dyn Triggers>) -> Self {
        Self { triggers: Some(triggers), ..self.clone() }
    }

    /// Who serves functions to the calls by this handle.
    pub fn triggers(&self) -> Option<&Arc<dyn Triggers>> {
        self.triggers.as_ref()
    }

    /// Everything that the emulator holds, to come back to.
    ///
    /// ```
    /// # use poolhouse_emulator::Emulator;
    /// let emulator = Emulator::new();
    /// let empty = emulator.snapshot();
    /// emulator.add_pool(serde_json::json!({"Id": "us-east-1_a"})).expect("a pool");
    /// emulator.restore(&empty);
    /// assert_eq!(emulator.snapshot().pool_ids().count(), 0);
    /// ```
    pub fn snapshot(&self) -> Snapshot {
        self.services.store.snapshot()
    }

    /// Goes back to a snapshot, of this emulator or another one: its pools come back as they were,
    /// others go. The clock stays where it is.
    ///
    /// Where data is kept, this is kept no later than the next answer that depends on it.
    pub fn restore(&self, snapshot: &Snapshot) {
        self.services.store.restore(snapshot, self.services.data.as_ref());
    }

    /// Has calls of the API go wrong. Several faults stand in line: the first one that hits a call
    /// counts. The endpoints of OpenID Connect are met by none.
    pub fn fail(&self, fault: Fault) -> ActiveFault {
        self.services.faults.add(fault)
    }

    /// Ends all faults.
    pub fn lift_faults(&self) {
        self.services.faults.lift_all();
    }

    /// Holds callers to quotas from now on, by the emulator's clock: while that is frozen, what was
    /// used up does not come back.
    pub fn set_quotas(&self, quotas: Quotas) {
        self.services.quotas.set(quotas);
    }

    /// Tells the emulator where it is served. The first word counts.
    pub(crate) fn serve_at(&self, url: String) {
        // A second listener changes nothing: tokens have one issuer.
        let _ = self.services.served_at.set(url);
    }

    /// What a pool would have sent, newest last: all of it, or what one user was sent. The user is
    /// named as in requests; one who is gone, by the username. The newest 10,000 are kept.
    ///
    /// # Errors
    ///
    /// When there is no such pool.
    pub fn messages(&self, pool: &str, username: Option<&str>) -> Result<Vec<Message>, ApiError> {
        let ctx = self.context(self.caller());
        let pool = ctx.pool(pool)?;
        let user = username.map(|name| pool.resolve_user(name).map_or(name, |user| &user.username));
        let is_wanted = |message: &&Message| user.is_none_or(|user| message.username == user);
        Ok(pool.messages().map(AsRef::as_ref).filter(is_wanted).cloned().collect())
    }

    /// Takes the file of an import job, as a `PUT` to `url`, the job's `PreSignedUrl`, does.
    ///
    /// # Errors
    /// When the URL is not that of this job, is too old, or the job has begun.
    pub async fn upload_import(
        &self,
        pool: &str,
        job: &str,
        url: &str,
        file: String,
    ) -> Result<(), ApiError> {
        let ctx = self.context(self.caller());
        let signature = url.rsplit_once("signature=").map_or("", |(_, signature)| signature);
        upload_import(&ctx, pool, job, signature, Some(file))?;
        ctx.kept().await
    }

    /// The clock, to be read and moved.
    pub fn clock(&self) -> &AdjustableClock {
        &self.services.clock
    }

    /// The present moment, by the emulator's clock.
    pub fn now(&self) -> Timestamp {
        self.services.clock.now()
    }

    /// With which requests have to be signed; any will do where there are none.
    pub(crate) fn access_keys(&self) -> Option<&AccessKeys> {
        self.services.access_keys.as_ref()
    }

    pub(crate) fn context(&self, caller: Caller) -> Context {
        Context::new(Arc::clone(&self.services), self.triggers.clone(), caller)
    }
}

impl Default for Emulator {
    fn default() -> Self {
        Self::new()
    }
}

/// Makes an [`Emulator`].
pub struct Builder {
    account: String,
    region: String,
    clock: Arc<dyn Clock>,
    random: Random,
    issuer: Issuer,
    data: Option<Arc<dyn Durable>>,
    triggers: Option<Arc<dyn Triggers>>,
    access_keys: Option<AccessKeys>,
}

impl Builder {
    /// The account in ARNs: twelve digits. 123456789012 unless given.
    pub fn account(self, account: impl Into<String>) -> Self {
        Self { account: account.into(), ..self }
    }

    /// The region where a request does not tell. us-east-1 unless given.
    pub fn region(self, region: impl Into<String>) -> Self {
        Self { region: region.into(), ..self }
    }

    /// The clock; the machine's unless given.
    pub fn clock(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self }
    }

    /// Makes every identifier and password predictable. For tests alone.
    pub fn seed(self, seed: u64) -> Self {
        Self { random: Random::from_seed(seed), ..self }
    }

    /// The issuer of tokens; where the emulator is served unless given.
    pub fn issuer(self, issuer: Issuer) -> Self {
        Self { issuer, ..self }
    }

    /// Where pools outlive the process; in memory only unless given.
    pub fn data(self, data: Arc<dyn Durable>) -> Self {
        Self { data: Some(data), ..self }
    }

    /// Who serves the functions that pools name in their `LambdaConfig`; nobody unless given.
    pub fn triggers(self, triggers: Arc<dyn Triggers>) -> Self {
        Self { triggers: Some(triggers), ..self }
    }

    /// Verifies the signatures of requests that come over HTTP, and refuses those that are not made
    /// with one of these keys; any signature will do unless given. Operations that the API leaves
    /// unsigned stay open, and so does what is not the API.
    ///
    /// ```
    /// # use poolhouse_emulator::{AccessKey, Emulator};
    /// let builder = Emulator::builder().require_signatures([AccessKey::new("AKID", "SECRET")]);
    /// let emulator = builder.build().expect("nothing to load");
    /// ```
    pub fn require_signatures(self, keys: impl IntoIterator<Item = AccessKey>) -> Self {
        Self { access_keys: Some(keys.into_iter().collect()), ..self }
    }

    /// The emulator, with everything that its data holds.
    ///
    /// # Errors
    ///
    /// When the data cannot be read.
    pub fn build(self) -> Result<Emulator, DataError> {
        let records = self.data.as_ref().map(|data| data.load()).transpose()?;
        Ok(self.with_store(Store::of(Snapshot::load(records.unwrap_or_default())?)))
    }

    fn with_store(self, store: Store) -> Emulator {
        let Self { account, region, clock, random, issuer, data, triggers, access_keys } = self;
        let (clock, served_at) = (AdjustableClock::over(clock), OnceLock::new());
        let (faults, quotas) = (Faults::default(), QuotaUse::default());
        let services = Services {
            account,
            region,
            clock,
            random,
            issuer,
            served_at,
            store,
            data,
            access_keys,
            faults,
            quotas,
        };
        Emulator { services: Arc::new(services), triggers }
    }
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            account: "123456789012".into(),
            region: "us-east-1".into(),
            clock: Arc::new(SystemClock),
            random: Random::from_system(),
            issuer: Issuer::default(),
            data: None,
            triggers: None,
            access_keys: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use poolhouse_emulator_model::shapes::{CreateGroupRequest, CreateUserPoolRequest, GetGroupRequest};
    use serde_json::json;

    use super::*;
    use crate::durable::RedbData;

    fn open(path: &Path) -> Emulator {
        let data = RedbData::open(path).expect("opens");
        Emulator::builder().data(Arc::new(data)).build().expect("loads")
    }

    async fn play(emulator: &Emulator, name: &str, input: Value) -> Option<Value> {
        let answer = emulator.handle(name, input, &emulator.caller()).await;
        answer.unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    async fn create_pool(emulator: &Emulator) -> String {
        let request = CreateUserPoolRequest { pool_name: "people".into(), ..Default::default() };
        let pool = emulator.call(request).await.expect("created").user_pool.expect("described");
        pool.id.expect("an id")
    }

    async fn create_group(emulator: &Emulator, pool: &str, name: &str) -> Result<(), ApiError> {
        let (group_name, user_pool_id) = (name.into(), pool.into());
        emulator.call(CreateGroupRequest { group_name, user_pool_id, ..Default::default() }).await.map(drop)
    }

    async fn has_group(emulator: &Emulator, pool: &str, name: &str) -> bool {
        let request = GetGroupRequest { group_name: name.into(), user_pool_id: pool.into() };
        emulator.call(request).await.is_ok()
    }

    #[tokio::test]
    async fn typed_calls_are_checked_like_any_other() {
        let refusal = create_group(&Emulator::new(), "no pool id", "").await.expect_err("refused");
        assert_eq!(refusal.code(), "InvalidParameterException");
        assert!(refusal.message().is_some_and(|text| text.starts_with("3 validation errors")), "{refusal}");
    }

    #[tokio::test]
    async fn a_fork_and_its_origin_go_their_own_ways() {
        let emulator = Emulator::new();
        let pool = create_pool(&emulator).await;
        create_group(&emulator, &pool, "before").await.expect("created");
        let fork = emulator.fork();
        create_group(&emulator, &pool, "here").await.expect("created");
        create_group(&fork, &pool, "there").await.expect("created");
        assert!(has_group(&fork, &pool, "before").await);
        assert!(!has_group(&fork, &pool, "here").await);
        assert!(!has_group(&emulator, &pool, "there").await);
    }

    #[tokio::test]
    async fn a_restart_changes_no_answer() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("emulator.redb");
        let emulator = open(&path);
        let (pool, gone) = (create_pool(&emulator).await, create_pool(&emulator).await);
        let in_pool = |mut input: Value| {
            input["UserPoolId"] = pool.as_str().into();
            input
        };
        let ann =
            json!({"Username": "ann", "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}]});
        play(&emulator, "AdminCreateUser", in_pool(ann)).await;
        play(&emulator, "AdminCreateUser", in_pool(json!({"Username": "bob"}))).await;
        play(&emulator, "AdminDeleteUser", in_pool(json!({"Username": "bob"}))).await;
        play(&emulator, "CreateGroup", in_pool(json!({"GroupName": "admins"}))).await;
        play(&emulator, "AdminAddUserToGroup", in_pool(json!({"GroupName": "admins", "Username": "ann"})))
            .await;
        play(&emulator, "CreateUserPoolClient", in_pool(json!({"ClientName": "app"}))).await;
        play(&emulator, "DeleteUserPool", json!({"UserPoolId": gone})).await;

        let questions = [
            ("ListUserPools", json!({"MaxResults": 60})),
            ("DescribeUserPool", in_pool(json!({}))),
            ("ListUsers", in_pool(json!({"Filter": "email ^= \"ann\""}))),
            ("AdminGetUser", in_pool(json!({"Username": "ann"}))),
            ("ListUsersInGroup", in_pool(json!({"GroupName": "admins"}))),
            ("AdminListGroupsForUser", in_pool(json!({"Username": "ann"}))),
            ("ListUserPoolClients", in_pool(json!({}))),
        ];
        let mut before = Vec::new();
        for (name, input) in &questions {
            before.push(play(&emulator, name, input.clone()).await);
        }
        let before_messages = emulator.messages(&pool, None).expect("the outbox");
        assert_eq!(before_messages.len(), 1, "ann is invited, bob has no address");
        drop(emulator);
        let emulator = open(&path);
        assert_eq!(emulator.messages(&pool, Some("ann")).expect("the outbox"), before_messages);
        for ((name, input), before) in questions.into_iter().zip(before) {
            assert_eq!(play(&emulator, name, input).await, before, "{name}");
        }
    }

    #[tokio::test]
    async fn a_restart_keeps_the_surroundings_of_a_pool() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("emulator.redb");
        let emulator = open(&path);
        let pool = create_pool(&emulator).await;
        let in_pool = |mut input: Value| {
            input["UserPoolId"] = pool.as_str().into();
            input
        };
        let provider = json!({"ProviderName": "Adfs", "ProviderType": "SAML",
                              "ProviderDetails": {"MetadataURL": "https://id.example.com/metadata"}});
        play(&emulator, "CreateIdentityProvider", in_pool(provider)).await;
        play(&emulator, "AdminCreateUser", in_pool(json!({"Username": "ann"}))).await;
        let link = json!({
            "DestinationUser": {"ProviderName": "Cognito", "ProviderAttributeValue": "ann"},
            "SourceUser": {"ProviderName": "Adfs", "ProviderAttributeName": "Cognito_Subject",
                           "ProviderAttributeValue": "ann@corp.com"},
        });
        play(&emulator, "AdminLinkProviderForUser", in_pool(link.clone())).await;
        play(&emulator, "CreateResourceServer", in_pool(json!({"Identifier": "api", "Name": "api"}))).await;
        play(&emulator, "CreateUserPoolDomain", in_pool(json!({"Domain": "people"}))).await;
        let job = json!({"JobName": "all", "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/log"});
        play(&emulator, "CreateUserImportJob", in_pool(job)).await;

        let questions = [
            ("DescribeIdentityProvider", in_pool(json!({"ProviderName": "Adfs"}))),
            ("AdminGetUser", in_pool(json!({"Username": "ann"}))),
            ("DescribeResourceServer", in_pool(json!({"Identifier": "api"}))),
            ("DescribeUserPoolDomain", json!({"Domain": "people"})),
            ("ListUserImportJobs", in_pool(json!({"MaxResults": 1}))),
        ];
        let mut before = Vec::new();
        for (name, input) in &questions {
            before.push(play(&emulator, name, input.clone()).await);
        }
        drop(emulator);
        let emulator = open(&path);
        for ((name, input), before) in questions.into_iter().zip(before) {
            assert_eq!(play(&emulator, name, input).await, before, "{name}");
        }
        let again = emulator.handle("AdminLinkProviderForUser", in_pool(link), &emulator.caller()).await;
        assert_eq!(
            again.expect_err("linked").message(),
            Some("SourceUser is already linked to DestinationUser")
        );
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_kill_loses_nothing_that_was_answered() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, left) = (folder.path().join("emulator.redb"), folder.path().join("left.redb"));
        let emulator = open(&path);
        let pool = create_pool(&emulator).await;
        let groups: Vec<String> = (0..100).map(|number| format!("group{number}")).collect();
        let calls = groups.iter().cloned().map(|name| {
            let (emulator, pool) = (emulator.clone(), pool.clone());
            tokio::spawn(async move { create_group(&emulator, &pool, &name).await })
        });
        for call in calls.collect::<Vec<_>>() {
            call.await.expect("runs").expect("created");
        }
        // What a killed process leaves behind is the file as it is now, never closed.
        std::fs::copy(&path, &left).expect("copied");

        let emulator = open(&left);
        for group in &groups {
            assert!(has_group(&emulator, &pool, group).await, "{group} is lost");
        }
    }
}
