//! `poolhouse apply`: makes the pools hold what the script declares.

use std::process::ExitCode;

use crate::Failure;
use crate::args::ApplyArgs;
use crate::commands::{run, script};

pub(crate) async fn run(args: ApplyArgs) -> Result<ExitCode, Failure> {
    let options = script::options(&args.permission);
    let mut builder = script::builder(args.script)?;
    if let Some(changes) = args.parallelism {
        builder = builder.at_once(changes);
    }
    run::carry_out(builder, options, &args.output, args.yes).await
}
