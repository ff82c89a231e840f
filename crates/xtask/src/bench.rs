//! `cargo xtask bench`: how fast the emulator is, as ratios to what it stands beside in the same run.

mod first_answer;
mod measure;
mod server;
mod wrk;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use serde_json::json;

use crate::Outcome;
use measure::{Measure, measure};
use server::BenchServer;

/// How long and how often it is measured.
struct Options {
    rounds: u32,
    seconds: u32,
    json: Option<PathBuf>,
}

/// Builds, measures, and prints a table. Missing a target is no failure; being unable to measure is.
pub(crate) fn run(root: &Path, args: &[String]) -> Outcome<ExitCode> {
    let options = Options::read(args)?;
    wrk::is_installed()?;
    build(root)?;
    let release = target_folder(root).join("release");
    let server = BenchServer::start(&release.join("examples/bench_server"))?;
    let first = first_answer::seconds(&release.join("poolhouse"), options.rounds)?;
    let measures = measure(server, first, options.rounds, options.seconds)?;
    for measure in &measures {
        println!("{measure}");
    }
    if let Some(path) = options.json {
        let rows: Vec<_> = measures.iter().map(Measure::to_json).collect();
        fs::write(path, format!("{:#}\n", json!(rows)))?;
    }
    Ok(ExitCode::SUCCESS)
}

impl Options {
    fn read(args: &[String]) -> Outcome<Self> {
        let mut options = Self { rounds: 5, seconds: 2, json: None };
        for pair in args.chunks(2) {
            match pair {
                [name, value] if name == "--rounds" => options.rounds = at_least_one(value)?,
                [name, value] if name == "--seconds" => options.seconds = at_least_one(value)?,
                [name, value] if name == "--json" => options.json = Some(value.into()),
                other => return Err(format!("bench does not know `{}`", other.join(" ")).into()),
            }
        }
        Ok(options)
    }
}

fn at_least_one(value: &str) -> Outcome<u32> {
    match value.parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(format!("`{value}` is not a whole number from 1").into()),
    }
}

fn build(root: &Path) -> Outcome<()> {
    for what in [["poolhouse-cli", "--bins"].as_slice(), &["poolhouse-emulator", "--example", "bench_server"]]
    {
        let status = Command::new("cargo")
            .args(["build", "--release", "--package"])
            .args(what)
            .current_dir(root)
            .status()?;
        if !status.success() {
            return Err(format!("cargo build ended with {status}").into());
        }
    }
    Ok(())
}

fn target_folder(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |folder| root.join(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(args: &str) -> Outcome<Options> {
        Options::read(&args.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn rounds_seconds_and_a_file_can_be_given() {
        let options = read("--rounds 3 --json out.json").unwrap();
        assert_eq!((options.rounds, options.seconds), (3, 2));
        assert_eq!(options.json.unwrap(), Path::new("out.json"));
    }

    #[test]
    fn no_rounds_and_unknown_words_are_refused() {
        for args in ["--rounds 0", "--seconds", "--fast 1"] {
            assert!(read(args).is_err(), "{args}");
        }
    }
}
