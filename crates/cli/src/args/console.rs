//! What `poolhouse console` takes.

use super::{CallLimitArgs, GivenArgs, TargetArgs};

#[derive(Debug, clap::Args)]
pub(crate) struct ConsoleArgs {
    /// Let calls change things, with --backend aws; on the embedded emulator they may
    #[arg(long)]
    pub(crate) write: bool,

    #[command(flatten)]
    pub(crate) target: TargetArgs,

    #[command(flatten)]
    pub(crate) given: GivenArgs,

    #[command(flatten)]
    pub(crate) calls: CallLimitArgs,
}
