//! The `poolhouse` command: arguments in, words out. Nothing is decided here.

mod args;
mod commands;
mod junit;
mod lcov;
mod line_editor;
mod print;
mod progress;
mod signing_key;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Args, Command};

/// Plans of many users are many small pieces of memory, which the system's own allocator is slower with.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return print::usage(&error),
    };
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return print::failure(&error.into()),
    };
    let outcome = runtime.block_on(run(args));
    print::ended(outcome.unwrap_or_else(|error| print::failure(&error)))
}

/// Why a command failed: poolhouse's own reasons and the few that only a command has.
type Failure = Box<dyn std::error::Error + Send + Sync>;

async fn run(args: Args) -> Result<ExitCode, Failure> {
    match args.command {
        Command::Init(args) => commands::init::run(&args),
        Command::Types(args) => commands::types::run(&args),
        Command::Check(args) => commands::check::run(args).await,
        Command::Plan(args) => commands::plan::run(args).await,
        Command::Apply(args) => commands::apply::run(args).await,
        Command::Drift(args) => commands::drift::run(args).await,
        Command::Import(args) => commands::import::run(args).await,
        Command::Pull(args) => commands::pull::run(args).await,
        Command::Run(args) => commands::run::run(args).await,
        Command::Console(args) => commands::console::run(args).await,
        Command::Destroy(args) => commands::destroy::run(args).await,
        Command::Test(args) => commands::test::run(&args),
        Command::State(args) => commands::state::run(args).await,
        Command::Plugin(args) => commands::plugin::run(args.command).await,
        Command::Trust(args) => commands::trust::run(&args),
        Command::Trigger(args) => commands::trigger::run(args).await,
        Command::Emulator(args) => commands::emulator::run(args).await,
    }
}
