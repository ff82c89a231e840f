//! The operations of the emulator: a file each, a line of the register each, a transcript each.

use poolhouse_emulator::is_implemented;
use poolhouse_emulator_model::OperationName;

use super::refuse;
use super::sources::{SOURCES, Source, beneath};

const OPERATIONS: &str = "emulator/src/operations/";
const REGISTER: &str = "emulator/src/dispatch.rs";

/// The file of an operation.
struct OperationFile {
    operation: OperationName,
    family: &'static str,
    source: &'static Source,
}

/// The operation that a module is named after, whatever its capitals are.
pub(super) fn operation_of(module: &str) -> Option<OperationName> {
    let letters = module.replace('_', "");
    let is_named = |operation: &OperationName| operation.to_string().to_lowercase() == letters;
    OperationName::ALL.iter().copied().find(is_named)
}

#[test]
fn every_operation_with_a_file_is_registered_once() {
    let register = &source(REGISTER).code;
    let line =
        |file: &OperationFile| format!("{} => {}::{},", file.operation, file.family, file.source.stem());
    let times = |line: &str| register.lines().filter(|registered| registered.trim() == line).count();
    let faults = files().filter(|file| times(&line(file)) != 1 || !is_implemented(file.operation));
    let faults = faults.map(|file| file.source.fault(0, &format!("`{}` is not in {REGISTER}", line(&file))));
    refuse(faults, "give the operation its line in the register, once");
}

#[test]
fn every_registered_operation_has_its_file() {
    let has_file = |operation: &OperationName| files().any(|file| file.operation == *operation);
    let lost = OperationName::ALL.iter().filter(|name| is_implemented(**name) && !has_file(name));
    let faults = lost.map(|name| format!("{REGISTER}:1: {name} has no file in {OPERATIONS}<family>/"));
    refuse(faults, "an operation is one file, named after it, in the folder of its family");
}

#[test]
fn no_operation_is_in_two_families() {
    let first = |operation| files().find(|file| file.operation == operation).map(|file| file.family);
    let faults = files().filter(|file| first(file.operation) != Some(file.family));
    let faults =
        faults.map(|file| file.source.fault(0, &format!("{} is in another family too", file.operation)));
    refuse(faults, "keep the file in the family of the noun that the operation changes");
}

#[test]
fn every_operation_has_a_transcript() {
    let faults = files().filter(|file| !has_transcript(file.source));
    let faults = faults.map(|file| file.source.fault(0, &format!("{} has no transcript", file.operation)));
    refuse(faults, "test it with `transcript(…)`, in the file or in its folder of tests");
}

fn files() -> impl Iterator<Item = OperationFile> {
    beneath(OPERATIONS).filter_map(|source| {
        let (family, file) = source.path.strip_prefix(OPERATIONS)?.split_once('/')?;
        let operation = operation_of(file.strip_suffix(".rs")?)?;
        Some(OperationFile { operation, family, source })
    })
}

fn has_transcript(source: &Source) -> bool {
    let folder = format!("{}/", source.path.trim_end_matches(".rs"));
    let tested = |source: &Source| source.code.contains("transcript(");
    tested(source) || SOURCES.iter().filter(|other| other.path.starts_with(&folder)).any(tested)
}

fn source(path: &str) -> &'static Source {
    SOURCES.iter().find(|source| source.path == path).expect("the file is where the rule looks for it")
}
