//! The arguments, as clap reads them.

mod project;
mod state;

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};
use poolhouse::MaxDeletes;
use poolhouse::core::selection::{KeyPattern, Selection};
use poolhouse::core::state::Key;
use poolhouse::emulator::{Issuer, Quotas};
use poolhouse::lua::Limits;
use poolhouse::state::StateChoice;

use crate::signing_key::SigningKey;
pub(crate) use project::{InitArgs, TypesArgs};
pub(crate) use state::{StateArgs, StateCommand};

/// Amazon Cognito users as code, and a Cognito of your own to try them on.
#[derive(Debug, Parser)]
#[command(name = "poolhouse", version, about, max_term_width = 100)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a folder a project: a first script, a configuration, settings for editors
    Init(InitArgs),
    /// Run a script and say what is wrong with it; change nothing
    Check(CheckArgs),
    /// Show what apply would do; change nothing
    Plan(PlanArgs),
    /// Make the pools hold what the script declares
    Apply(ApplyArgs),
    /// Show what was changed outside poolhouse since the last apply
    Drift(DriftArgs),
    /// Manage what exists already: one user or group, or all of a pool as a new script
    Import(ImportArgs),
    /// Copy a real pool, to rehearse on: its configuration, groups and users, and no secret
    Pull(PullArgs),
    /// Delete what the state of a script remembers
    Destroy(DestroyArgs),
    /// Look at what poolhouse remembers, and mend it
    State(StateArgs),
    /// Write the types that editors read anew, as this version has them
    Types(TypesArgs),
    /// Serve the emulator: a Cognito on this machine
    #[command(visible_alias = "serve")]
    Emulator(EmulatorArgs),
}

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

/// What a plan may do, and what it is about.
#[derive(Clone, Debug, Default, PartialEq, clap::Args)]
pub(crate) struct PermissionArgs {
    /// Take over what exists already
    #[arg(long)]
    pub(crate) adopt: bool,

    /// Replace accounts where Cognito cannot change them in place
    #[arg(long)]
    pub(crate) allow_replace: bool,

    /// How much of the pools is read: auto, deep (every user one by one), or none (the state is believed)
    #[arg(long, value_enum, default_value_t, value_name = "HOW")]
    pub(crate) refresh: Refresh,

    /// How accounts that do not exist yet are made: by a call each, or by import jobs
    #[arg(long, value_enum, default_value_t, value_name = "HOW")]
    pub(crate) strategy: Strategy,

    /// The ARN of the role by which Cognito writes the logs of import jobs
    #[arg(long, value_name = "ARN", required_if_eq("strategy", "import_job"))]
    pub(crate) import_role: Option<String>,

    #[command(flatten)]
    pub(crate) threshold: ThresholdArgs,

    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
}

/// How much of the pools is read before a plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Refresh {
    /// What a plan needs, from lists, which bill nobody
    #[default]
    Auto,
    /// Every user one by one besides, which makes them active users
    Deep,
    /// Only what is declared otherwise than it was applied
    None,
}

/// How accounts that do not exist yet are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Strategy {
    /// A call each
    #[default]
    Calls,
    /// Import jobs make those whom they can make: no invitation, no bill, and no password but a declared one
    #[value(name = "import_job")]
    ImportJob,
}

/// What a run is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, clap::Args)]
pub(crate) struct SelectionArgs {
    /// Only this resource, and the groups and users that it needs: user/ann; may be repeated
    #[arg(long, value_name = "KIND/ID")]
    pub(crate) target: Vec<Key>,

    /// Only resources like this: user/staff-*; may be repeated
    #[arg(long, value_name = "PATTERN")]
    pub(crate) include: Vec<KeyPattern>,

    /// No resource like this; may be repeated
    #[arg(long, value_name = "PATTERN")]
    pub(crate) exclude: Vec<KeyPattern>,
}

impl SelectionArgs {
    /// The selection.
    pub(crate) fn selection(&self) -> Selection {
        Selection {
            targets: self.target.iter().cloned().collect(),
            include: self.include.clone(),
            exclude: self.exclude.clone(),
        }
    }
}

