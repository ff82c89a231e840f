//! Who is held to the promises.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;

use poolhouse_aws::{AwsBackend, AwsOptions};
use poolhouse_core::backend::{Backend, BackendError, ErrorKind, Page, PageToken};
use poolhouse_core::group::GroupName;
use poolhouse_core::mfa::MfaPreference;
use poolhouse_core::pool::PoolId;
use poolhouse_core::user::User;
use poolhouse_emulator::Emulator;
use poolhouse_emulator::http::Server;
use poolhouse_local::LocalBackend;
use serde_json::{Value, json};

use super::{NewUser, attributes};
use crate::{servers, wire};

/// A backend, and a way around it to make pools.
pub(crate) struct Subject {
    backend: Arc<dyn Backend>,
    api: Api,
    /// Serves for as long as it is held.
    _server: Option<Server>,
}

enum Api {
    InProcess(Emulator),
    At(&'static str),
}

impl Subject {
    /// An emulator in this process.
    pub(crate) async fn local() -> Self {
        let emulator = Emulator::new();
        let backend = Arc::new(LocalBackend::new(emulator.clone()));
        Self { backend, api: Api::InProcess(emulator), _server: None }
    }

    /// The SDK, and an emulator on a port of this machine.
    pub(crate) async fn loopback() -> Self {
        let emulator = Emulator::new();
        let server = emulator.start().await.expect("a port is free");
        let backend = sdk(server.url()).await;
        Self { backend, api: Api::InProcess(emulator), _server: Some(server) }
    }

    /// The SDK, and moto.
    pub(crate) async fn moto() -> Self {
        let address = servers::moto();
        Self { backend: sdk(format!("http://{address}")).await, api: Api::At(address), _server: None }
    }

    /// A new pool. `settings` are members of CreateUserPool.
    pub(crate) async fn pool(&self, mut settings: Value) -> TestPool {
        settings["PoolName"] = json!("contract");
        let answer = self.api.call("CreateUserPool", settings).await;
        let id = answer["UserPool"]["Id"].as_str().expect("a new pool has an id");
        TestPool { backend: self.backend.clone(), id: PoolId::new(id).expect("it is one") }
    }

    /// A pool that is nowhere.
    pub(crate) fn missing_pool(&self) -> TestPool {
        TestPool { backend: self.backend.clone(), id: PoolId::new("us-east-1_nowhere00").expect("it is one") }
    }
}

async fn sdk(endpoint: String) -> Arc<dyn Backend> {
    let options = AwsOptions { endpoint: Some(endpoint), ..AwsOptions::default() };
    Arc::new(AwsBackend::connect(options).await.expect("the endpoint is a URL"))
}

impl Api {
    async fn call(&self, operation: &str, request: Value) -> Value {
        match self {
            Self::InProcess(emulator) => {
                let answer = emulator.handle(operation, request, &emulator.caller()).await;
                answer.expect("the tests set up what is allowed").unwrap_or_default()
            }
            Self::At(address) => {
                wire::call(address, operation, &request).await.expect("the tests set up what is allowed")
            }
        }
    }
}

/// A pool and the backend it is seen through.
pub(crate) struct TestPool {
    pub(crate) backend: Arc<dyn Backend>,
    pub(crate) id: PoolId,
}

impl TestPool {
    pub(crate) async fn create(&self, user: NewUser) -> User {
        self.try_create(&user).await.expect("the user is acceptable")
    }

    pub(crate) async fn try_create(&self, user: &NewUser) -> Result<User, BackendError> {
        self.backend.create_user(&self.id, &user.as_call()).await
    }

    /// A user as lists tell of them.
    pub(crate) async fn find(&self, username: &str) -> Option<User> {
        self.look_up(username).await.map(|user| User { mfa: None, ..user })
    }

    pub(crate) async fn second_factors(&self, username: &str) -> Option<MfaPreference> {
        self.look_up(username).await.expect("the user is there").mfa
    }

    async fn look_up(&self, username: &str) -> Option<User> {
        self.backend.find_user(&self.id, username).await.expect("the pool can be read")
    }

    pub(crate) async fn user(&self, username: &str) -> User {
        self.find(username).await.expect("the user is there")
    }

    pub(crate) async fn attribute(&self, username: &str, name: &str) -> Option<String> {
        self.user(username).await.attributes.get(name).cloned()
    }

    pub(crate) async fn update(&self, username: &str, values: &[(&str, &str)]) -> Result<(), BackendError> {
        self.backend.update_attributes(&self.id, username, &attributes(values), &BTreeMap::new()).await
    }

    pub(crate) async fn user_pages(&self) -> Vec<Page<User>> {
        let mut pages: Vec<Page<User>> = Vec::new();
        let mut token = None;
        loop {
            let page =
                self.backend.list_users(&self.id, None, token.as_ref()).await.expect("users are listed");
            token = page.next.clone();
            pages.push(page);
            if token.is_none() {
                return pages;
            }
            assert!(pages.len() < 10, "the list does not end");
        }
    }

    pub(crate) async fn groups_of(&self, username: &str) -> Vec<GroupName> {
        self.backend.groups_of(&self.id, username, None).await.expect("groups are listed").items
    }

    pub(crate) async fn members(&self, group: &GroupName) -> Vec<String> {
        let page = self.members_page(group, None).await;
        page.items.into_iter().map(|user| user.username).collect()
    }

    pub(crate) async fn members_page(&self, group: &GroupName, token: Option<&PageToken>) -> Page<User> {
        self.backend.users_in_group(&self.id, group, token).await.expect("members are listed")
    }
}

/// The error that `result` must be, of that kind.
#[track_caller]
pub(crate) fn refusal<T: Debug>(result: Result<T, BackendError>, kind: ErrorKind) -> BackendError {
    match result {
        Ok(accepted) => panic!("accepted: {accepted:?}"),
        Err(error) => {
            assert_eq!(error.kind, kind, "{error}");
            error
        }
    }
}

/// Passes when `promise` is broken in the way that is noted, and fails when it is kept: then the note is out of date.
pub(crate) async fn departs(promise: impl Future<Output = ()> + Send + 'static, symptom: &str, reason: &str) {
    let failure = match tokio::spawn(promise).await {
        Ok(()) => panic!("kept now: take the note out of the table of promises ({reason})"),
        Err(failure) => failure.into_panic(),
    };
    let text = failure.downcast_ref::<String>().cloned();
    let text = text.or_else(|| failure.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default();
    assert!(text.contains(symptom), "broken otherwise than noted ({reason}): {text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    #[should_panic(expected = "kept now")]
    async fn a_note_that_is_out_of_date_is_noticed() {
        departs(async {}, "accepted", "it takes anything").await;
    }

    #[tokio::test]
    #[should_panic(expected = "broken otherwise than noted")]
    async fn another_break_than_the_noted_one_is_noticed() {
        departs(async { panic!("no answer") }, "accepted", "it takes anything").await;
    }
}
