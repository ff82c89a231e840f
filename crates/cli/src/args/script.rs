//! What every command on a script takes.

use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum;
use poolhouse::lua::Limits;
use poolhouse::state::StateChoice;

/// A script, and the Cognito it is about.
#[derive(Clone, Debug, PartialEq, clap::Args)]
pub(crate) struct ScriptArgs {
    /// The Lua script or WASM plugin that declares users and groups; for apply, a saved plan too
    pub(crate) script: PathBuf,

    /// Which Cognito: the embedded emulator, or AWS and what speaks like it
    #[arg(long, value_enum, default_value_t, value_name = "WHICH")]
    pub(crate) backend: Backend,

    /// Another server in the place of AWS, with --backend aws: http://127.0.0.1:9229
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint: Option<String>,

    /// The region where a pool's id does not tell, with --backend aws
    #[arg(long)]
    pub(crate) region: Option<String>,

    /// The profile of the credentials, with --backend aws
    #[arg(long)]
    pub(crate) profile: Option<String>,

    /// Give the script an argument, ph.args.KEY, or the plugin a value of its configuration; may be repeated
    #[arg(long = "arg", value_name = "KEY=VALUE", value_parser = key_value)]
    pub(crate) args: Vec<(String, String)>,

    /// Let the script see a variable of the environment, or the plugin use it as a password; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) allow_env: Vec<String>,

    /// Let poolhouse.toml send events of triggers to a host, 127.0.0.1:9001, without being trusted; may be repeated
    #[arg(long, value_name = "HOST")]
    pub(crate) allow_http: Vec<String>,

    /// Let the plugin read a file under that name; may be repeated
    #[arg(long, value_name = "NAME=FILE", value_parser = named_file)]
    pub(crate) input: Vec<(String, PathBuf)>,

    /// How long the script may run: 2s, 500ms
    #[arg(long, value_name = "TIME", value_parser = Limits::parse_time)]
    pub(crate) time_limit: Option<Duration>,

    /// How much memory the script may take: 64MiB
    #[arg(long, value_name = "SIZE", value_parser = Limits::parse_memory)]
    pub(crate) memory_limit: Option<usize>,

    /// The percentage of the account's rate quotas to use: 50 by default, no limit on this machine
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(1..=100))]
    pub(crate) quota_share: Option<u8>,

    /// The stage; each has a state of its own
    #[arg(long, default_value = "dev")]
    pub(crate) stage: String,

    /// Name the state instead of taking the script's path
    #[arg(long)]
    pub(crate) name: Option<String>,

    /// Where states are kept: local (the project's folder), project (where poolhouse.toml says), or an object store as
    /// s3://BUCKET/PREFIX, gs://… or az://…
    #[arg(long, value_name = "WHERE", env = "POOLHOUSE_STATE")]
    pub(crate) state: Option<StateChoice>,

    /// Give the embedded emulator a pool: a JSON file in the form of DescribeUserPool's answer; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) fixture: Vec<PathBuf>,
}

/// Which Cognito.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Backend {
    /// The emulator in this process, its data kept in the project's .poolhouse folder
    #[default]
    Emulator,
    /// Amazon Cognito, or the server that --endpoint names
    Aws,
}

fn key_value(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').filter(|(key, _)| !key.is_empty());
    pair.map(|(key, value)| (key.to_owned(), value.to_owned()))
        .ok_or_else(|| "write it as KEY=VALUE".to_owned())
}

fn named_file(text: &str) -> Result<(String, PathBuf), String> {
    let pair = text.split_once('=').filter(|(name, file)| !name.is_empty() && !file.is_empty());
    pair.map(|(name, file)| (name.to_owned(), file.into())).ok_or_else(|| "write it as NAME=FILE".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_for_the_script_keeps_every_equals_sign_after_the_first() {
        assert_eq!(key_value("filter=a=b"), Ok(("filter".into(), "a=b".into())));
        assert!(key_value("=b").is_err());
    }
}
