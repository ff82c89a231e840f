//! A report of tests in JUnit's XML, as servers of builds read it.

use std::path::Path;

use poolhouse::Faults;
use poolhouse::script_tests::{CaseOutcome, FileOutcome, TestReport};
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::Failure;

/// Writes the report into a file.
pub(crate) fn write(path: &Path, tests: &TestReport) -> Result<(), Failure> {
    let mut report = Report::unnamed();
    report.set_time(tests.took).add_test_suites(tests.files.iter().map(suite));
    let xml = report.to_string()?;
    std::fs::write(path, xml).map_err(|error| format!("{}: {error}", path.display()).into())
}

fn suite(file: &FileOutcome) -> TestSuite {
    let mut suite = TestSuite::new(file.file.as_str());
    if !file.faults.is_empty() {
        let status = non_success(NonSuccessKind::Error, &file.faults);
        suite.add_test_case(TestCase::new("the file", status));
    }
    suite.set_time(file.cases.iter().map(|case| case.took).sum()).add_test_cases(file.cases.iter().map(case));
    suite
}

fn case(outcome: &CaseOutcome) -> TestCase {
    let status = match outcome.passed() {
        true => TestCaseStatus::success(),
        false => non_success(NonSuccessKind::Failure, &outcome.faults),
    };
    let mut case = TestCase::new(outcome.case.full_name(), status);
    case.set_classname(outcome.case.origin.file.as_str()).set_time(outcome.took);
    if !outcome.log.is_empty() {
        let lines: Vec<_> = outcome.log.iter().map(|line| line.text.as_str()).collect();
        case.set_system_out(lines.join("\n"));
    }
    case
}

/// A failure by its first line, and all of it.
fn non_success(kind: NonSuccessKind, faults: &Faults) -> TestCaseStatus {
    let told = faults.to_string();
    let mut status = TestCaseStatus::non_success(kind);
    status.set_message(told.lines().next().unwrap_or_default()).set_description(told.as_str());
    status
}
