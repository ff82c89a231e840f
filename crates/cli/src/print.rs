//! Everything that is said. Data goes to standard output, everything else to standard error; all of it can be read
//! without colour.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is the one place that prints")]

/// As the standard library's, which panics where nobody can read: an apply that nobody reads about goes on to its end.
macro_rules! println {
    ($($words:tt)*) => {
        $crate::print::say(format_args!($($words)*))
    };
}

/// The same for what is said beside.
macro_rules! eprintln {
    ($($words:tt)*) => {
        $crate::print::say_beside(format_args!($($words)*))
    };
}

pub(crate) mod plugin;
mod snippet;
mod test_report;
pub(crate) mod trust;

use std::error::Error;
use std::fmt::Arguments;
use std::io::{self, IsTerminal, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::OnceLock;
use std::time::Duration;

use annotate_snippets::Level;
use owo_colors::OwoColorize;
use poolhouse::core::counted;
use poolhouse::core::declare::Origin;
use poolhouse::core::log::{LogLevel, LogLine};
use poolhouse::core::said::steers;
use poolhouse::core::state::{Entry, Key, State};
use poolhouse::scaffold::Laid;
use poolhouse::state::Place;
use poolhouse::{Action, Change, Drift, Drifted, Fault, Faults, Line, Plan, PoolId, Report, Tone};
use serde_json::Value;

use crate::Failure;

pub(crate) use test_report::{covered, tested_file, tests_summary};

/// Changes that are shown unless all are asked for.
const CHANGES_SHOWN: usize = 50;

/// The first thing that could not be said, since the output could not be written.
static UNSAID: OnceLock<io::Error> = OnceLock::new();

/// Says a line of data. Whoever has stopped to read wants no more of them.
fn say(words: Arguments<'_>) {
    note_unsaid(writeln!(anstream::stdout(), "{words}"));
}

/// Says a line that is no data. When nobody can be told, the code still says how it ended.
fn say_beside(words: Arguments<'_>) {
    let _ = writeln!(anstream::stderr(), "{words}");
}

fn note_unsaid(said: io::Result<()>) {
    if let Err(error) = said
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        // The first of them is told.
        let _ = UNSAID.set(error);
    }
}

/// The code to end with: output that could not be written is a failure.
pub(crate) fn ended(code: ExitCode) -> ExitCode {
    note_unsaid(io::stdout().flush());
    match UNSAID.get() {
        None => code,
        Some(error) => {
            eprintln!("{} cannot write the output: {error}", "error:".red().bold());
            ExitCode::FAILURE
        }
    }
}

/// Arguments that make no sense, or a request for help. Code 2 is taken: it means that changes are pending.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    // When nobody can be told, the code still says it.
    let _ = error.print();
    if error.use_stderr() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Why a command failed, with its causes and, for faults, every one of them.
pub(crate) fn failure(failure: &Failure) -> ExitCode {
    match failure.downcast_ref::<poolhouse::Error>() {
        Some(poolhouse::Error::Faults(faults)) => {
            self::faults(faults);
            let count = faults.len();
            let noun = if count == 1 { "fault" } else { "faults" };
            eprintln!("{count} {noun}; nothing was changed");
        }
        _ => {
            eprintln!("{} {}", "error:".red().bold(), plain(&failure.to_string()));
            causes(failure.as_ref());
        }
    }
    ExitCode::FAILURE
}

fn causes(error: &(dyn Error + 'static)) {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        // Errors that only wrap say what their cause says.
        let text = error.to_string();
        if !said.contains(&text) {
            eprintln!("  {} {}", "cause:".dimmed(), plain(&text));
        }
        said = text;
        cause = error.source();
    }
}

/// Text that others wrote, for a terminal: what would move its cursor or turn its words round is shown and not done, and no
/// further line looks like one of ours.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for one in text.chars() {
        match one {
            '\n' => plain.push_str("\n  "),
            '\t' => plain.push('\t'),
            one if steers(one) => plain.extend(one.escape_default()),
            one => plain.push(one),
        }
    }
    plain
}

