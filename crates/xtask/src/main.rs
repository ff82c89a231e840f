//! `cargo xtask`: developer tasks that nothing needs at run time.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line for developers")]

mod bench;
mod codegen;
mod environment;
mod features;
mod fuzz;
mod javascript;
mod model;
mod new_operation;
mod python;
mod rustfmt;
mod test;

use std::env;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What a task ends with; the message of an error is for a person.
type Outcome<T> = Result<T, Box<dyn Error>>;

const USAGE: &str = "\
usage: cargo xtask <task>

  bench [--rounds N] [--seconds N] [--json FILE]
                       measure the emulator's speed beside a bare server; needs wrk
  codegen [--check]    write the code that comes from the API model; with --check, only say what is stale
  features             look at the crate `poolhouse` with none of its features, the usual ones, and each alone
  fuzz [TARGET] [--seconds N]
                       throw made-up input at the emulator; needs cargo-fuzz
  new-operation <family> <Operation>
                       begin the file of an operation of the emulator, such as `groups CreateGroup`
  test [ARGS…]         run the tests, with ARGS for `cargo test`; makes the Python and JavaScript
                       environments they need";

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    run(&args).unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::FAILURE
    })
}

fn run(args: &[String]) -> Outcome<ExitCode> {
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["bench", ..] => bench::run(&root(), &args[1..]),
        ["codegen"] => codegen::write(&root()),
        ["codegen", "--check"] => codegen::check(&root()),
        ["features"] => features::check(&root()),
        ["fuzz", ..] => fuzz::run(&root(), &args[1..]),
        ["new-operation", family, operation] => new_operation::create(&root(), family, operation),
        ["test", ..] => test::run(&root(), &args[1..]),
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        _ => Err(format!("no such task\n\n{USAGE}").into()),
    }
}

/// The folder of the workspace.
fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(2).expect("the package lies two folders down").to_owned()
}
