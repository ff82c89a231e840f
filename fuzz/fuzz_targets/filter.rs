//! The filter of ListUsers.

#![no_main]

use libfuzzer_sys::fuzz_target;
use poolhouse_emulator::fuzzing::filter;

fuzz_target!(|data: &[u8]| filter(data));