/// What guards against a script that lost its users.
#[derive(Clone, Debug, Default, PartialEq, clap::Args)]
pub(crate) struct ThresholdArgs {
    /// Refuse a plan that deletes, disables or replaces more users and groups than that: 10, or 5%
    #[arg(long, value_name = "COUNT|PERCENT")]
    pub(crate) max_deletes: Option<MaxDeletes>,
}

/// How it is told.
#[derive(Debug, clap::Args)]
pub(crate) struct OutputArgs {
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,

    /// Show every change, however many there are
    #[arg(long)]
    pub(crate) full: bool,
}

/// How an apply is told.
#[derive(Debug, clap::Args)]
pub(crate) struct ApplyOutputArgs {
    #[command(flatten)]
    pub(crate) whole: OutputArgs,

    /// Print JSON as things happen, an object on each line
    #[arg(long, conflicts_with = "json")]
    pub(crate) json_lines: bool,
}

impl ApplyOutputArgs {
    /// Whether programs read it, and nobody sees a plan.
    pub(crate) fn is_json(&self) -> bool {
        self.whole.json || self.json_lines
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) script: ScriptArgs,
    #[command(flatten)]
    pub(crate) permission: PermissionArgs,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    pub(crate) script: ScriptArgs,
    #[command(flatten)]
    pub(crate) permission: PermissionArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    /// Plan against this copy of the pool, as `poolhouse pull` makes one
    #[arg(long, value_name = "FILE", conflicts_with = "out")]
    pub(crate) rehearse: Option<PathBuf>,
    /// Save the plan to this file, for `poolhouse apply FILE`; it holds attributes of people, and no secret
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Exit with 0 when there is nothing to do, 2 when there is, 1 on failure
    #[arg(long)]
    pub(crate) detailed_exitcode: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ApplyArgs {
    #[command(flatten)]
    pub(crate) script: ScriptArgs,
    #[command(flatten)]
    pub(crate) permission: PermissionArgs,
    #[command(flatten)]
    pub(crate) output: ApplyOutputArgs,
    /// Do it on this copy of the pool, as `poolhouse pull` makes one, and tell how long it takes; nothing else is changed
    #[arg(long, value_name = "FILE")]
    pub(crate) rehearse: Option<PathBuf>,
    /// Ask nothing
    #[arg(long, short)]
    pub(crate) yes: bool,
    /// Changes under way at once
    #[arg(long, value_name = "N")]
    pub(crate) parallelism: Option<usize>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct DriftArgs {
    #[command(flatten)]
    pub(crate) script: ScriptArgs,
    #[command(flatten)]
    pub(crate) permission: PermissionArgs,
    #[command(flatten)]
    pub(crate) output: ApplyOutputArgs,
    /// Undo what can be undone: plan that, ask, and carry it out
    #[arg(long)]
    pub(crate) repair: bool,
    /// Ask nothing
    #[arg(long, short, requires = "repair")]
    pub(crate) yes: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ImportArgs {
    #[command(flatten)]
    pub(crate) script: ScriptArgs,
    /// The declaration that stands for it: user/ann
    pub(crate) resource: Option<Key>,
    /// The pool, and the username, alias or group name there
    #[arg(value_name = "POOL/NAME")]
    pub(crate) from: Option<String>,
    /// Write a script that declares all of this pool, and remember it as applied
    #[arg(long, value_name = "POOL", conflicts_with_all = ["resource", "from"])]
    pub(crate) all: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct PullArgs {
    /// The pool
    #[arg(long, value_name = "ID")]
    pub(crate) pool: String,

    /// The file of the copy; it holds attributes of people
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,

    /// Another server in the place of AWS: http://127.0.0.1:9229
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint: Option<String>,

    /// The profile of the credentials
    #[arg(long)]
    pub(crate) profile: Option<String>,

    /// The percentage of the account's rate quotas to use: 50 by default, no limit on this machine
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(1..=100))]
    pub(crate) quota_share: Option<u8>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct DestroyArgs {
    #[command(flatten)]
    pub(crate) script: ScriptArgs,
    #[command(flatten)]
    pub(crate) threshold: ThresholdArgs,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    #[command(flatten)]
    pub(crate) output: ApplyOutputArgs,
    /// Ask nothing
    #[arg(long, short)]
    pub(crate) yes: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct EmulatorArgs {
    /// The port; 0 takes a free one
    #[arg(long, default_value_t = 9229)]
    pub(crate) port: u16,

    /// The address to listen on; anything but loopback lets others in
    #[arg(long, default_value = "127.0.0.1")]
    pub(crate) bind: IpAddr,

    /// A name besides the loopback ones under which it answers; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) host: Vec<String>,

    /// The account in ARNs
    #[arg(long, default_value = "123456789012", value_parser = account)]
    pub(crate) account: String,

    /// The region where a request does not tell
    #[arg(long, default_value = "us-east-1")]
    pub(crate) region: String,

    /// Who issues tokens: aws for the service's own form, or a URL; the emulator's own URL when absent
    #[arg(long, value_name = "aws|URL", value_parser = issuer)]
    pub(crate) issuer: Option<Issuer>,

    /// Hold callers to quotas: aws for the service's own rates, and 50 e-mails a day; none when absent
    #[arg(long, value_name = "aws", value_parser = quotas)]
    pub(crate) quotas: Option<Quotas>,

    /// Refuse calls that are not signed with this access key; KEY=env:NAME takes the secret from a variable of the
    /// environment; may be repeated
    #[arg(long, value_name = "KEY=SECRET")]
    pub(crate) require_signatures: Vec<SigningKey>,

    /// Keep the data in this file; in memory when absent
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Option<PathBuf>,

    /// Give it a pool: a JSON file in the form of DescribeUserPool's answer; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) fixture: Vec<PathBuf>,

    /// Call a function that pools name in their LambdaConfig by a URL that speaks the Lambda Invoke API; may be repeated
    #[arg(long, value_name = "ARN=URL", value_parser = function)]
    pub(crate) function: Vec<(String, String)>,

    /// Print which operations of the API are built, and serve nothing
    #[arg(long)]
    pub(crate) operations: bool,
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

fn issuer(text: &str) -> Result<Issuer, String> {
    match text {
        "aws" => Ok(Issuer::Aws),
        url if url.starts_with("http://") || url.starts_with("https://") => {
            Ok(Issuer::Url(url.trim_end_matches('/').to_owned()))
        }
        _ => Err("write aws, or a URL that begins with http:// or https://".to_owned()),
    }
}

fn quotas(text: &str) -> Result<Quotas, String> {
    match text {
        "aws" => Ok(Quotas::Aws),
        "none" => Ok(Quotas::None),
        _ => Err("write aws, or none".to_owned()),
    }
}

fn account(text: &str) -> Result<String, String> {
    let digits = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.to_owned()).ok_or_else(|| "an account has twelve digits".to_owned())
}

/// An ARN has no equals sign, but a URL may.
fn function(text: &str) -> Result<(String, String), String> {
    let (arn, url) =
        text.split_once('=').filter(|(arn, _)| arn.starts_with("arn:")).ok_or("write it as ARN=URL")?;
    Ok((arn.to_owned(), url.to_owned()))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_fit_together() {
        Args::command().debug_assert();
    }

    #[test]
    fn an_issuer_is_aws_or_a_url_without_a_slash_at_its_end() {
        assert_eq!(issuer("aws"), Ok(Issuer::Aws));
        assert_eq!(issuer("https://id.test/"), Ok(Issuer::Url("https://id.test".into())));
        assert!(issuer("id.test").is_err());
    }

    #[test]
    fn an_argument_for_the_script_keeps_every_equals_sign_after_the_first() {
        assert_eq!(key_value("filter=a=b"), Ok(("filter".into(), "a=b".into())));
        assert!(key_value("=b").is_err());
    }

    #[test]
    fn a_function_is_an_arn_and_a_url() {
        let arn = "arn:aws:lambda:us-east-1:123456789012:function:f";
        let given = function(&format!("{arn}=http://localhost:9000/?a=b"));
        assert_eq!(given, Ok((arn.into(), "http://localhost:9000/?a=b".into())));
        assert!(function("http://localhost:9000").is_err());
    }
}
