//! Who names whom inside the emulator. That it names nothing of `crates/` is a matter of its
//! dependencies.

use super::lexer::find_words;
use super::paths::{module, own_paths};
use super::refuse;
use super::register::operation_of;
use super::sources::{Source, beneath};

const ROOT: &str = "emulator/src/";

/// The modules of the emulator. Each may name those that come after it.
const LAYERS: [&str; 23] = [
    "fuzzing",
    "fixture",
    "http",
    "oidc",
    "emulator",
    "snapshot_file",
    "protocol",
    "dispatch",
    "authorize",
    "operations",
    "flow",
    "context",
    "page",
    "quota",
    "fault",
    "store",
    "signature",
    "domain",
    "durable",
    "trigger",
    "random",
    "clock",
    "error",
];

#[test]
fn every_module_of_the_emulator_has_its_layer() {
    let unplaced = beneath(ROOT).filter_map(|source| {
        let module = module(&source.path, ROOT);
        let name =
            module.first().filter(|name| layer(name).is_none() && !source.shipped.trim().is_empty())?;
        Some(format!("{}:1: the module `{name}` has no layer", source.path))
    });
    refuse(unplaced, "give it its place in `LAYERS` of tests/it/tidy/emulator.rs");
}

#[test]
fn no_module_of_the_emulator_names_a_higher_one() {
    let faults = beneath(ROOT).flat_map(upward);
    refuse(faults, "a lower layer takes what it needs as an argument, or the code belongs in the higher one");
}

#[test]
fn an_operation_names_no_other_operation() {
    let faults = beneath("emulator/src/operations/").flat_map(sideways);
    refuse(
        faults,
        "a rule that operations share goes to `domain`, a step over several requests to `flow`, \
         a few lines of one family into a file of their own in its folder",
    );
}

#[test]
fn the_domain_neither_awaits_nor_sees_json() {
    let faults =
        beneath("emulator/src/domain/").flat_map(|source| naming(source, &["async", ".await", "serde_json"]));
    refuse(faults, "`domain` is plain rules: wait and read JSON in the operation or the flow that asks");
}

#[test]
fn only_the_doors_know_axum() {
    let doors = |source: &&Source| source.path.contains("/http") || source.path.contains("/oidc");
    let faults = beneath(ROOT).filter(|source| !doors(source)).flat_map(|source| naming(source, &["axum"]));
    refuse(faults, "what talks HTTP belongs in `http`");
}

fn layer(name: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| *layer == name)
}

/// Where a source names a higher layer, or something at the crate's root, whose layer cannot be told.
fn upward(source: &'static Source) -> Vec<String> {
    let module = module(&source.path, ROOT);
    let Some(own) = module.first().and_then(|name| layer(name)) else { return Vec::new() };
    let described = |(offset, path): (usize, Vec<String>)| {
        let named = path.first()?;
        match layer(named) {
            Some(layer) if layer >= own => None,
            Some(_) => {
                Some(source.fault(offset, &format!("`{}` names the higher layer `{named}`", LAYERS[own])))
            }
            None => Some(source.fault(offset, &format!("`crate::{named}` is none of the modules"))),
        }
    };
    own_paths(source, ROOT).into_iter().filter_map(described).collect()
}

/// Where an operation names another one, or another family.
fn sideways(source: &'static Source) -> Vec<String> {
    let here = module(&source.path, ROOT);
    let [_, family, file, ..] = here.as_slice() else { return Vec::new() };
    let is_operation = |name: &String| name != file && operation_of(name).is_some();
    let is_other = |path: &[String]| match path {
        [root, named, rest @ ..] if root == "operations" => {
            named != family || rest.first().is_some_and(is_operation)
        }
        _ => false,
    };
    let named = own_paths(source, ROOT).into_iter().filter(|(_, path)| is_other(path));
    named
        .map(|(offset, path)| source.fault(offset, &format!("`{file}` names `{}`", path.join("::"))))
        .collect()
}

fn naming(source: &Source, words: &[&str]) -> Vec<String> {
    let found = words.iter().flat_map(|word| find_words(&source.shipped, word).map(move |at| (at, word)));
    found.map(|(offset, word)| source.fault(offset, &format!("`{word}` stands here"))).collect()
}
