//! What no file may be called, and what no file may say.

use super::lexer::{find_words, is_word};
use super::refuse;
use super::sources::{SOURCES, Source, TRACKED, hand_written};

const NAMELESS: [&str; 8] = ["common", "helper", "helpers", "legacy", "misc", "util", "utils", "utilities"];
const UNFINISHED: [&str; 4] = ["todo!", "unimplemented!", "dbg!", "#[ignore"];
/// Reminders, in files of any kind.
const REMINDERS: [&str; 2] = ["FIXME", "XXX"];
const PRINTING: [&str; 4] = ["print!", "println!", "eprint!", "eprintln!"];
/// Folders of a developer's machine. Those of Ann, who is in all examples, are nobody's.
const MACHINE: [&str; 3] = ["work", "root", "home"];
const INVENTED: &str = "home/ann";

#[test]
fn every_file_is_named_after_what_it_holds() {
    let is_nameless =
        |part: &str| part.split('.').next().is_some_and(|stem| NAMELESS.contains(&last_word(stem)));
    let faults = TRACKED.iter().filter(|file| file.path.split('/').any(is_nameless));
    let faults = faults.map(|file| file.fault(0, "says nothing by its name"));
    refuse(faults, "name the file after the one thing it holds, or give it several files");
}

#[test]
fn nothing_is_left_unfinished() {
    let code = hand_written().flat_map(|source| found(source, &source.code, &UNFINISHED));
    let comments = hand_written().flat_map(|source| found(source, &source.written, &REMINDERS));
    let others = TRACKED.iter().filter(|file| !file.path.ends_with(".rs")).flat_map(|file| {
        let places = REMINDERS.into_iter().flat_map(|word| find_words(&file.text, word));
        places.map(|at| file.fault(at, "a reminder stands here"))
    });
    let faults = code.chain(comments).chain(others);
    refuse(faults, "finish it, or return an error that says so; assert today's wrong answer");
}

#[test]
fn what_is_allowed_has_a_reason() {
    let has_reason = |source: &Source, at: usize| {
        source.code[at..].split(')').next().is_some_and(|lints| lints.contains("reason ="))
    };
    let allowed = |source: &'static Source| {
        let places =
            ["[allow(", " allow(dead_code"].into_iter().flat_map(|words| find_words(&source.code, words));
        places
            .filter(move |at| !has_reason(source, *at))
            .map(|at| source.fault(at, "allows without a reason"))
    };
    let faults = SOURCES.iter().flat_map(allowed);
    refuse(faults, "remove what the lint names, or add `reason = \"…\"`");
}

#[test]
fn only_the_command_lines_print() {
    let prints =
        |source: &&Source| source.path.starts_with("crates/cli/") || source.path.starts_with("crates/xtask/");
    let silent = SOURCES.iter().filter(|source| !prints(source));
    let faults = silent.flat_map(|source| found(source, &source.shipped, &PRINTING));
    refuse(faults, "return it or tell it as an event; `crates/cli` puts it into words");
}

#[test]
fn no_file_knows_the_machine_it_was_written_on() {
    let faults = TRACKED.iter().flat_map(|file| {
        machine_paths(&file.text).map(|at| file.fault(at, "names a folder of somebody's machine"))
    });
    refuse(faults, "start from the repository, a temporary folder, or `/home/ann`");
}

fn last_word(stem: &str) -> &str {
    stem.rsplit(['_', '-']).next().unwrap_or(stem)
}

pub(super) fn found(source: &Source, text: &str, words: &[&str]) -> Vec<String> {
    let places = words.iter().flat_map(|word| find_words(text, word).map(move |at| (at, word)));
    places.map(|(offset, word)| source.fault(offset, &format!("`{word}` stands here"))).collect()
}

/// Where an absolute path begins with one of the machine's folders.
fn machine_paths(text: &str) -> impl Iterator<Item = usize> {
    let begins = |at: usize| !text[..at].ends_with(|before| is_word(before) || "-./$}>".contains(before));
    let is_machine = move |at: usize| {
        let path = &text[at + 1..];
        let folder = MACHINE.iter().any(|folder| path.starts_with(&format!("{folder}/")));
        folder && !path.starts_with(INVENTED)
    };
    text.match_indices('/').map(|(at, _)| at).filter(move |at| begins(*at) && is_machine(*at))
}

#[cfg(test)]
mod tests {
    use super::{last_word, machine_paths};

    #[test]
    fn a_path_of_a_machine_is_told_from_others() {
        let path = |folder: &str| format!("see '/{folder}/x', a/{folder}/x, /{folder}er/x");
        for folder in super::MACHINE {
            assert_eq!(machine_paths(&path(folder)).collect::<Vec<_>>(), [5], "{folder}");
        }
        assert_eq!(machine_paths("/home/ann/work/a.lua").count(), 0);
    }

    #[test]
    fn a_name_is_judged_by_its_noun() {
        assert_eq!([last_word("string_utils"), last_word("common_passwords")], ["utils", "passwords"]);
    }
}
