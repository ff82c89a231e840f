//! `poolhouse trigger`: one function by itself.

use std::process::ExitCode;
use std::sync::Arc;

use poolhouse::triggers;

use crate::Failure;
use crate::args::{TriggerArgs, TriggerCommand};
use crate::print;

pub(crate) async fn run(args: TriggerArgs) -> Result<ExitCode, Failure> {
    let TriggerCommand::Invoke { function, event } = args.command;
    let event = triggers::read_event(&event)?;
    let here = std::env::current_dir()?;
    let answer = triggers::invoke(function, event, &here, Arc::new(|line| print::log(&line))).await?;
    print::json(&answer?);
    Ok(ExitCode::SUCCESS)
}
