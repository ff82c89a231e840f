//! The seeds of fuzzing as tests.

use std::fs;
use std::path::Path;

use super::{script_values, told};

#[test]
fn seeds_keep_every_promise() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/script_values");
    let mut seeds: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    seeds.sort();
    assert!(!seeds.is_empty());
    for seed in seeds {
        script_values(&fs::read(seed).unwrap());
    }
}

#[test]
fn a_line_is_a_call_with_values_of_any_kind() {
    let told = told(
        b"declare\npool:user \"ann\" {username=\"ann\" attributes={email=N} x=^}\njson.encode [1 {a=t}]",
    );
    let lines: Vec<_> = told.lines().take(2).collect();
    assert!(lines[0].starts_with("pool:user: "), "{told}");
    assert_eq!(lines[1], "json.encode: \"[1,{\\\"a\\\":true}]\"");
    assert!(told.contains("attributes.email") && told.contains("holds itself"), "{told}");
}

#[test]
fn bytes_that_mean_nothing_are_values_too() {
    for input in
        [&b""[..], b"\n", b"run\n\xff\xfe {{{{[[[[\"", b"test\nexpectation:to_equal @\n@ @ @", &[b'['; 4000]]
    {
        script_values(input);
    }
}
