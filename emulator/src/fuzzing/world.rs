//! What is there when a run begins.

use std::sync::{Arc, LazyLock};

use poolhouse_emulator_model::Timestamp;

use super::plausible::{Plausible, Request};
use super::run::{Run, wait_for};
use super::variables::Variables;
use crate::clock::{Clock, ManualClock};
use crate::domain::PoolKeys;
use crate::emulator::Emulator;
use crate::store::Snapshot;

/// An emulator's contents, and the names of them.
pub(super) struct World {
    pub(super) snapshot: Snapshot,
    pub(super) variables: Variables,
}

/// The world of all runs, made once.
pub(super) static WORLD: LazyLock<World> = LazyLock::new(|| {
    // A thread of its own may wait, wherever the world is first asked for.
    std::thread::spawn(create).join().expect("the beginning is a sound script")
});

/// The keys of all pools: making some takes longer than many runs.
static KEYS: LazyLock<PoolKeys> =
    LazyLock::new(|| PoolKeys::generate(crate::domain::Seal::new([7; 32])).expect("keys can be made"));

/// The clock of a run, at its beginning.
pub(super) fn clock() -> Arc<dyn Clock> {
    Arc::new(ManualClock::at(Timestamp::from_millis(1_700_000_000_000)))
}

/// Gives keys to the pools that have none.
pub(crate) fn lend_keys(emulator: &Emulator) {
    let ctx = emulator.context(emulator.caller());
    for pool in emulator.snapshot().pools().filter(|pool| pool.keys().is_none()) {
        if let Ok(mut pool) = ctx.pool(pool.id()) {
            pool.adopt_keys(KEYS.clone());
        }
    }
}

fn create() -> World {
    let mut run = Run::in_nothing(1);
    wait_for(async {
        for Request { operation, input } in Plausible::of(BEGINNING).requests {
            let body = run.variables.filled(&input.to_string());
            let answer = run.request(operation.as_str(), body.as_bytes()).await;
            assert!(matches!(answer, Some(Ok(_))), "{operation} {body}: {answer:?}");
        }
        run.end().await;
    });
    World { snapshot: run.emulator.snapshot(), variables: run.variables }
}

const BEGINNING: &str = include_str!("beginning.txt");
