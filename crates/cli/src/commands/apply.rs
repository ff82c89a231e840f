//! `poolhouse apply`: makes the pools hold what the script declares, or carries out a saved plan.

use std::process::ExitCode;

use clap::Parser;
use poolhouse::{Builder, PasswordFile, SavedPlan};

use crate::Failure;
use crate::args::{ApplyArgs, Args, Command, PlanArgs};
use crate::commands::carry_out::{Consent, carry_out};
use crate::commands::{rehearse, script};

pub(crate) async fn run(args: ApplyArgs) -> Result<ExitCode, Failure> {
    if SavedPlan::is_at(&args.script.script) {
        return apply_saved(args).await;
    }
    let options = script::options(&args.permission);
    let builder = carried_out(script::builder(args.script.clone())?, &args)?;
    if let Some(copy) = &args.rehearse {
        return rehearse::apply(builder, options, copy, &args.output.whole).await;
    }
    carry_out(builder, options, &args.output, Consent::of(args.yes)).await
}

/// Everything but how it is carried out and told was said when the plan was made.
async fn apply_saved(args: ApplyArgs) -> Result<ExitCode, Failure> {
    let file = args.script.script.clone();
    let bare = Args::try_parse_from(["poolhouse".into(), "apply".into(), file.clone().into_os_string()])?;
    if !matches!(&bare.command, Command::Apply(bare) if bare.script == args.script && bare.permission == args.permission)
    {
        return Err(
            "a saved plan is applied as it was planned; give what belongs to the script to `plan`".into()
        );
    }
    let saved = SavedPlan::open(&file)?;
    let planned = planned_by(&saved)?;
    let script = &planned.script.script;
    if !script.exists() {
        let (file, script) = (file.display(), script.display());
        return Err(format!(
            "{file} is a plan of {script}, and there is no such script here: apply it from the folder in which it was \
             planned"
        )
        .into());
    }
    let options = script::options(&planned.permission);
    let builder = carried_out(script::builder(planned.script)?, &args)?;
    carry_out(builder, options, &args.output, Consent::Saved(&saved)).await
}

fn planned_by(saved: &SavedPlan) -> Result<PlanArgs, Failure> {
    let words = std::iter::once("poolhouse").chain(saved.arguments.iter().map(String::as_str));
    match Args::try_parse_from(words)?.command {
        Command::Plan(args) => Ok(args),
        _ => Err("the saved plan was not made by `poolhouse plan`".into()),
    }
}

/// How it is carried out.
fn carried_out(mut builder: Builder, args: &ApplyArgs) -> Result<Builder, Failure> {
    if let Some(changes) = args.parallelism {
        builder = builder.at_once(changes.get());
    }
    if let Some(file) = &args.passwords_to {
        builder = builder.passwords_to(PasswordFile::new(file, &args.age_recipient)?);
    }
    Ok(builder)
}
