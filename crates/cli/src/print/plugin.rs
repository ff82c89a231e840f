//! What is said of plugins.

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use owo_colors::OwoColorize;
use poolhouse::plugins::{Inspected, ProjectPlugin, Trial};

use super::{plain, plain_lines};

/// That there is a new plugin, and what to do with it.
pub(crate) fn made(folder: &Path) {
    println!("{} {}", "wrote".green(), folder.display());
    eprintln!("  {} poolhouse plugin test {}", "try:".cyan(), folder.display());
}

/// That a plugin is built.
pub(crate) fn built(plugin: &Inspected, took: Duration) {
    let seconds = took.as_secs_f64();
    println!("{} {}, {} bytes, in {seconds:.1} s", "built:".green().bold(), headline(plugin), plugin.size);
}

/// What came of a plugin's tests.
pub(crate) fn tried(trials: &[Trial]) -> ExitCode {
    for trial in trials {
        match &trial.failure {
            None => println!("{} {}", "ok".green(), plain(&trial.name)),
            Some(failure) => {
                println!("{} {}\n{}", "FAILED".red().bold(), plain(&trial.name), plain_lines(failure));
            }
        }
    }
    let failed = trials.iter().filter(|trial| trial.failure.is_some()).count();
    println!("{} passed, {failed} failed", trials.len() - failed);
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// That a project has a plugin now.
pub(crate) fn added(plugin: &Inspected) {
    println!("{} {}", "added:".green().bold(), headline(plugin));
}

/// A plugin of a project.
pub(crate) fn of_project(plugin: &ProjectPlugin) {
    match &plugin.found {
        Ok(found) => println!("{}  {}", plain(&plugin.name).bold(), headline(found)),
        Err(reason) => println!("{}  {}", plain(&plugin.name).bold(), plain(reason).red()),
    }
}

/// That a file is a plugin.
pub(crate) fn checked(plugin: &Inspected) {
    println!("{} {}", "ok:".green().bold(), headline(plugin));
}

/// A plugin of a project, with what it is granted and whether that counts.
pub(crate) fn granted(plugin: &ProjectPlugin, is_trusted: bool) {
    match &plugin.found {
        Ok(found) => inspected(found),
        Err(reason) => println!("{}  {}", plain(&plugin.name).bold(), plain(reason).red()),
    }
    println!("  granted {}", or_nothing(&plugin.granted.join(", ")));
    if !is_trusted {
        let asks: Vec<_> = plugin.asks.iter().map(ToString::to_string).collect();
        println!("  lacks   {}: `poolhouse trust` lets it count", plain(&asks.join(", ")));
    }
}

/// All that a file says of itself.
pub(crate) fn inspected(plugin: &Inspected) {
    println!("{}", headline(plugin).bold());
    if let Some(manifest) = &plugin.manifest {
        println!("  name    {} {}", plain(&manifest.name), manifest.version);
        println!("  wants   {}", or_nothing(&manifest.wants.spoken().join(", ")));
    }
    println!("  uses    {}", or_nothing(&listed(plugin.uses())));
    println!("  size    {} bytes", plugin.size);
    println!("  sha256  {}", plugin.digest);
    let ungiven = listed(plugin.ungiven());
    if !ungiven.is_empty() {
        println!("  imports {}, {}", plain(&ungiven), "which give nothing".dimmed());
    }
}

fn headline(plugin: &Inspected) -> String {
    let (file, world) = (plugin.file.display(), plugin.world.name());
    plain(&format!("{file} is a {world} for poolhouse:plugin@{}", plugin.version))
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

fn or_nothing(text: &str) -> String {
    if text.is_empty() { "nothing".to_owned() } else { plain(text) }
}
