//! Running test files: which cases they have, and all of them at once, as far as the machine has threads.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Instant;

use parking_lot::Mutex;
use poolhouse_core::fault::Faults;
use poolhouse_core::log::{LogLine, LogSink};
use poolhouse_lua::{Coverage, LuaOptions, TestCase, TestFile};

use super::bed::Bed;
use super::ground::{Ground, Grounds};
use super::outcome::{CaseOutcome, FileOutcome, TestReport};
use super::snapshots::{SnapshotMode, Snapshots};
use crate::error::Error;
use crate::limits::AskedLimits;

/// How tests are run.
#[derive(Clone, Debug, Default)]
pub struct TestOptions {
    /// Only cases in whose full name, `suite > case`, this stands.
    pub filter: Option<String>,
    /// How many cases run at once; as many as the machine has threads unless given.
    pub at_once: Option<NonZero<usize>>,
    /// What is done with snapshots that are missing or differ.
    pub snapshots: SnapshotMode,
    /// Further pools for the emulators, as files.
    pub fixtures: Vec<PathBuf>,
    /// What a case may take, and each run of a script in it, where that is not to be the usual.
    pub limits: AskedLimits,
    /// Hears which lines of the scripts ran that cases plan and apply.
    pub coverage: Option<Coverage>,
}

/// Runs the cases of test files. `told` hears of each file when it is done, in the order of `files`.
///
/// # Errors
/// When a project cannot be read, or snapshots cannot be written. What is wrong with a test stands in the report.
pub fn run(
    files: &[PathBuf],
    options: &TestOptions,
    mut told: impl FnMut(&FileOutcome),
) -> Result<TestReport, Error> {
    let began = Instant::now();
    let mut grounds = Grounds::default();
    let open = |file: &PathBuf| Sheet::open(file, grounds.of(file, options)?, options);
    let sheets: Vec<Sheet> = files.iter().map(open).collect::<Result<_, _>>()?;
    let left_out = sheets.iter().map(|sheet| sheet.left_out).sum();
    let mut report = TestReport { left_out, ..TestReport::default() };
    each(&sheets, options, |sheet, cases| {
        let outcome = sheet.finish(cases)?;
        if !outcome.cases.is_empty() || !outcome.passed() {
            told(&outcome);
            report.files.push(outcome);
        }
        Ok(())
    })?;
    report.took = began.elapsed();
    report.covered = options.coverage.as_ref().map(Coverage::lines);
    Ok(report)
}

/// A file of tests, ready to be run.
struct Sheet {
    path: PathBuf,
    ground: Arc<Ground>,
    snapshots: Arc<Snapshots>,
    cases: Vec<TestCase>,
    faults: Faults,
    left_out: usize,
}

impl Sheet {
    fn open(path: &Path, ground: Arc<Ground>, options: &TestOptions) -> Result<Self, Error> {
        let snapshots = Arc::new(Snapshots::of(path, options.snapshots)?);
        let found = test_file(path, &ground, Arc::new(|_| {})).cases();
        let (mut cases, faults) = match found {
            Ok(cases) => (cases, Faults::default()),
            Err(faults) => (Vec::new(), faults),
        };
        let all = cases.len();
        let is_wanted = |case: &TestCase| {
            options.filter.as_ref().is_none_or(|filter| case.full_name().contains(filter.as_str()))
        };
        cases.retain(is_wanted);
        let left_out = all - cases.len();
        Ok(Self { path: path.to_path_buf(), ground, snapshots, cases, faults, left_out })
    }

    fn run(&self, case: &TestCase) -> CaseOutcome {
        let began = Instant::now();
        let lines = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&lines);
        let log: LogSink = Arc::new(move |line: LogLine| sink.lock().push(line));
        let bed = Bed::new(Arc::clone(&self.ground), Arc::clone(&self.snapshots), Arc::clone(&log));
        let ran = match bed {
            Ok(bed) => test_file(&self.path, &self.ground, log).run(case, Arc::new(bed)),
            Err(error) => {
                Err(poolhouse_core::fault::Fault::new(Some(case.origin.clone()), error.to_string()).into())
            }
        };
        let log = std::mem::take(&mut *lines.lock());
        CaseOutcome { case: case.clone(), faults: ran.err().unwrap_or_default(), took: began.elapsed(), log }
    }

    fn finish(&self, cases: Vec<CaseOutcome>) -> Result<FileOutcome, Error> {
        let whole = self.left_out == 0 && self.faults.is_empty();
        let snapshots = self.snapshots.finish(whole && cases.iter().all(CaseOutcome::passed))?;
        let file = self.path.display().to_string();
        Ok(FileOutcome { file, cases, faults: self.faults.clone(), snapshots })
    }
}

fn test_file(path: &Path, ground: &Ground, log: LogSink) -> TestFile {
    TestFile::new(LuaOptions {
        script: path.to_path_buf(),
        project: ground.project.root().to_path_buf(),
        shown_from: std::env::current_dir().unwrap_or_default(),
        args: BTreeMap::new(),
        env: BTreeMap::new(),
        stage: "test".to_owned(),
        plugins: None,
        limits: ground.limits,
        log,
        coverage: None,
    })
}

/// Runs all cases on several threads, and gives each file with what came of its cases, file by file.
fn each(
    sheets: &[Sheet],
    options: &TestOptions,
    mut done: impl FnMut(&Sheet, Vec<CaseOutcome>) -> Result<(), Error>,
) -> Result<(), Error> {
    let indices = sheets.iter().enumerate();
    let jobs: Vec<(usize, usize)> =
        indices.flat_map(|(file, sheet)| (0..sheet.cases.len()).map(move |case| (file, case))).collect();
    let (next, (sender, outcomes)) = (AtomicUsize::new(0), mpsc::channel());
    let threads = options.at_once.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZero::get);
    thread::scope(|scope| {
        for _ in 0..threads.min(jobs.len()) {
            let (sender, next, jobs) = (sender.clone(), &next, &jobs);
            scope.spawn(move || {
                while let Some(&(file, case)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let outcome = sheets[file].run(&sheets[file].cases[case]);
                    // Nobody listens any more when a snapshot could not be written; that is told instead.
                    if sender.send((file, case, outcome)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut waiting = BTreeMap::<(usize, usize), CaseOutcome>::new();
        for (file, sheet) in sheets.iter().enumerate() {
            let mut cases = Vec::with_capacity(sheet.cases.len());
            while cases.len() < sheet.cases.len() {
                match waiting.remove(&(file, cases.len())) {
                    Some(outcome) => cases.push(outcome),
                    None => match outcomes.recv() {
                        Ok((file, case, outcome)) => drop(waiting.insert((file, case), outcome)),
                        // A thread has panicked, which ends the scope with its panic.
                        Err(_) => return Ok(()),
                    },
                }
            }
            done(sheet, cases)?;
        }
        Ok(())
    })
}
