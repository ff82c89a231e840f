//! What `poolhouse run` takes.

use std::path::PathBuf;

use poolhouse::lua::Limits;

use super::{GivenArgs, TargetArgs};

#[derive(Debug, clap::Args)]
pub(crate) struct RunArgs {
    /// The Lua script, which calls the API by ph.api
    pub(crate) script: PathBuf,

    /// Print the calls that would change something, and make only those that look
    #[arg(long)]
    pub(crate) dry_run: bool,

    #[command(flatten)]
    pub(crate) target: TargetArgs,

    #[command(flatten)]
    pub(crate) given: GivenArgs,

    #[command(flatten)]
    pub(crate) limits: LimitArgs,
}

/// How much a script may do that calls the API.
#[derive(Debug, clap::Args)]
pub(crate) struct LimitArgs {
    /// How many calls, waits and questions it may make: 100000 by default
    #[arg(long, value_name = "N")]
    pub(crate) call_limit: Option<usize>,

    /// How much it may print: 16MiB by default
    #[arg(long, value_name = "SIZE", value_parser = Limits::parse_size)]
    pub(crate) output_limit: Option<usize>,

    /// How many lines of its log are shown: 10000 by default
    #[arg(long, value_name = "N")]
    pub(crate) log_limit: Option<usize>,
}
