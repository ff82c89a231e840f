//! `poolhouse check`: what is wrong with a script.

use std::process::ExitCode;

use crate::Failure;
use crate::args::CheckArgs;
use crate::commands::script;
use poolhouse::json;

use crate::print;

pub(crate) async fn run(args: CheckArgs) -> Result<ExitCode, Failure> {
    let options = script::options(&args.permission);
    let path = args.script.script.clone();
    let plan = match script::builder(args.script)?.build()?.plan(options).await {
        Ok(plan) => plan,
        Err(error) => return script::refused(error, args.json),
    };
    if args.json {
        print::json(&json::warnings(&plan));
    } else {
        print::warnings(&plan);
        print::checked(&path, &plan);
    }
    Ok(ExitCode::SUCCESS)
}
