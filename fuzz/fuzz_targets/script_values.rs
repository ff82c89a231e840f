//! Values of scripts on their way into the host and out of it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use poolhouse_lua::fuzzing::script_values;

fuzz_target!(|data: &[u8]| script_values(data));
