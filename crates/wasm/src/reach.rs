//! What transforms and triggers may reach by grant: directory, clock, random, http, secrets.

use std::sync::Arc;

use poolhouse_core::backend::{Backend, PageToken, UserFilter};
use poolhouse_core::group::Group;
use poolhouse_core::pool::PoolId;
use poolhouse_core::user::User;
use url::Url;

use crate::bindings::interface::{clock, directory, http, random, secrets, types};
use crate::call::Call;
use crate::grants::{Http, HttpRequest, HttpResponse};

/// What a function of the host answers: a value, or a sentence. The outer error would end the call.
type Answer<T> = wasmtime::Result<Result<T, String>>;

impl directory::Host for Call {
    async fn find_user(&mut self, pool: String, username: String) -> Answer<Option<directory::User>> {
        let pool = Pool::of(self, &pool);
        Ok(async { pool?.find_user(username).await }.await)
    }

    async fn list_users(&mut self, pool: String, next: Option<String>) -> Answer<directory::UserPage> {
        let pool = Pool::of(self, &pool);
        Ok(async { pool?.list_users(next).await }.await)
    }

    async fn list_groups(&mut self, pool: String, next: Option<String>) -> Answer<directory::GroupPage> {
        let pool = Pool::of(self, &pool);
        Ok(async { pool?.list_groups(next).await }.await)
    }

    async fn groups_of(&mut self, pool: String, username: String) -> Answer<Vec<String>> {
        let pool = Pool::of(self, &pool);
        Ok(async { pool?.groups_of(&username).await }.await)
    }
}

/// A pool that may be read.
struct Pool {
    backend: Arc<dyn Backend>,
    id: PoolId,
}

impl Pool {
    fn of(call: &Call, id: &str) -> Result<Self, String> {
        let backend = call.grants.directory.clone().ok_or_else(|| ungranted("directory"))?;
        if !call.pools.contains(id) {
            return Err(format!(
                "`directory` has the pools that the call is about, and {id} is none of them"
            ));
        }
        Ok(Self { backend, id: PoolId::new(id).map_err(words)? })
    }

    /// From a list, which bills nobody; a look-up of one user makes them active.
    async fn find_user(&self, username: String) -> Result<Option<directory::User>, String> {
        let filter = UserFilter { attribute: "username".to_owned(), value: username };
        let page = self.backend.list_users(&self.id, Some(&filter), None).await.map_err(words)?;
        Ok(page.items.into_iter().next().map(user))
    }

    async fn list_users(&self, next: Option<String>) -> Result<directory::UserPage, String> {
        let token = next.map(PageToken);
        let page = self.backend.list_users(&self.id, None, token.as_ref()).await.map_err(words)?;
        let users = page.items.into_iter().map(user).collect();
        Ok(directory::UserPage { users, next: page.next.map(|token| token.0) })
    }

    async fn list_groups(&self, next: Option<String>) -> Result<directory::GroupPage, String> {
        let page = self.backend.list_groups(&self.id, next.map(PageToken).as_ref()).await.map_err(words)?;
        let groups = page.items.into_iter().map(group).collect();
        Ok(directory::GroupPage { groups, next: page.next.map(|token| token.0) })
    }

    async fn groups_of(&self, username: &str) -> Result<Vec<String>, String> {
        let (mut groups, mut token) = (Vec::new(), None);
        loop {
            let page = self.backend.groups_of(&self.id, username, token.as_ref()).await.map_err(words)?;
            groups.extend(page.items.iter().map(ToString::to_string));
            token = page.next;
            if token.is_none() {
                return Ok(groups);
            }
        }
    }
}

fn user(user: User) -> directory::User {
    let attributes = user.attributes.into_iter();
    let sub = user.sub.map(|sub| types::Attribute { name: "sub".to_owned(), value: sub });
    directory::User {
        username: user.username,
        attributes: sub
            .into_iter()
            .chain(attributes.map(|(name, value)| types::Attribute { name: name.to_string(), value }))
            .collect(),
        enabled: user.enabled,
        status: user.status.to_string(),
    }
}

fn group(group: Group) -> directory::Group {
    directory::Group {
        name: group.name.to_string(),
        description: group.settings.description,
        precedence: group.settings.precedence.and_then(|number| number.try_into().ok()),
        role_arn: group.settings.role_arn,
    }
}

impl clock::Host for Call {
    fn now(&mut self) -> Answer<u64> {
        let Some(clock) = &self.grants.clock else { return Ok(Err(ungranted("clock"))) };
        Ok(u64::try_from(clock.now().millis()).map_err(words))
    }
}

impl random::Host for Call {
    fn bytes(&mut self, count: u32) -> Answer<Vec<u8>> {
        if !self.grants.random {
            return Ok(Err(ungranted("random")));
        }
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        if count > MOST_RANDOM {
            return Ok(Err(format!("{MOST_RANDOM} bytes are the most at once")));
        }
        let mut bytes = vec![0; count];
        rand::fill(&mut bytes[..]);
        Ok(Ok(bytes))
    }
}

impl http::Host for Call {
    async fn send(&mut self, request: http::Request) -> Answer<http::Response> {
        let Some(http) = self.grants.http.clone() else { return Ok(Err(ungranted("http"))) };
        if let Err(refusal) = allowed(&http, &request.url) {
            return Ok(Err(refusal));
        }
        let headers = request.headers.into_iter().map(|header| (header.name, header.value)).collect();
        let request = HttpRequest { method: request.method, url: request.url, headers, body: request.body };
        Ok(http.client.send(request).await.map(response))
    }
}

fn response(response: HttpResponse) -> http::Response {
    let headers = response.headers.into_iter();
    http::Response {
        status: response.status,
        headers: headers.map(|(name, value)| http::Header { name, value }).collect(),
        body: response.body,
    }
}

/// Whether the URL is one of the granted hosts', by the parser that also sends it.
fn allowed(http: &Http, url: &str) -> Result<(), String> {
    let parsed = Url::parse(url).map_err(|error| format!("{url} is no URL: {error}"))?;
    if !matches!(parsed.scheme(), "http" | "https") {
        return Err(format!("{url} is neither http nor https"));
    }
    let host = match (parsed.host_str(), parsed.port()) {
        (Some(host), None) => host.to_owned(),
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (None, _) => return Err(format!("{url} has no host")),
    };
    let is_granted = http.hosts.iter().any(|granted| granted.eq_ignore_ascii_case(&host));
    is_granted.then_some(()).ok_or_else(|| format!("requests to {host} are not granted to the plugin"))
}

impl secrets::Host for Call {
    fn reveal(&mut self, name: String) -> Answer<String> {
        let Some(secret) = self.grants.secrets.get(&name) else {
            return Ok(Err(format!("the secret {name:?} is not granted to the plugin")));
        };
        Ok(secret.reveal().map(|value| value.as_str().to_owned()).map_err(words))
    }
}

fn ungranted(capability: &str) -> String {
    format!("`{capability}` is not granted to the plugin")
}

fn words(error: impl ToString) -> String {
    error.to_string()
}

const MOST_RANDOM: usize = 4096;
