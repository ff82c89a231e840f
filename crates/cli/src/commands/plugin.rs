//! `poolhouse plugin`: looking at plugins.

use std::path::PathBuf;
use std::process::ExitCode;

use poolhouse::plugins::{self, Inspected};

use crate::Failure;
use crate::args::PluginCommand;
use crate::print;

pub(crate) async fn run(command: PluginCommand) -> Result<ExitCode, Failure> {
    match command {
        PluginCommand::Check { file } => print::plugin::checked(&inspect(file).await?),
        PluginCommand::Inspect { file, json: true } => print::json(&inspect(file).await?.to_json()),
        PluginCommand::Inspect { file, json: false } => print::plugin::inspected(&inspect(file).await?),
    }
    Ok(ExitCode::SUCCESS)
}

async fn inspect(file: PathBuf) -> Result<Inspected, Failure> {
    Ok(tokio::task::spawn_blocking(move || plugins::inspect(&file)).await??)
}
