//! A pool, a script, and a state that lasts from one run to the next.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;
use std::time::Duration;

use poolhouse::core::state::{MemoryState, State, StateStore};
use poolhouse::emulator::{ActiveFault, Emulator, Fault};
use poolhouse::emulator_model::OperationName;
use poolhouse::{Builder, Options, Plan, Poolhouse, Report, Target};
use serde_json::{Value, json};
use tempfile::TempDir;

pub(super) const POOL: &str = "us-east-1_examplepool";

/// What every script begins with.
const BEGINNING: &str =
    "local ph = require 'poolhouse'\nlocal pool = ph.cognito.pool 'us-east-1_examplepool'\n";

pub(super) struct World {
    folder: TempDir,
    pub(super) emulator: Emulator,
    pub(super) state: Arc<MemoryState>,
}

impl World {
    /// A pool with nobody in it.
    pub(super) fn new() -> Self {
        Self::with_pool(json!({}))
    }

    /// A pool that is described so.
    pub(super) fn with_pool(mut pool: Value) -> Self {
        let world =
            Self { folder: tempfile::tempdir().unwrap(), emulator: Emulator::new(), state: Arc::default() };
        pool["Id"] = POOL.into();
        world.emulator.add_pool(pool).unwrap();
        world
    }

    /// The script, what it declares on the emulator, and the state.
    pub(super) fn builder(&self, script: &str) -> Builder {
        let path = self.folder.path().join("people.lua");
        fs::write(&path, format!("{BEGINNING}{script}")).unwrap();
        Poolhouse::builder()
            .script(path)
            .target(Target::Emulator(self.emulator.clone()))
            .state(Arc::clone(&self.state) as Arc<dyn StateStore>)
    }

    pub(super) fn poolhouse(&self, script: &str) -> Poolhouse {
        self.builder(script).build().unwrap()
    }

    pub(super) async fn plan(&self, script: &str) -> Plan {
        self.poolhouse(script).plan(Options::default()).await.unwrap()
    }

    /// Why the script is refused.
    pub(super) async fn refusal(&self, script: &str, options: Options) -> String {
        match self.poolhouse(script).plan(options).await {
            Ok(plan) => panic!("planned:\n{plan}"),
            Err(error) => error.to_string(),
        }
    }

    /// What came of the script, whatever it was.
    pub(super) async fn run(&self, script: &str, options: Options) -> Report {
        self.poolhouse(script).prepare(options).await.unwrap().apply().await.unwrap()
    }

    /// Applies the script, all of it.
    pub(super) async fn apply(&self, script: &str) -> Report {
        let report = self.run(script, Options::default()).await;
        assert!(report.is_complete(), "{:?}", report.failed);
        report
    }

    /// What the state remembers.
    pub(super) async fn remembered(&self) -> State {
        self.state.read().await.unwrap()
    }

    /// A call of the API, by somebody else.
    pub(super) async fn call(&self, operation: &str, mut input: Value) -> Value {
        input["UserPoolId"] = POOL.into();
        let answer = self.emulator.handle(operation, input, &self.emulator.caller()).await;
        answer.unwrap_or_else(|error| panic!("{operation}: {error:?}")).unwrap_or(Value::Null)
    }

    /// A user as the pool has one, attributes by name; none when there is nobody of that name.
    pub(super) async fn find(&self, name: &str) -> Option<Value> {
        let input = json!({ "UserPoolId": POOL, "Username": name });
        let found = self.emulator.handle("AdminGetUser", input, &self.emulator.caller()).await;
        let mut user = found.ok()??;
        let attributes = user["UserAttributes"].as_array().cloned().unwrap_or_default();
        for attribute in attributes {
            user[attribute["Name"].as_str().unwrap()] = attribute["Value"].clone();
        }
        Some(user)
    }

    pub(super) async fn user(&self, name: &str) -> Value {
        self.find(name).await.unwrap_or_else(|| panic!("there is no {name}"))
    }

    pub(super) async fn groups_of(&self, name: &str) -> BTreeSet<String> {
        let groups = self.call("AdminListGroupsForUser", json!({ "Username": name })).await;
        let groups = groups["Groups"].as_array().unwrap().iter();
        groups.map(|group| group["GroupName"].as_str().unwrap().to_owned()).collect()
    }

    /// How many messages a user was sent.
    pub(super) fn messages(&self, name: &str) -> usize {
        self.emulator.messages(POOL, Some(name)).unwrap().len()
    }

    /// Counts the calls of an operation from now on.
    pub(super) fn counted(&self, operation: OperationName) -> ActiveFault {
        self.emulator.fail(Fault::delay(Duration::ZERO).on(operation))
    }
}
