//! What the targets share.

use libfuzzer_sys::fuzzer_mutate;
use poolhouse_emulator::fuzzing::Mutator;

/// Mutates lines in place: as requests as a rule, as bytes now and then.
pub fn mutate(mutator: &Mutator, data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    match std::str::from_utf8(&data[..size]) {
        Ok(lines) if !seed.is_multiple_of(16) => {
            let mutated = mutator.mutate(lines, max_size, seed);
            data[..mutated.len()].copy_from_slice(mutated.as_bytes());
            mutated.len()
        }
        _ => fuzzer_mutate(data, size, max_size),
    }
}
