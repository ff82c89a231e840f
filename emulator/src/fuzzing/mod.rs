//! What fuzzing drives the emulator with, and what it holds it to. An entry takes any bytes, and panics where the
//! emulator breaks a promise. The targets of `cargo xtask fuzz` call nothing else, and the seeds in `fuzz/corpus` are
//! replayed by the tests.

mod client;
mod filter;
mod functions;
mod generate;
mod import;
mod mutate;
mod oracle;
mod plausible;
mod protocol;
mod run;
#[cfg(test)]
mod tests;
mod token;
mod variables;
mod world;

pub use filter::filter;
pub use import::import;
pub use mutate::Mutator;
pub use protocol::protocol;
pub use token::token;
#[cfg(test)]
pub(crate) use world::lend_keys;
