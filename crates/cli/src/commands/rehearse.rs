//! `--rehearse`: a run on a copy.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use poolhouse::emulator::Snapshot;
use poolhouse::{Builder, Options, json};
use serde_json::json;

use crate::Failure;
use crate::args::OutputArgs;
use crate::commands::script;
use crate::print;
use crate::progress::Progress;

/// Plans and applies on the copy, and tells what came of it and how long it would have taken.
pub(crate) async fn apply(
    builder: Builder,
    options: Options,
    copy: &Path,
    output: &OutputArgs,
) -> Result<ExitCode, Failure> {
    let copy = Snapshot::open(copy)?;
    let progress = Arc::new(Progress::default());
    let poolhouse = builder.observer(Arc::clone(&progress) as _).build()?;
    let rehearsed = Box::pin(poolhouse.rehearse(&copy, options)).await;
    progress.finish();
    let rehearsal = match rehearsed {
        Ok(rehearsal) => rehearsal,
        Err(error) => return script::refused(error, output.json),
    };
    if output.json {
        let mut told = json::applied(&json::plan(&rehearsal.plan), &rehearsal.report);
        told["rehearsal"] = json!({ "seconds": rehearsal.took.as_secs_f64() });
        print::json(&told);
    } else {
        print::plan(&rehearsal.plan, output.full);
        print::report(&rehearsal.report);
        print::rehearsed(rehearsal.took);
    }
    Ok(if rehearsal.report.is_complete() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
