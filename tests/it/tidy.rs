//! What the layout of the repository promises, held against its files. A rule that fails names the
//! place, what is wrong with it, and what to do instead.

mod crates;
mod emulator;
mod lexer;
mod measures;
mod paths;
mod register;
mod sources;
mod words;

/// Fails with every fault, a line each, and the way out.
#[track_caller]
fn refuse(faults: impl IntoIterator<Item = String>, instead: &str) {
    let faults: Vec<_> = faults.into_iter().collect();
    assert!(faults.is_empty(), "\n{}\nhint: {instead}\n", faults.join("\n"));
}
