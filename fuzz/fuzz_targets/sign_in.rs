//! The requests of signing in and signing up: challenges, answers to them, codes, devices.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use poolhouse_emulator::fuzzing::{Mutator, protocol};
use poolhouse_fuzz::mutate;

static MUTATOR: LazyLock<Mutator> = LazyLock::new(|| {
    Mutator::of(concat!(
        include_str!("../corpus/sign_in/challenges"),
        "\n",
        include_str!("../corpus/sign_in/choices"),
        "\n",
        include_str!("../corpus/sign_in/second_factors"),
        "\n",
        include_str!("../corpus/sign_in/self_service"),
    ))
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate(&MUTATOR, data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| protocol(data));
