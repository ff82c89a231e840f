//! Files of import jobs.

#![no_main]

use libfuzzer_sys::fuzz_target;
use poolhouse_emulator::fuzzing::import;

fuzz_target!(|data: &[u8]| import(data));
