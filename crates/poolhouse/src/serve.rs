//! The emulator on a socket, for whoever speaks to Cognito by the network.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use poolhouse_core::log::LogSink;
use poolhouse_emulator::http::HttpOptions;
use poolhouse_emulator::{AccessKey, Emulator, Issuer, Quotas, RedbData};
use poolhouse_emulator_model::OperationName;
use tokio::net::TcpListener;

use crate::embedded::give_pools;
use crate::emulator_clock::EmulatorClock;
use crate::error::Error;
use crate::project::Project;
use crate::surroundings::Surroundings;
use crate::triggers::{self, FunctionSource};
use crate::trust::Granted;

/// How an emulator is served.
#[derive(Clone)]
pub struct ServeOptions {
    /// Where it listens: `127.0.0.1:9229`. Port 0 takes a free one.
    pub address: SocketAddr,
    /// The account in ARNs.
    pub account: String,
    /// The region where a request does not tell.
    pub region: String,
    /// What the issuer of tokens looks like.
    pub issuer: Issuer,
    /// Which quotas callers are held to.
    pub quotas: Quotas,
    /// The access keys that calls have to be signed with; when empty, any signature will do.
    pub access_keys: Vec<AccessKey>,
    /// Names besides the loopback ones under which it answers.
    pub hosts: Vec<String>,
    /// A file that keeps its data; in memory when absent.
    pub data: Option<PathBuf>,
    /// JSON files with pools that it is given when it lacks them.
    pub fixtures: Vec<PathBuf>,
    /// Functions that pools name in their `LambdaConfig`, by ARN.
    pub functions: Vec<(String, FunctionSource)>,
    /// Hosts to which the project's file may send events of triggers, though nobody trusts it: `127.0.0.1:9001`.
    pub allow_http: BTreeSet<String>,
    /// Takes what functions print and log, and where they fail.
    pub log: LogSink,
    /// The folder whose `poolhouse.toml`, there or above, gives it pools too, and functions to them.
    pub project: PathBuf,
}

/// An emulator that listens and does not answer yet.
pub struct Bound {
    listener: TcpListener,
    emulator: Emulator,
    options: HttpOptions,
}

/// Opens the emulator and its socket.
///
/// # Errors
/// When the address is taken, the data or a fixture cannot be read, or a function is none.
pub async fn bind(options: ServeOptions) -> Result<Bound, Error> {
    let mut builder =
        Emulator::builder().account(options.account).region(options.region).issuer(options.issuer);
    if let Some(file) = options.data {
        builder = builder.data(Arc::new(RedbData::open(file)?));
    }
    if !options.access_keys.is_empty() {
        builder = builder.require_signatures(options.access_keys);
    }
    let emulator = builder.build()?;
    emulator.set_quotas(options.quotas);
    let project = Project::around(&options.project);
    give_pools(&emulator, &project, &options.fixtures, &options.log)?;
    let granted = Granted::of(&project, None, &options.allow_http)?;
    let clock = Arc::new(EmulatorClock(emulator.clone()));
    let run = Surroundings { project, granted, stage: "dev".to_owned(), clock, log: options.log };
    let functions = triggers::by_arn(options.functions, &run, &emulator).await?;
    let configured = triggers::configured(&run, &emulator).await?;
    let emulator = emulator.with_triggers(Arc::new(functions.and(configured.unwrap_or_default())));
    let listener = TcpListener::bind(options.address).await.map_err(|error| {
        Error::Usage(format!(
            "cannot listen on {}: {error}; another port can be had with --port",
            options.address
        ))
    })?;
    Ok(Bound { listener, emulator, options: HttpOptions { hosts: options.hosts, ..HttpOptions::default() } })
}

impl Bound {
    /// Where it listens.
    ///
    /// # Errors
    /// When the socket cannot tell.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until `stop` completes.
    ///
    /// # Errors
    /// When the socket fails.
    pub async fn serve(self, stop: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()> {
        self.emulator.serve(self.listener, self.options, stop).await
    }
}

/// Every operation of the API, and whether the emulator has it.
#[must_use]
pub fn operations() -> Vec<(&'static str, bool)> {
    OperationName::ALL.iter().map(|name| (name.as_str(), poolhouse_emulator::is_implemented(*name))).collect()
}
