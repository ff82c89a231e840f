//! `poolhouse plan`: what an apply would do.

use std::process::ExitCode;

use crate::Failure;
use crate::args::PlanArgs;
use crate::commands::script;
use crate::{json, print};

/// What `--detailed-exitcode` says when there is something to do.
const CHANGES_PENDING: u8 = 2;

pub(crate) async fn run(args: PlanArgs) -> Result<ExitCode, Failure> {
    let options = script::options(&args.permission);
    let plan = match script::builder(args.script)?.build()?.plan(options).await {
        Ok(plan) => plan,
        Err(error) => return script::refused(error, args.output.json),
    };
    if args.output.json {
        print::json(&json::plan(&plan));
    } else {
        print::plan(&plan, args.output.full);
    }
    let pending = args.detailed_exitcode && !plan.is_empty();
    Ok(if pending { ExitCode::from(CHANGES_PENDING) } else { ExitCode::SUCCESS })
}
