//! What every command on a script that declares takes.

use std::path::PathBuf;

use poolhouse::state::StateChoice;

use super::{GivenArgs, TargetArgs};

/// A script, and the Cognito it is about.
#[derive(Clone, Debug, PartialEq, clap::Args)]
pub(crate) struct ScriptArgs {
    /// The Lua script or WASM plugin that declares users and groups; for apply, a saved plan too
    pub(crate) script: PathBuf,

    #[command(flatten)]
    pub(crate) target: TargetArgs,

    #[command(flatten)]
    pub(crate) given: GivenArgs,

    /// Let poolhouse.toml send events of triggers to a host, 127.0.0.1:9001, without being trusted; may be repeated
    #[arg(long, value_name = "HOST")]
    pub(crate) allow_http: Vec<String>,

    /// Let the plugin read a file under that name; may be repeated
    #[arg(long, value_name = "NAME=FILE", value_parser = named_file)]
    pub(crate) input: Vec<(String, PathBuf)>,

    /// Have a plugin rule over what is declared, after those that poolhouse.toml lists; may be repeated
    #[arg(long, value_name = "FILE.wasm|NAME")]
    pub(crate) transform: Vec<String>,

    /// Name the state instead of taking the script's path
    #[arg(long)]
    pub(crate) name: Option<String>,

    /// Where states are kept: local (the project's folder), project (where poolhouse.toml says), or an object store as
    /// s3://BUCKET/PREFIX, gs://… or az://…
    #[arg(long, value_name = "WHERE", env = "POOLHOUSE_STATE")]
    pub(crate) state: Option<StateChoice>,
}

fn named_file(text: &str) -> Result<(String, PathBuf), String> {
    let pair = text.split_once('=').filter(|(name, file)| !name.is_empty() && !file.is_empty());
    pair.map(|(name, file)| (name.to_owned(), file.into())).ok_or_else(|| "write it as NAME=FILE".to_owned())
}
