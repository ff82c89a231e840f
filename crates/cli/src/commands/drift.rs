//! `poolhouse drift`: what was changed outside poolhouse, and undoing it.

use std::process::ExitCode;

use poolhouse::{How, Options, Refresh, json};

use crate::Failure;
use crate::args::DriftArgs;
use crate::commands::carry_out::{Consent, carry_out};
use crate::commands::script;
use crate::print;

/// What it says when there is drift.
const DRIFTED: u8 = 2;

pub(crate) async fn run(args: DriftArgs) -> Result<ExitCode, Failure> {
    let options = script::options(&args.permission);
    if options.refresh == Refresh::None {
        return Err("drift looks at the pools, and `--refresh none` does not: leave it out".into());
    }
    let poolhouse = script::builder(args.script.clone())?.build()?;
    let drift = match poolhouse.drift(options.clone()).await {
        Ok(drift) => drift,
        Err(error) => return script::refused(error, args.output.is_json()),
    };
    if args.output.is_json() && (!args.repair || drift.found.is_empty()) {
        let told = json::drift(&drift);
        if args.output.json_lines { print::json_line(&told) } else { print::json(&told) }
    } else if !args.output.is_json() {
        print::drift(&drift);
    }
    if drift.found.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    let selection = drift.repair();
    if !args.repair || selection.is_everything() {
        return Ok(ExitCode::from(DRIFTED));
    }
    // The data of the embedded emulator is for one at a time.
    drop(poolhouse);
    let options = Options { selection, ..options };
    let repaired = carry_out(script::builder(args.script)?, options, &args.output, Consent::of(args.yes));
    let code = Box::pin(repaired).await?;
    let is_left = |how: &How| matches!(how, How::Replaced { .. } | How::Unusable(_));
    Ok(if drift.found.iter().any(|drifted| is_left(&drifted.how)) { ExitCode::from(DRIFTED) } else { code })
}
