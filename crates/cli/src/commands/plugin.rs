//! `poolhouse plugin`: making plugins, and looking at them.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use poolhouse::kit::{PluginFolder, create};
use poolhouse::plugins::{self, Inspected};

use crate::Failure;
use crate::args::PluginCommand;
use crate::print;

pub(crate) async fn run(command: PluginCommand) -> Result<ExitCode, Failure> {
    match command {
        PluginCommand::New { name, lang, world } => {
            print::plugin::made(create(Path::new(""), &name, lang.into(), world.into())?.root());
        }
        PluginCommand::Build { folder } => {
            let started = Instant::now();
            let plugin = inspect(build(folder).await?.component()).await?;
            print::plugin::built(&plugin, started.elapsed());
        }
        PluginCommand::Test { folder } => return test(folder).await,
        PluginCommand::Check { file } => print::plugin::checked(&inspect(file).await?),
        PluginCommand::Inspect { file, json: true } => print::json(&inspect(file).await?.to_json()),
        PluginCommand::Inspect { file, json: false } => print::plugin::inspected(&inspect(file).await?),
    }
    Ok(ExitCode::SUCCESS)
}

async fn build(folder: PathBuf) -> Result<PluginFolder, Failure> {
    let built = tokio::task::spawn_blocking(move || {
        let folder = PluginFolder::open(&folder)?;
        folder.build().map(|_| folder)
    });
    Ok(built.await??)
}

async fn test(folder: PathBuf) -> Result<ExitCode, Failure> {
    let folder = build(folder).await?;
    let log = Arc::new(|line: poolhouse::core::log::LogLine| print::log(&line));
    let trials = plugins::trials(&folder.component(), &folder.root().join("tests"), log).await?;
    Ok(print::plugin::tried(&trials))
}

async fn inspect(file: PathBuf) -> Result<Inspected, Failure> {
    Ok(tokio::task::spawn_blocking(move || plugins::inspect(&file)).await??)
}
