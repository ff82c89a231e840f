//! What came of tests.

use std::time::Duration;

use poolhouse_core::fault::Faults;
use poolhouse_core::log::LogLine;
use poolhouse_lua::{CoveredLines, TestCase};
use serde_json::{Value, json};

use super::snapshots::SnapshotChanges;

/// What came of a case.
#[derive(Clone, Debug)]
pub struct CaseOutcome {
    /// The case.
    pub case: TestCase,
    /// Why it failed; nothing when it passed.
    pub faults: Faults,
    /// How long it ran.
    pub took: Duration,
    /// What the case and its scripts printed and logged.
    pub log: Vec<LogLine>,
}

/// What came of a file.
#[derive(Clone, Debug)]
pub struct FileOutcome {
    /// The file, from where the user stands.
    pub file: String,
    /// Its cases that were run, in the order in which they stand in the file.
    pub cases: Vec<CaseOutcome>,
    /// What is wrong with the file as a whole; none of its cases was run then.
    pub faults: Faults,
    /// What became of its snapshots.
    pub snapshots: SnapshotChanges,
}

/// What came of all of them.
#[derive(Clone, Debug, Default)]
pub struct TestReport {
    /// Each file of which something was run, or which is wrong.
    pub files: Vec<FileOutcome>,
    /// How many cases were not run because of a filter.
    pub left_out: usize,
    /// How long it all took.
    pub took: Duration,
    /// Which lines of the scripts ran, where that was counted.
    pub covered: Option<CoveredLines>,
}

impl CaseOutcome {
    /// Whether the case came to its end.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.faults.is_empty()
    }
}

impl FileOutcome {
    /// Whether the file is good, and all its cases came to their ends.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.faults.is_empty() && self.cases.iter().all(CaseOutcome::passed)
    }
}

impl TestReport {
    /// How many cases passed.
    #[must_use]
    pub fn passed(&self) -> usize {
        self.cases().filter(|case| case.passed()).count()
    }

    /// How many cases failed, a file that is wrong counted as one.
    #[must_use]
    pub fn failed(&self) -> usize {
        let files = self.files.iter().filter(|file| !file.faults.is_empty()).count();
        files + self.cases().filter(|case| !case.passed()).count()
    }

    /// Whether something was run and nothing failed.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.failed() == 0 && self.passed() > 0
    }

    /// Everything, for programs.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({
            "passed": self.passed(),
            "failed": self.failed(),
            "left_out": self.left_out,
            "seconds": self.took.as_secs_f64(),
            "covered": self.covered,
            "files": self.files.iter().map(FileOutcome::json).collect::<Vec<_>>(),
        })
    }

    fn cases(&self) -> impl Iterator<Item = &CaseOutcome> {
        self.files.iter().flat_map(|file| &file.cases)
    }
}

impl FileOutcome {
    fn json(&self) -> Value {
        let SnapshotChanges { taken, changed, removed, unused } = self.snapshots;
        json!({
            "file": self.file,
            "faults": crate::json::all(self.faults.iter()),
            "snapshots": { "taken": taken, "changed": changed, "removed": removed, "unused": unused },
            "cases": self.cases.iter().map(CaseOutcome::json).collect::<Vec<_>>(),
        })
    }
}

impl CaseOutcome {
    fn json(&self) -> Value {
        json!({
            "suites": self.case.suites,
            "name": self.case.name,
            "line": self.case.origin.line,
            "passed": self.passed(),
            "seconds": self.took.as_secs_f64(),
            "faults": crate::json::all(self.faults.iter()),
            "log": self.log.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(),
        })
    }
}
