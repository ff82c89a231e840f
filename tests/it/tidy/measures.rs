//! The lengths to keep.

use super::lexer::{find_words, is_word, item_end};
use super::refuse;
use super::sources::{Source, hand_written, line_at};

/// Lines of a file: what nine of ten keep, and what all keep.
const FILE: (usize, usize) = (350, 700);
/// Lines of a function: what half of them stay under, what nine of ten keep, and what all keep.
const FUNCTION: (usize, usize, usize) = (10, 40, 70);

#[test]
fn no_file_is_too_long() {
    let long = hand_written().filter(|source| lines(source) > FILE.1);
    let faults =
        long.map(|source| source.fault(0, &format!("{} lines, more than {}", lines(source), FILE.1)));
    refuse(faults, "split it by what it holds");
}

#[test]
fn nine_files_of_ten_fit_the_eye() {
    let long: Vec<_> = hand_written().filter(|source| lines(source) > FILE.0).collect();
    let faults = long.iter().map(|source| source.fault(0, &format!("{} lines", lines(source))));
    let too_many = long.len() * 10 > hand_written().count();
    refuse(faults.filter(|_| too_many), "at most a tenth of the files may pass 350 lines");
}

#[test]
fn no_function_is_too_long() {
    let long = functions().into_iter().filter(|function| function.length > FUNCTION.2);
    let faults =
        long.map(|function| function.source.fault(function.offset, &format!("{} lines", function.length)));
    refuse(faults, "no function has more than 70 lines: move its parts into functions below it");
}

#[test]
fn most_functions_are_short() {
    let mut lengths: Vec<_> = functions().into_iter().map(|function| function.length).collect();
    lengths.sort_unstable();
    let (half, most) = (lengths[lengths.len() / 2], lengths[lengths.len() * 9 / 10]);
    assert!(half < FUNCTION.0, "half of the functions have {half} lines or more, not under {}", FUNCTION.0);
    assert!(
        most <= FUNCTION.1,
        "a tenth of the functions have {most} lines or more, not {} at most",
        FUNCTION.1
    );
}

struct Function {
    source: &'static Source,
    offset: usize,
    /// In lines, from its name to its last brace. Lines inside a literal text are data and not counted.
    length: usize,
}

fn lines(source: &Source) -> usize {
    source.code.lines().count()
}

/// Every function of the repository that has a body, tests included.
fn functions() -> Vec<Function> {
    hand_written().flat_map(of_source).collect()
}

fn of_source(source: &'static Source) -> impl Iterator<Item = Function> {
    let named = find_words(&source.code, "fn ").filter(|at| source.code[at + 3..].starts_with(is_word));
    named.filter_map(move |offset| {
        let (end, has_body) = item_end(&source.code, offset);
        has_body.then(|| Function { source, offset, length: length(source, offset, end) })
    })
}

fn length(source: &Source, start: usize, end: usize) -> usize {
    let (first, last) = (line_at(&source.code, start), line_at(&source.code, end));
    source.is_data[first - 1..last].iter().filter(|is_data| !**is_data).count()
}
