//! `poolhouse run`: runs a script that calls the API.

use std::process::ExitCode;
use std::sync::Arc;

use poolhouse::lua::Writes;
use poolhouse::{Error, Poolhouse};

use crate::Failure;
use crate::args::RunArgs;
use crate::commands::script;
use crate::print;
use crate::terminal::AtTerminal;

pub(crate) async fn run(args: RunArgs) -> Result<ExitCode, Failure> {
    let builder = script::on(Poolhouse::builder().source(args.script), args.target)?;
    let poolhouse = script::given_calls(builder, args.given, &args.calls)?.build()?;
    let writes = if args.dry_run { Writes::Shown } else { Writes::Sent };
    match poolhouse.run(writes, Arc::new(AtTerminal)).await {
        Ok(()) => Ok(ExitCode::SUCCESS),
        // What the script did before its fault is done, so nothing is said of that.
        Err(Error::Faults(faults)) => {
            print::faults(&faults);
            Ok(ExitCode::FAILURE)
        }
        Err(error) => Err(error.into()),
    }
}
