//! `poolhouse plan`: what an apply would do.

use std::process::ExitCode;

use crate::Failure;
use crate::args::PlanArgs;
use crate::commands::script;
use crate::print;
use poolhouse::emulator::Snapshot;
use poolhouse::json;

/// What `--detailed-exitcode` says when there is something to do.
const CHANGES_PENDING: u8 = 2;

pub(crate) async fn run(args: PlanArgs) -> Result<ExitCode, Failure> {
    let options = script::options(&args.permission);
    let poolhouse = script::builder(args.script)?.build()?;
    let arguments = std::env::args().skip(1).collect();
    let planned = match &args.rehearse {
        Some(copy) => Box::pin(poolhouse.rehearse_plan(&Snapshot::open(copy)?, options)).await,
        None => match &args.out {
            None => poolhouse.plan(options).await,
            Some(file) => {
                let planned = poolhouse.plan_to_save(options, arguments).await;
                planned.and_then(|(plan, saved)| saved.save(file).map(|()| plan))
            }
        },
    };
    let plan = match planned {
        Ok(plan) => plan,
        Err(error) => return script::refused(error, args.output.json),
    };
    if args.output.json {
        print::json(&json::plan(&plan));
    } else {
        print::plan(&plan, args.output.full);
    }
    if let Some(file) = &args.out {
        print::note(&format!("the plan is saved; `poolhouse apply {}` carries it out", file.display()));
    }
    let pending = args.detailed_exitcode && !plan.is_empty();
    Ok(if pending { ExitCode::from(CHANGES_PENDING) } else { ExitCode::SUCCESS })
}
