//! The seeds of fuzzing, and some mutations of them, as tests.

use std::fs;
use std::path::Path;

use super::{Mutator, filter, import, protocol, token};

/// Every seed of a target.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(target);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "{target} has no seeds");
    paths.into_iter().map(|path| fs::read(path).expect("a seed")).collect()
}

#[test]
fn seeds_of_the_protocol_keep_every_promise() {
    seeds("protocol").iter().for_each(|seed| protocol(seed));
}

#[test]
fn seeds_of_signing_in_keep_every_promise() {
    seeds("sign_in").iter().for_each(|seed| protocol(seed));
}

#[test]
fn seeds_of_filters_keep_every_promise() {
    seeds("filter").iter().for_each(|seed| filter(seed));
}

#[test]
fn seeds_of_imports_keep_every_promise() {
    seeds("import").iter().for_each(|seed| import(seed));
}

#[test]
fn seeds_of_tokens_keep_every_promise() {
    seeds("token").iter().for_each(|seed| token(seed));
}

#[test]
fn mutations_of_seeds_are_other_requests_that_keep_every_promise() {
    let seeds = seeds("sign_in");
    let text = String::from_utf8(seeds.join(&b'\n')).expect("seeds are texts");
    let mutator = Mutator::of(&text);
    for (number, seed) in (0..60).zip(seeds.iter().cycle()) {
        let seed = str::from_utf8(seed).expect("a text");
        let mutated = mutator.mutate(seed, 4_000, number);
        assert!(mutated.len() <= 4_000);
        assert_eq!(mutated, mutator.mutate(seed, 4_000, number), "the same seed does the same");
        protocol(mutated.as_bytes());
    }
}