/// The same of text in several lines, each of which is ours.
fn plain_lines(text: &str) -> String {
    text.split('\n').map(plain).collect::<Vec<_>>().join("\n")
}

fn fault(fault: &Fault, level: &Level<'static>) {
    let fault = &Fault {
        origin: fault.origin.as_ref().map(|at| Origin { file: plain(&at.file), line: at.line }),
        subject: fault.subject.as_deref().map(plain),
        path: fault.path.as_deref().map(plain),
        message: plain(&fault.message),
        hint: fault.hint.as_deref().map(plain),
    };
    if let Some(shown) = snippet::shown(fault, level) {
        return eprintln!("{shown}");
    }
    let label = match *level == Level::ERROR {
        true => "error:".red().bold().to_string(),
        false => "warning:".yellow().bold().to_string(),
    };
    let bare = Fault { hint: None, ..fault.clone() };
    eprintln!("{label} {bare}");
    if let Some(hint) = &fault.hint {
        eprintln!("  {} {hint}", "hint:".cyan());
    }
}

/// What ended a script that was run.
pub(crate) fn faults(faults: &Faults) {
    faults.iter().for_each(|one| fault(one, &Level::ERROR));
}

/// A line that a script prints: for programs as it is, on a terminal as far as it is text.
pub(crate) fn line(line: &str) {
    let mut out = io::stdout();
    if out.is_terminal() {
        return note_unsaid(writeln!(out, "{}", plain_lines(line)));
    }
    note_unsaid(writeln!(out, "{line}"));
}

/// That a console begins, and whether its calls may only look.
pub(crate) fn console_begins(only_looks: bool) {
    let may =
        if only_looks { "calls may only look; --write lets them change things" } else { "calls are made" };
    note(&format!("`ph` is at hand, {may}; Tab completes, Ctrl-D ends"));
}

/// A remark about the run itself.
pub(crate) fn note(text: &str) {
    eprintln!("{} {}", "note:".cyan(), plain(text));
}

/// A line of a script's log.
pub(crate) fn log(line: &LogLine) {
    let place = line.origin.as_ref().map(|origin| plain(&format!("{origin}: "))).unwrap_or_default();
    let text = plain(&line.text);
    match line.level {
        LogLevel::Info => eprintln!("{}{text}", place.dimmed()),
        LogLevel::Warn => eprintln!("{} {}{text}", "warning:".yellow(), place.dimmed()),
    }
}

/// JSON, for programs.
pub(crate) fn json(value: &Value) {
    println!("{value:#}");
}

/// JSON on a line of its own, for programs that read along.
pub(crate) fn json_line(value: &Value) {
    println!("{value}");
}

/// A plan: its changes, its warnings, and the count.
pub(crate) fn plan(plan: &Plan, full: bool) {
    let shown = if full { plan.changes.len() } else { CHANGES_SHOWN };
    for line in plan.changes.iter().take(shown).flat_map(Change::lines) {
        println!("{}", coloured(&line));
    }
    let hidden = plan.changes.len().saturating_sub(shown);
    if hidden > 0 {
        println!("{}", format!("… and {hidden} more changes; --full shows them all").dimmed());
    }
    warnings(plan);
    println!("{} {}", "plan:".bold(), plan.summary());
    if !plan.is_empty() {
        println!("{} {}", "cost:".bold(), cost(plan).dimmed());
    }
}

/// Calls by rate category, the least time where calls keep to a pace, and who is billed.
fn cost(plan: &Plan) -> String {
    let least = plan.least_time.map(|time| format!(", at least {}", spoken(time))).unwrap_or_default();
    format!("{}{least}", plan.cost())
}

fn spoken(time: Duration) -> String {
    let rest = u64::from(time.subsec_nanos() > 0);
    match time.as_secs() + rest {
        0 | 1 => "a second".to_owned(),
        seconds @ 2..120 => format!("{seconds} s"),
        seconds => format!("{} min", seconds.div_ceil(60)),
    }
}

