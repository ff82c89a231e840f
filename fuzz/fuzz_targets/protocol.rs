//! Any request.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use poolhouse_emulator::fuzzing::{Mutator, protocol};
use poolhouse_fuzz::mutate;

/// Every operation, with input that makes sense.
static MUTATOR: LazyLock<Mutator> = LazyLock::new(|| {
    Mutator::of(concat!(
        include_str!("../../tests/it/every_operation/steps.txt"),
        "\n",
        include_str!("../corpus/protocol/passkeys"),
    ))
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate(&MUTATOR, data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| protocol(data));
