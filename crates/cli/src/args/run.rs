//! What `poolhouse run` takes.

use std::path::PathBuf;

use super::{CallLimitArgs, GivenArgs, TargetArgs};

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
    pub(crate) calls: CallLimitArgs,
}
