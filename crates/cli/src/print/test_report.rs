//! What came of tests: a tree of suites and cases, and a line that sums up.

use std::collections::BTreeMap;
use std::time::Duration;

use owo_colors::OwoColorize;
use poolhouse::lua::{CoveredLines, LogLine};
use poolhouse::script_tests::{CaseOutcome, FileOutcome, SnapshotChanges, TestReport};

use super::plain;

/// A case that ran longer than this is shown with its time.
const SLOW: Duration = Duration::from_millis(500);

/// A file with its suites and cases, and why those failed that did.
pub(crate) fn tested_file(file: &FileOutcome) {
    println!("{}", plain(&file.file).bold());
    let mut shown: &[String] = &[];
    for outcome in &file.cases {
        let suites = &outcome.case.suites;
        let same = shown.iter().zip(suites).take_while(|(one, other)| one == other).count();
        for (depth, suite) in suites.iter().enumerate().skip(same) {
            println!("{}{}", indent(depth + 1), plain(suite));
        }
        shown = suites;
        case(outcome);
    }
    file.faults.iter().for_each(|fault| failed(&fault.to_string(), 1));
}

fn case(outcome: &CaseOutcome) {
    let depth = outcome.case.suites.len() + 1;
    let sign = if outcome.passed() { "✓".green().to_string() } else { "✗".red().to_string() };
    let time =
        if outcome.took > SLOW { format!(" ({} ms)", outcome.took.as_millis()) } else { String::new() };
    println!("{}{sign} {}{}", indent(depth), plain(&outcome.case.name), time.dimmed());
    for line in &outcome.log {
        println!("{}{}", indent(depth + 1), said(line).dimmed());
    }
    outcome.faults.iter().for_each(|fault| failed(&fault.to_string(), depth + 1));
}

/// What a case or a script said, with its place.
fn said(line: &LogLine) -> String {
    let place = line.origin.as_ref().map(|origin| format!("{origin}: ")).unwrap_or_default();
    format!("{place}{}", plain(&line.text))
}

/// A failure: its place and words, and below them the lines that differ.
fn failed(failure: &str, depth: usize) {
    for (number, line) in failure.lines().enumerate() {
        let line = plain(line);
        let line = match line.as_bytes().first() {
            _ if number == 0 => line.red().to_string(),
            Some(b'+') => line.green().to_string(),
            Some(b'-') => line.red().to_string(),
            _ => line,
        };
        println!("{}{line}", indent(depth));
    }
}

fn indent(depth: usize) -> String {
    "  ".repeat(depth)
}

/// How many passed and failed, and what became of snapshots.
pub(crate) fn tests_summary(report: &TestReport) {
    let count = |count: fn(&SnapshotChanges) -> usize| {
        report.files.iter().map(|file| count(&file.snapshots)).sum::<usize>()
    };
    let snapshots = [
        (count(|changes| changes.taken), "taken"),
        (count(|changes| changes.changed), "taken anew"),
        (count(|changes| changes.removed), "removed"),
        (count(|changes| changes.unused), "that no case asks for; --update removes them"),
    ];
    for (count, what) in snapshots.into_iter().filter(|(count, _)| *count > 0) {
        let noun = if count == 1 { "snapshot" } else { "snapshots" };
        eprintln!("{} {count} {noun} {what}", "note:".cyan());
    }
    let left_out = match report.left_out {
        0 => String::new(),
        count => format!(", {count} left out"),
    };
    let label = match report.is_success() {
        true => "passed:".green().bold().to_string(),
        false => "failed:".red().bold().to_string(),
    };
    let (passed, failed) = (report.passed(), report.failed());
    println!("{label} {passed} passed, {failed} failed{left_out} ({:.1} s)", report.took.as_secs_f64());
    if passed + failed == 0 {
        eprintln!("  {} no case was run, and that is no success", "hint:".cyan());
    }
}

/// Which lines of each script ran, and which did not.
pub(crate) fn covered(covered: &CoveredLines) {
    println!("{}", "lines that ran".bold());
    for (file, lines) in covered {
        let ran = lines.values().filter(|ran| **ran).count();
        let missed = missed(lines);
        let rest = if missed.is_empty() { String::new() } else { format!("; not {missed}") };
        println!("  {file}: {ran} of {}{}", lines.len(), rest.yellow());
    }
}

/// The lines that did not run, those in a row joined: `3, 7-9`.
fn missed(lines: &BTreeMap<usize, bool>) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    let mut in_row = false;
    for (&line, &ran) in lines {
        match runs.last_mut().filter(|_| in_row && !ran) {
            Some(last) => last.1 = line,
            None if !ran => runs.push((line, line)),
            None => {}
        }
        in_row = !ran;
    }
    let shown = |(first, last): &(usize, usize)| match first == last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    };
    runs.iter().map(shown).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::missed;

    #[test]
    fn lines_that_did_not_run_are_joined_up_to_one_that_did() {
        let lines = [(1, true), (3, false), (4, true), (7, false), (9, false), (10, true)];
        assert_eq!(missed(&lines.into()), "3, 7-9");
        assert_eq!(missed(&[(1, true)].into()), "");
    }
}