fn coloured(line: &Line) -> String {
    let text = plain(&line.to_string());
    match line.tone {
        Tone::Add => text.green().to_string(),
        Tone::Change => text.yellow().to_string(),
        Tone::Remove => text.red().to_string(),
        Tone::Note => text.cyan().to_string(),
        Tone::Warning => text.yellow().bold().to_string(),
        Tone::Plain => text,
    }
}

/// What is allowed but probably not meant. A thousand alike are not shown one by one.
pub(crate) fn warnings(plan: &Plan) {
    plan.warnings.iter().take(CHANGES_SHOWN).for_each(|warning| fault(warning, &Level::WARNING));
    let hidden = plan.warnings.len().saturating_sub(CHANGES_SHOWN);
    if hidden > 0 {
        eprintln!("{} … and {hidden} more", "warning:".yellow().bold());
    }
}

/// That a script is fine.
pub(crate) fn checked(script: &Path, plan: &Plan) {
    println!("{} {} ({})", "ok:".green().bold(), script.display(), plan.totals());
}

/// What came of an apply.
pub(crate) fn report(report: &Report) {
    for (key, warning) in &report.warnings {
        eprintln!("{} {}", "warning:".yellow().bold(), plain(&format!("{}: {warning}", key.spoken())));
    }
    report.faults.iter().for_each(|one| fault(one, &Level::ERROR));
    for (key, why) in &report.failed {
        eprintln!("{} {}", "error:".red().bold(), plain(&format!("{}: {why}", key.spoken())));
    }
    let counted = [
        (Action::Create, "created"),
        (Action::Adopt, "adopted"),
        (Action::Update, "updated"),
        (Action::Record, "recorded"),
        (Action::Replace, "replaced"),
        (Action::Delete, "deleted"),
        (Action::Disable, "disabled"),
        (Action::Forget, "forgotten"),
    ];
    let done = counted.iter().map(|(action, verb)| (report.count(*action), *verb));
    let rest = [(report.failed.len(), "failed"), (report.skipped.len(), "skipped")];
    let said: Vec<String> = done
        .chain(rest)
        .filter(|(count, _)| *count > 0)
        .map(|(count, verb)| format!("{count} {verb}"))
        .collect();
    let summary = if said.is_empty() { "nothing to do".to_owned() } else { said.join(", ") };
    if !report.retries.is_empty() {
        eprintln!("{} {}", "note:".cyan(), retried(report));
    }
    let label = if report.is_complete() {
        "done:".green().bold().to_string()
    } else {
        "incomplete:".red().bold().to_string()
    };
    println!("{label} {summary}");
    if !report.failed.is_empty() || !report.skipped.is_empty() {
        eprintln!("  {} what was done is remembered; run it again to do the rest", "hint:".cyan());
    }
}

/// What was changed outside poolhouse.
pub(crate) fn drift(drift: &Drift) {
    for line in drift.found.iter().flat_map(Drifted::lines) {
        println!("{}", coloured(&line));
    }
    println!("{} {}", "drift:".bold(), drift.summary());
}

/// That a resource is managed now.
pub(crate) fn imported(key: &Key, entry: &Entry) {
    let what = plain(&format!("{key} is {} of pool {} now", name(entry), entry.pool()));
    println!("{} {what}", "imported:".green().bold());
    eprintln!("  {} `poolhouse plan` shows how it differs from its declaration", "hint:".cyan());
}

/// That a whole pool is managed now.
pub(crate) fn imported_pool(pool: &PoolId, resources: usize, script: &Path, foreign: &[String]) {
    println!(
        "{} {} of pool {pool}, declared in {}",
        "imported:".green().bold(),
        counted(resources as u64, "resource"),
        script.display()
    );
    if !foreign.is_empty() {
        let label = "warning:".yellow().bold().to_string();
        let left_out = counted(foreign.len() as u64, "user");
        eprintln!("{label} left out of another identity provider: {left_out}");
    }
}

