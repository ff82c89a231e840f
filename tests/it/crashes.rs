//! Runs that die, at every point where one can, and the runs after them.

mod faults;
mod kills;
mod outcome;
mod people;
mod points;

pub(crate) use outcome::Outcome;

/// The pool of these tests.
const POOL: &str = "us-east-1_people";

/// How many runs are killed at random points: as many as the variable says, or `otherwise`.
fn kills(otherwise: usize) -> usize {
    let said = std::env::var("POOLHOUSE_CRASH_KILLS").ok();
    said.map_or(otherwise, |kills| kills.parse().expect("POOLHOUSE_CRASH_KILLS is a number"))
}

/// What chance begins with: what POOLHOUSE_CRASH_SEED says, or something new. A failed test shows it.
#[allow(clippy::print_stdout, reason = "the test harness shows it when a test fails")]
fn seed() -> u64 {
    let said = std::env::var("POOLHOUSE_CRASH_SEED").ok();
    let seed = said
        .map_or_else(|| fastrand::u64(..), |seed| seed.parse().expect("POOLHOUSE_CRASH_SEED is a number"));
    println!("POOLHOUSE_CRASH_SEED={seed}");
    seed
}
