//! `poolhouse plugin`: making plugins, and looking at them.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use poolhouse::kit::{PluginFolder, create};
use poolhouse::plugins::{self, Inspected};
use poolhouse::trust::Trust;
use poolhouse::{AskedLimits, Project};

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
        PluginCommand::Test { folder, limits } => return test(folder, limits.asked()).await,
        PluginCommand::Add { from, sha256, project } => {
            let project = project_of(&project.folder)?;
            print::plugin::added(&plugins::add(&project, &from, sha256.as_deref()).await?);
        }
        PluginCommand::List { project, json } => return list(project_of(&project.folder)?, json).await,
        PluginCommand::Check { file } => print::plugin::checked(&inspect(file).await?),
        PluginCommand::Inspect { plugin, project, json } => {
            return inspected(plugin, project_of(&project.folder)?, json).await;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A file, or one of the project's plugins by its name.
async fn inspected(plugin: PathBuf, project: Project, as_json: bool) -> Result<ExitCode, Failure> {
    let name = plugin.to_str().filter(|_| !plugin.exists()).map(str::to_owned);
    let asked = project.clone();
    let named = move || name.map(|name| plugins::named(&asked, &name)).transpose();
    let Some(named) = tokio::task::spawn_blocking(named).await??.flatten() else {
        let plugin = inspect(plugin).await?;
        if as_json {
            print::json(&plugin.to_json());
        } else {
            print::plugin::inspected(&plugin);
        }
        return Ok(ExitCode::SUCCESS);
    };
    if as_json {
        print::json(&named.to_json());
    } else {
        let counts = named.asks.is_empty() || Trust::of_user()?.asked(&project)?.is_trusted;
        print::plugin::granted(&named, counts);
    }
    Ok(if named.found.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn build(folder: PathBuf) -> Result<PluginFolder, Failure> {
    let built = tokio::task::spawn_blocking(move || {
        let folder = PluginFolder::open(&folder)?;
        folder.build().map(|_| folder)
    });
    Ok(built.await??)
}

async fn test(folder: PathBuf, limits: AskedLimits) -> Result<ExitCode, Failure> {
    let folder = build(folder).await?;
    let log = Arc::new(|line: poolhouse::core::log::LogLine| print::log(&line));
    let tests = folder.root().join("tests");
    let trials = plugins::trials(&folder.component(), &tests, limits, log).await?;
    Ok(print::plugin::tried(&trials))
}

async fn list(project: Project, as_json: bool) -> Result<ExitCode, Failure> {
    let plugins = tokio::task::spawn_blocking(move || plugins::of_project(&project)).await??;
    if as_json {
        print::json(&plugins.iter().map(plugins::ProjectPlugin::to_json).collect());
    } else {
        plugins.iter().for_each(print::plugin::of_project);
    }
    let are_pinned = plugins.iter().all(|plugin| plugin.found.is_ok());
    Ok(if are_pinned { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn project_of(folder: &Path) -> Result<Project, Failure> {
    let found = std::fs::canonicalize(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(Project::around(&found))
}

async fn inspect(file: PathBuf) -> Result<Inspected, Failure> {
    Ok(tokio::task::spawn_blocking(move || plugins::inspect(&file)).await??)
}
