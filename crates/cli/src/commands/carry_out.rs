//! Showing a plan, asking, and carrying it out.

use std::convert::Infallible;
use std::io::{IsTerminal, Write, stdin};
use std::process::ExitCode;
use std::sync::Arc;

use poolhouse::{Builder, Event, Observer, Options, Report, SavedPlan, Stop, json};
use serde_json::json;

use crate::Failure;
use crate::args::ApplyOutputArgs;
use crate::commands::script;
use crate::print;
use crate::progress::Progress;

/// What shells expect of a command that an interrupt ended.
const INTERRUPTED: i32 = 130;

/// Who says yes to a plan.
pub(crate) enum Consent<'a> {
    /// Whoever sits at the terminal.
    Asked,
    /// The command line.
    Given,
    /// Whoever saved the plan.
    Saved(&'a SavedPlan),
}

impl Consent<'_> {
    /// What `--yes` says.
    pub(crate) fn of(yes: bool) -> Self {
        if yes { Self::Given } else { Self::Asked }
    }
}

/// Plans, shows, asks, applies and sums up.
pub(crate) async fn carry_out(
    builder: Builder,
    options: Options,
    output: &ApplyOutputArgs,
    consent: Consent<'_>,
) -> Result<ExitCode, Failure> {
    let progress = Arc::new(Progress::default());
    let observer =
        if output.json_lines { Arc::new(JsonLines) as Arc<dyn Observer> } else { Arc::clone(&progress) as _ };
    let stop = Stop::default();
    let poolhouse = builder.observer(observer).stop(stop.clone()).build()?;
    let prepared = match &consent {
        Consent::Saved(plan) => poolhouse.prepare_saved(options, plan).await,
        Consent::Asked | Consent::Given => poolhouse.prepare(options).await,
    };
    let run = match prepared {
        Ok(run) => run,
        Err(error) => return script::refused(error, output.is_json()),
    };
    let (planned, is_empty) = (output.is_json().then(|| json::plan(run.plan())), run.plan().is_empty());
    match &planned {
        Some(planned) if output.json_lines => {
            print::json_line(&json!({ "event": "planned", "plan": planned }));
        }
        Some(_) => {}
        None => print::plan(run.plan(), output.whole.full),
    }
    if !is_empty && matches!(consent, Consent::Asked) && !confirmed(output.is_json())? {
        print::note("nothing was changed");
        return Ok(ExitCode::FAILURE);
    }
    let report = tokio::select! {
        biased; // signals are heard before the first call
        never = stop_at_signals(stop) => match never {},
        report = run.apply() => report,
    };
    progress.finish();
    let report = report?;
    match &planned {
        Some(_) if output.json_lines => {
            print::json_line(&json!({ "event": "finished", "report": json::report(&report) }));
        }
        Some(planned) => print::json(&json::applied(planned, &report)),
        None if is_empty => {}
        None => print::report(&report),
    }
    Ok(exit_code(&report))
}

/// Says what happens, for programs.
struct JsonLines;

impl Observer for JsonLines {
    fn event(&self, event: &Event<'_>) {
        print::json_line(&json::event(event));
    }
}

fn exit_code(report: &Report) -> ExitCode {
    if report.is_complete() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The first interrupt stops the apply, the second one ends the process.
async fn stop_at_signals(stop: Stop) -> Infallible {
    if tokio::signal::ctrl_c().await.is_ok() {
        print::note("stopping after the calls under way; once more stops at once");
        stop.stop();
    }
    // Whoever does not want to wait loses nothing: what is under way is in the state as an intent.
    if tokio::signal::ctrl_c().await.is_ok() {
        std::process::exit(INTERRUPTED);
    }
    std::future::pending().await
}

fn confirmed(as_json: bool) -> Result<bool, Failure> {
    if as_json {
        return Err("with --json nobody sees a plan to say yes to; give --yes to apply without asking".into());
    }
    ask("Apply this plan?")
}

/// Asks whoever sits at the terminal.
pub(crate) fn ask(question: &str) -> Result<bool, Failure> {
    if !stdin().is_terminal() {
        return Err("nobody is there to say yes; give --yes to go on without asking".into());
    }
    let mut out = std::io::stderr();
    write!(out, "{question} Only `yes` does: ")?;
    out.flush()?;
    let mut answer = String::new();
    stdin().read_line(&mut answer)?;
    Ok(answer.trim() == "yes")
}
