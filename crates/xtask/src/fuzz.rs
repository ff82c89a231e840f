//! `cargo xtask fuzz`: throws made-up input at the emulator and at the host of scripts for as long as it is told to.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use crate::Outcome;

const TARGETS: [&str; 6] = ["protocol", "sign_in", "filter", "import", "token", "script_values"];

const HINT: &str =
    "hint: `cargo install cargo-fuzz --locked` installs what runs the targets; it needs a C++ compiler";

/// What is fuzzed, and for how long each target is.
struct Options {
    targets: Vec<&'static str>,
    seconds: u32,
}

/// Builds and runs one target after the other. What is found new stays in `target/fuzz/corpus`; input that breaks a
/// promise, in `target/fuzz/artifacts`, and ends the task as a failure.
pub(crate) fn run(root: &Path, args: &[String]) -> Outcome<ExitCode> {
    let options = Options::read(args)?;
    is_installed()?;
    for target in options.targets {
        println!("fuzzing {target} for {} seconds", options.seconds);
        if !fuzz(root, target, options.seconds)? {
            return Ok(ExitCode::FAILURE);
        }
    }
    Ok(ExitCode::SUCCESS)
}

impl Options {
    fn read(args: &[String]) -> Outcome<Self> {
        let mut options = Self { targets: TARGETS.to_vec(), seconds: 60 };
        let mut words = args.iter().map(String::as_str);
        while let Some(word) = words.next() {
            match TARGETS.iter().find(|target| **target == word) {
                Some(target) => options.targets = vec![target],
                None if word == "--seconds" => options.seconds = seconds(words.next())?,
                None => return Err(format!("fuzz knows {}, not `{word}`", TARGETS.join(", ")).into()),
            }
        }
        Ok(options)
    }
}

fn seconds(word: Option<&str>) -> Outcome<u32> {
    match word.map(str::parse) {
        Some(Ok(seconds)) if seconds > 0 => Ok(seconds),
        _ => Err("--seconds takes a whole number from 1".into()),
    }
}

fn is_installed() -> Outcome<()> {
    let status = Command::new("cargo")
        .args(["fuzz", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    match status {
        Ok(status) if status.success() => Ok(()),
        _ => Err(format!("`cargo fuzz` does not run\n{HINT}").into()),
    }
}

/// Runs one target, and tells whether it kept every promise.
fn fuzz(root: &Path, target: &str, seconds: u32) -> Outcome<bool> {
    let folder = root.join("target/fuzz");
    let (found, artifacts) = (folder.join("corpus").join(target), folder.join("artifacts").join(target));
    fs::create_dir_all(&found)?;
    fs::create_dir_all(&artifacts)?;
    let status = Command::new("cargo")
        .args(["fuzz", "run", "--fuzz-dir", "fuzz", "--sanitizer", "none", "--target-dir"])
        .arg(&folder)
        .arg(target)
        .arg(&found)
        .arg(root.join("fuzz/corpus").join(target))
        .arg("--")
        .arg(format!("-artifact_prefix={}/", artifacts.display()))
        .args([format!("-max_total_time={seconds}"), format!("-max_len={LONGEST_BYTES}")])
        .args(["-timeout=20", "-print_final_stats=1"])
        // The flags of coverage are those of the unstable compiler; the stable one takes them with this.
        .env("RUSTC_BOOTSTRAP", "1")
        .current_dir(root)
        .status()?;
    Ok(status.success())
}

const LONGEST_BYTES: u32 = 16_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn read(args: &str) -> Outcome<Options> {
        Options::read(&args.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn a_target_and_a_time_can_be_given() {
        let options = read("filter --seconds 5").unwrap();
        assert_eq!((options.targets, options.seconds), (vec!["filter"], 5));
        let options = read("").unwrap();
        assert_eq!((options.targets.as_slice(), options.seconds), (TARGETS.as_slice(), 60));
    }

    #[test]
    fn unknown_targets_and_no_time_are_refused() {
        for args in ["filters", "filter --seconds", "--seconds 0", "--seconds soon"] {
            assert!(read(args).is_err(), "{args}");
        }
    }

    #[test]
    fn every_target_has_a_file_and_seeds() {
        for target in TARGETS {
            let fuzz = crate::root().join("fuzz");
            assert!(fuzz.join("fuzz_targets").join(target).with_extension("rs").is_file(), "{target}");
            assert!(fuzz.join("corpus").join(target).read_dir().unwrap().next().is_some(), "{target}");
        }
    }
}
