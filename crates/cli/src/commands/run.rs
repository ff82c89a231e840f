//! Showing a plan, asking, and carrying it out.

use std::io::{IsTerminal, Write, stdin};
use std::process::ExitCode;
use std::sync::Arc;

use poolhouse::{Builder, Options, Report, Stop};

use crate::Failure;
use crate::args::OutputArgs;
use crate::commands::script;
use crate::progress::Progress;
use crate::{json, print};

/// What shells expect of a command that an interrupt ended.
const INTERRUPTED: i32 = 130;

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
    let run = match poolhouse.prepare(options).await {
        Ok(run) => run,
        Err(error) => return script::refused(error, output.json),
    };
    let planned = json::plan(run.plan());
    if !output.json {
        print::plan(run.plan(), output.full);
    }
    if !run.plan().is_empty() && !yes && !confirmed(output.json)? {
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
        print::note("stopping after the changes under way; once more stops at once");
        stop.stop();
    }
    // Whoever does not want to wait loses nothing: what is under way is in the state as an intent.
    if tokio::signal::ctrl_c().await.is_ok() {
        std::process::exit(INTERRUPTED);
    }
}

fn confirmed(as_json: bool) -> Result<bool, Failure> {
    if as_json {
        return Err("with --json nobody sees a plan to say yes to; give --yes to apply without asking".into());
    }
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
