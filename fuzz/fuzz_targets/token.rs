//! Tokens that callers bring along.

#![no_main]

use libfuzzer_sys::fuzz_target;
use poolhouse_emulator::fuzzing::token;

fuzz_target!(|data: &[u8]| token(data));
