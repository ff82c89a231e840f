//! `poolhouse destroy`: deletes what the state of a script remembers, and nothing else.

use std::process::ExitCode;

use poolhouse::Options;

use crate::Failure;
use crate::args::DestroyArgs;
use crate::commands::carry_out::{Consent, carry_out};
use crate::commands::script;

pub(crate) async fn run(args: DestroyArgs) -> Result<ExitCode, Failure> {
    let options = Options {
        destroy: true,
        max_deletes: args.threshold.max_deletes,
        selection: args.selection.selection(),
        ..Options::default()
    };
    carry_out(script::builder(args.script)?, options, &args.output, Consent::of(args.yes)).await
}
