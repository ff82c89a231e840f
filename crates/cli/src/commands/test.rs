//! `poolhouse test`: the tests of scripts.

use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use poolhouse::lua::Coverage;
use poolhouse::script_tests::{self, FileOutcome, SnapshotMode, Stamps, TestOptions, TestReport};

use crate::Failure;
use crate::args::TestArgs;
use crate::{junit, lcov, print};

/// How often `--watch` looks at the files.
const LOOK_EVERY: Duration = Duration::from_millis(300);

pub(crate) fn run(args: &TestArgs) -> Result<ExitCode, Failure> {
    if args.watch {
        return watch(args);
    }
    let report = run_once(args)?;
    Ok(if report.is_success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs the tests now and after every change, and does not end by itself.
fn watch(args: &TestArgs) -> Result<ExitCode, Failure> {
    loop {
        // Looked at before the run, so that no change during it is missed.
        let before = Stamps::of(&args.paths)?;
        if let Err(failure) = run_once(args) {
            print::failure(&failure);
        }
        print::note("waiting for a file to change; Ctrl-C ends it");
        while Stamps::of(&args.paths)? == before {
            thread::sleep(LOOK_EVERY);
        }
    }
}

fn run_once(args: &TestArgs) -> Result<TestReport, Failure> {
    let files = script_tests::find(&args.paths)?;
    if files.is_empty() {
        return Err("there are no tests: files whose names end in _test.luau or _test.lua".into());
    }
    let shown = |file: &FileOutcome| {
        if !args.json {
            print::tested_file(file);
        }
    };
    let report = script_tests::run(&files, &options(args), shown)?;
    tell(args, &report)?;
    Ok(report)
}

/// Sums up, on the terminal and in files.
fn tell(args: &TestArgs, report: &TestReport) -> Result<(), Failure> {
    if let Some(file) = &args.junit {
        junit::write(file, report)?;
    }
    if let (Some(file), Some(covered)) = (&args.lcov, &report.covered) {
        lcov::write(file, covered)?;
    }
    if args.json {
        print::json(&report.json());
        return Ok(());
    }
    if let (true, Some(covered)) = (args.coverage, &report.covered) {
        print::covered(covered);
    }
    print::tests_summary(report);
    Ok(())
}

fn options(args: &TestArgs) -> TestOptions {
    TestOptions {
        filter: args.filter.clone(),
        at_once: args.at_once,
        snapshots: match (args.update, args.is_ci) {
            (true, _) => SnapshotMode::Update,
            (false, true) => SnapshotMode::Fixed,
            (false, false) => SnapshotMode::TakeMissing,
        },
        fixtures: args.fixture.clone(),
        limits: args.limits.with(&args.calls),
        coverage: (args.coverage || args.lcov.is_some()).then(Coverage::default),
    }
}
