//! The arguments, as clap reads them.

mod console;
mod emulator;
mod given;
mod limits;
mod plugin;
mod project;
mod run;
mod script;
mod state;
mod target;
mod test;
mod trigger;
mod trust;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use poolhouse::MaxDeletes;
use poolhouse::core::import_job::RoleArn;
use poolhouse::core::selection::{KeyPattern, Selection};
use poolhouse::core::state::Key;

pub(crate) use console::ConsoleArgs;
pub(crate) use emulator::EmulatorArgs;
pub(crate) use given::{GivenArgs, twice};
pub(crate) use limits::{CallLimitArgs, LimitArgs};
pub(crate) use plugin::{PluginArgs, PluginCommand};
pub(crate) use project::{InitArgs, TypesArgs};
pub(crate) use run::RunArgs;
pub(crate) use script::ScriptArgs;
pub(crate) use state::{StateArgs, StateCommand};
pub(crate) use target::{Backend, TargetArgs};
pub(crate) use test::TestArgs;
pub(crate) use trigger::{TriggerArgs, TriggerCommand};
pub(crate) use trust::TrustArgs;

/// Amazon Cognito users as code, and a Cognito of your own to try them on.
#[derive(Debug, Parser)]
#[command(name = "poolhouse", version, about, max_term_width = 100)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a folder a project: a first script and its test, a configuration, settings for editors
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
    /// Run a script that calls the API itself, for what it does
    Run(RunArgs),
    /// Type Lua that calls the API, and see what it answers
    Console(ConsoleArgs),
    /// Delete what the state of a script remembers
    Destroy(DestroyArgs),
    /// Run the tests of scripts, each case on an emulator of its own
    Test(TestArgs),
    /// Look at what poolhouse remembers, and mend it
    State(StateArgs),
    /// Write the types that editors read anew, as this version has them
    Types(TypesArgs),
    /// Look at plugins
    Plugin(PluginArgs),
    /// Let what a project's file asks for count: environment, states, functions elsewhere
    Trust(TrustArgs),
    /// Try a function that answers triggers
    Trigger(TriggerArgs),
    /// Serve the emulator: a Cognito on this machine
    #[command(visible_alias = "serve")]
    Emulator(EmulatorArgs),
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
    #[arg(long, value_name = "ARN", required_if_eq("strategy", "import_job"), value_parser = role_arn)]
    pub(crate) import_role: Option<RoleArn>,

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

fn role_arn(text: &str) -> Result<RoleArn, String> {
    RoleArn::new(text)
        .map_err(|error| format!("{error}; a role is named like arn:aws:iam::123456789012:role/logs"))
}

/// A file to write: the output is never one, as who writes `-` may think.
fn a_file(text: &str) -> Result<PathBuf, String> {
    match text {
        "" | "-" => Err("name a file".to_owned()),
        text => Ok(text.into()),
    }
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
    #[arg(long, value_name = "FILE", value_parser = a_file)]
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
    /// Keep the passwords that are made up (`ph.secret.generate`) in this file, encrypted to the age recipients
    #[arg(long, value_name = "FILE", requires = "age_recipient", conflicts_with = "rehearse")]
    pub(crate) passwords_to: Option<PathBuf>,
    /// Who can read that file: age1…; may be repeated
    #[arg(long, value_name = "RECIPIENT", requires = "passwords_to")]
    pub(crate) age_recipient: Vec<String>,
    /// Ask nothing
    #[arg(long, short)]
    pub(crate) yes: bool,
    /// Changes under way at once
    #[arg(long, value_name = "N")]
    pub(crate) parallelism: Option<NonZeroUsize>,
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
    #[arg(long, value_name = "FILE", value_parser = a_file)]
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

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_fit_together() {
        Args::command().debug_assert();
    }
}
