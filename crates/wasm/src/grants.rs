//! What a plugin is given. Whatever is not here does not exist for it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use poolhouse_core::backend::Backend;
use poolhouse_core::clock::Clock;
use poolhouse_core::log::LogSink;
use poolhouse_core::secret::Secret;

/// What a plugin is given. The default is nothing.
#[derive(Clone)]
pub struct Grants {
    /// Its configuration, by name.
    pub config: serde_json::Map<String, serde_json::Value>,
    /// The stage of the run.
    pub stage: String,
    /// Files it may read, by the name it knows them by.
    pub inputs: BTreeMap<String, PathBuf>,
    /// Secrets that it may name in password fields: `secret.env` in the interface. It never sees them.
    pub env: BTreeMap<String, Secret>,
    /// Secrets that it may see, by name. Transforms and triggers alone.
    pub secrets: BTreeMap<String, Secret>,
    /// Where it may read users and groups, of the pools that a call is about. Transforms and triggers alone.
    pub directory: Option<Arc<dyn Backend>>,
    /// What it may know the time by. Without it, clocks stand at the beginning of 1970.
    pub clock: Option<Arc<dyn Clock>>,
    /// Whether it may have randomness. Without it, what WASI calls random is the same in each call.
    pub random: bool,
    /// The hosts it may send requests to, and who sends them. Transforms and triggers alone.
    pub http: Option<Http>,
    /// Takes what it logs and prints.
    pub log: LogSink,
}

/// Outbound requests to some hosts.
#[derive(Clone)]
pub struct Http {
    /// `example.com`, or `example.com:8080` where the port is not the scheme's own.
    pub hosts: Vec<String>,
    /// Sends what is allowed.
    pub client: Arc<dyn HttpClient>,
}

/// **Port**: sends requests for plugins. It follows no redirects: where one leads was granted to nobody.
#[async_trait]
pub trait HttpClient: Send + Sync {
    /// Sends a request and gives back all of its answer.
    ///
    /// # Errors
    /// A sentence that the plugin gets, when there is no answer.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, String>;
}

/// A request of a plugin.
#[derive(Clone, Debug)]
pub struct HttpRequest {
    /// `GET`
    pub method: String,
    /// The whole URL; its host was granted.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body, empty when there is none.
    pub body: Vec<u8>,
}

/// An answer to a plugin's request.
#[derive(Clone, Debug)]
pub struct HttpResponse {
    /// 200
    pub status: u16,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// All of the body.
    pub body: Vec<u8>,
}

impl Default for Grants {
    fn default() -> Self {
        Self {
            config: serde_json::Map::new(),
            stage: "dev".to_owned(),
            inputs: BTreeMap::new(),
            env: BTreeMap::new(),
            secrets: BTreeMap::new(),
            directory: None,
            clock: None,
            random: false,
            http: None,
            log: Arc::new(|_| {}),
        }
    }
}
