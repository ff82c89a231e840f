//! Showing a plan, asking, and carrying it out.

use std::io::{IsTerminal, Write, stdin};
use std::process::ExitCode;
use std::sync::Arc;

use poolhouse::{Builder, Options, Report, Stop};

use crate::Failure;
use crate::args::OutputArgs;
use crate::progress::Progress;
use crate::{json, print};

/// Plans, shows, asks, applies and sums up.
pub(crate) async fn carry_out(
    builder: Builder,
    options: Options,
    output: &OutputArgs,
    yes: bool,
) -> Result<ExitCode, Failure> {
    let progress = Arc::new(Progress::default());
    let stop = Stop::default();
    let poolhouse = builder.observer(Arc::clone(&progress) as _).stop(stop.clone()).build()?;
    let run = poolhouse.prepare(options).await?;
    let planned = json::plan(run.plan());
    if !output.json {
        print::plan(run.plan(), output.full);
    }
    if !run.plan().is_empty() && !yes && !confirmed()? {
        print::note("nothing was changed");
        return Ok(ExitCode::FAILURE);
    }
    let signal = tokio::spawn(stop_at_signal(stop));
    let report = run.apply().await;
    signal.abort();
    progress.finish();
    let report = report?;
    if output.json {
        print::json(&json::applied(&planned, &report));
    } else if planned["changes"] != serde_json::json!([]) {
        print::report(&report);
    }
    Ok(exit_code(&report))
}

fn exit_code(report: &Report) -> ExitCode {
    if report.is_complete() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn stop_at_signal(stop: Stop) {
    if tokio::signal::ctrl_c().await.is_ok() {
        print::note("stopping after the changes under way");
        stop.stop();
    }
}

fn confirmed() -> Result<bool, Failure> {
    if !stdin().is_terminal() {
        return Err("nobody is there to say yes; give --yes to apply without asking".into());
    }
    let mut out = std::io::stderr();
    write!(out, "Apply this plan? Only `yes` does: ")?;
    out.flush()?;
    let mut answer = String::new();
    stdin().read_line(&mut answer)?;
    Ok(answer.trim() == "yes")
}
