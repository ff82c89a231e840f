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
    let xml: String = report.to_string()?.chars().map(known_to_xml).collect();
    std::fs::write(path, xml).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// XML 1.0 has no way to write the others.
fn known_to_xml(character: char) -> char {
    let is_known =
        matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    if is_known { character } else { char::REPLACEMENT_CHARACTER }
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

#[cfg(test)]
mod tests {
    use poolhouse::script_tests::SnapshotChanges;

    use super::*;

    #[test]
    fn what_xml_cannot_say_is_not_said() {
        let folder = tempfile::tempdir().unwrap();
        let file = FileOutcome {
            file: "a\u{fffe}é\u{ffff}😀\u{1}".to_owned(),
            cases: Vec::new(),
            faults: Faults::default(),
            snapshots: SnapshotChanges::default(),
        };
        let path = folder.path().join("report.xml");
        write(&path, &TestReport { files: vec![file], ..TestReport::default() }).unwrap();
        let xml = std::fs::read_to_string(path).unwrap();
        assert!(xml.contains("a\u{fffd}é\u{fffd}😀"), "{xml}");
        assert!(!xml.contains(['\u{fffe}', '\u{ffff}', '\u{1}']), "{xml}");
    }
}