/// That it was a rehearsal, and how long the real run takes.
pub(crate) fn rehearsed(took: Duration) {
    println!("{} on a copy; the real run takes about {}", "rehearsed:".cyan().bold(), spoken(took));
}

/// How many calls were made again, by operation.
fn retried(report: &Report) -> String {
    let mut counts = std::collections::BTreeMap::<&str, usize>::new();
    for retry in &report.retries {
        *counts.entry(retry.operation).or_default() += 1;
    }
    let counts: Vec<String> = counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
    format!("tried again: {}; --json names each", counts.join(", "))
}

/// The states of a project, a line for each thing they remember.
pub(crate) fn states(states: &[(Place, State)]) {
    if states.is_empty() {
        eprintln!("this project has no state yet");
    }
    for (place, state) in states {
        println!("{}", format!("{place} (serial {})", state.serial).bold());
        for (key, entry) in &state.entries {
            let (key, name) = (plain(&key.to_string()), plain(&name(entry)));
            println!("  {key}  {name}  {}", entry.pool().to_string().dimmed());
        }
        for key in state.intents.keys() {
            let key = plain(&key.to_string());
            println!("  {key}  {}", "was being made when the last run ended".yellow());
        }
    }
}

fn name(entry: &Entry) -> String {
    match entry {
        Entry::User(user) => user.username.to_string(),
        Entry::Group(group) => group.name.to_string(),
        Entry::Membership(membership) => format!("{} in {}", membership.username, membership.group),
    }
}

/// All that is remembered of a resource, by state.
pub(crate) fn state_entries(states: &[(Place, State)]) {
    for (place, state) in states {
        println!("{}", place.to_string().bold());
        for entry in state.entries.values() {
            println!("{:#}", serde_json::json!(entry));
        }
        for intent in state.intents.values() {
            println!("{:#}", serde_json::json!(intent));
        }
    }
}

/// Which operations are built.
pub(crate) fn operations(operations: &[(&str, bool)]) {
    for (name, built) in operations {
        let word = if *built { "built".green().to_string() } else { "not implemented".dimmed().to_string() };
        println!("{name:<40} {word}");
    }
    let built = operations.iter().filter(|(_, built)| *built).count();
    println!("{built} of {} operations are built", operations.len());
}

/// What a new project holds.
pub(crate) fn laid(folder: &Path, files: &[Laid]) {
    for file in files {
        let word = if file.kept { "kept".dimmed().to_string() } else { "wrote".green().to_string() };
        println!("{word} {}", file.path.display());
    }
    let script = folder.join("people.luau");
    eprintln!("  {} poolhouse plan {}", "try:".cyan(), script.display());
}

/// Files that were written.
pub(crate) fn written(files: &[PathBuf]) {
    for file in files {
        println!("{} {}", "wrote".green(), file.display());
    }
}

/// That the emulator can be spoken to, and how.
pub(crate) fn listening(address: SocketAddr) {
    println!("{} http://{address}", "listening on".green().bold());
    eprintln!(
        "  {} aws cognito-idp list-user-pools --max-results 10 --endpoint-url http://{address}",
        "try:".cyan()
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_wrote_moves_no_cursor_and_begins_no_line() {
        assert_eq!(plain("Zoë\tÅ 名"), "Zoë\tÅ 名");
        assert_eq!(plain("a\u{1b}[2J\u{9b}b\rc\u{202e}d"), "a\\u{1b}[2J\\u{9b}b\\rc\\u{202e}d");
        assert_eq!(plain("1\nerror: fake"), "1\n  error: fake");
        let line = Line { tone: Tone::Plain, depth: 0, text: "group \"\u{200e}\r\"".to_owned() };
        assert_eq!(coloured(&line), "group \"\\u{200e}\\r\"");
    }
}
