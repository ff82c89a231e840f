//! One call of a plugin: its store, what it may use, what it says, and how it ends.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use poolhouse_core::clock::Clock;
use poolhouse_core::declare::{Declaration, Origin};
use poolhouse_core::fault::Fault;
use poolhouse_core::said::cut;
use poolhouse_core::secret::Secret;
use wasmtime::{CallHook, Store, Trap, UpdateDeadline, WasmBacktrace};
use wasmtime_wasi::{
    Deterministic, HostMonotonicClock, HostWallClock, ResourceTable, WasiCtx, WasiCtxView, WasiView,
};

use crate::error::{CallError, CallErrorKind};
use crate::grants::Grants;
use crate::journal::Journal;
use crate::limits::{Budget, Exhausted, Limiter, Limits};

/// What the functions of the host see of a call. Nothing of it is shared with another call or plugin.
pub(crate) struct Call {
    pub(crate) grants: Arc<Grants>,
    pub(crate) journal: Journal,
    pub(crate) table: ResourceTable,
    pub(crate) said: Said,
    /// The place that stands for the plugin.
    pub(crate) origin: Origin,
    /// The pools that the call is about: those of its event, its declarations, its plan.
    pub(crate) pools: BTreeSet<String>,
    /// Secrets of declarations that the plugin was given, by the number it knows them by.
    pub(crate) kept: Vec<Secret>,
    pub(crate) open_inputs: usize,
    wasi: WasiCtx,
    limiter: Limiter,
    budget: Budget,
    output_left: usize,
}

/// What a plugin said in a call.
#[derive(Default)]
pub(crate) struct Said {
    pub(crate) declarations: Vec<Declaration>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) inputs: BTreeSet<PathBuf>,
}

impl Call {
    /// The store of a new call, everything bounded.
    pub(crate) fn store(
        engine: &wasmtime::Engine,
        grants: &Arc<Grants>,
        limits: &Limits,
        origin: Origin,
        pools: BTreeSet<String>,
    ) -> Store<Self> {
        let journal = Journal::new(Arc::clone(&grants.log), limits.log_lines, origin.clone());
        let call = Self {
            grants: Arc::clone(grants),
            wasi: denying(grants, &journal),
            journal,
            table: bounded_table(),
            said: Said::default(),
            origin,
            pools,
            kept: Vec::new(),
            open_inputs: 0,
            limiter: Limiter::new(limits),
            budget: Budget::new(limits),
            output_left: limits.output,
        };
        let mut store = Store::new(engine, call);
        store.limiter(|call| &mut call.limiter);
        store.set_hostcall_fuel(limits.transfer);
        store.set_max_component_handles(MOST_HANDLES);
        store.set_epoch_deadline(1);
        store.epoch_deadline_callback(|context| {
            context.data().budget.check()?;
            Ok(UpdateDeadline::YieldCustom(1, Box::pin(tokio::task::yield_now())))
        });
        store.call_hook(|mut context, hook| {
            let budget = &mut context.data_mut().budget;
            match hook {
                CallHook::CallingHost => budget.enter_host(true)?,
                CallHook::ReturningFromWasm => budget.enter_host(false)?,
                CallHook::ReturningFromHost | CallHook::CallingWasm => budget.leave_host(),
            }
            Ok(())
        });
        store
    }

    /// Makes room for what the plugin says, which the limit of its own memory does not bound.
    pub(crate) fn keep(&mut self, bytes: usize) -> wasmtime::Result<()> {
        self.output_left = self.output_left.checked_sub(bytes).ok_or(Exhausted::Output)?;
        Ok(())
    }

    /// What an error of a call comes to.
    pub(crate) fn failed(&self, plugin: &str, error: &wasmtime::Error) -> CallError {
        self.journal.finish();
        CallError {
            plugin: plugin.to_owned(),
            kind: self.kind(error),
            backtrace: backtrace(error),
            log: self.journal.last(),
        }
    }

    fn kind(&self, error: &wasmtime::Error) -> CallErrorKind {
        if let Some(exhausted) = error.downcast_ref::<Exhausted>() {
            return CallErrorKind::Exhausted(*exhausted);
        }
        if error.is::<wasmtime::PoolConcurrencyLimitError>() {
            return CallErrorKind::Busy;
        }
        let words = error.root_cause().to_string();
        let words = cut(words.strip_prefix("wasm trap: ").unwrap_or(&words));
        // The error has a private type, but these words.
        if words.starts_with("too much data is being copied") {
            return CallErrorKind::Exhausted(Exhausted::Transfer);
        }
        match error.downcast_ref::<Trap>() {
            Some(Trap::OutOfFuel) => CallErrorKind::Exhausted(Exhausted::Fuel),
            // An allocator that gets no memory gives up in one of these ways.
            _ if self.limiter.refused => CallErrorKind::Exhausted(Exhausted::Memory),
            Some(Trap::MemoryOutOfBounds) => CallErrorKind::Trapped(format!(
                "{words}, as after a recursion too deep for the stack of a C or Rust program"
            )),
            _ => CallErrorKind::Trapped(words),
        }
    }
}

impl WasiView for Call {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

fn backtrace(error: &wasmtime::Error) -> Vec<String> {
    let Some(backtrace) = error.downcast_ref::<WasmBacktrace>() else { return Vec::new() };
    let named = backtrace.frames().iter().filter_map(|frame| frame.func_name());
    named.take(MOST_FRAMES).map(cut).collect()
}

/// WASI that has nothing to give: no files, no environment, no network, no input. What is printed is logged.
fn denying(grants: &Grants, journal: &Journal) -> WasiCtx {
    let mut wasi = WasiCtx::builder();
    wasi.stdout(journal.clone()).stderr(journal.clone());
    wasi.allow_tcp(false).allow_udp(false).allow_ip_name_lookup(false).max_random_size(MOST_RANDOM);
    match &grants.clock {
        Some(clock) => wasi.wall_clock(GrantedClock::of(clock)).monotonic_clock(GrantedClock::of(clock)),
        None => wasi.wall_clock(StandingClock).monotonic_clock(StandingClock),
    };
    if !grants.random {
        let bytes: Vec<u8> = (0..=u8::MAX).collect();
        wasi.secure_random(Deterministic::new(bytes.clone())).insecure_random(Deterministic::new(bytes));
        wasi.insecure_random_seed(0);
    }
    wasi.build()
}

fn bounded_table() -> ResourceTable {
    let mut table = ResourceTable::new();
    table.set_max_capacity(MOST_HANDLES);
    table
}

/// A clock that stands at the beginning of 1970.
struct StandingClock;

impl HostWallClock for StandingClock {
    fn resolution(&self) -> Duration {
        Duration::from_secs(1)
    }

    fn now(&self) -> Duration {
        Duration::ZERO
    }
}

impl HostMonotonicClock for StandingClock {
    fn resolution(&self) -> u64 {
        1
    }

    fn now(&self) -> u64 {
        0
    }
}

/// The clock that was granted, as WASI has clocks.
struct GrantedClock(Arc<dyn Clock>);

impl GrantedClock {
    fn of(clock: &Arc<dyn Clock>) -> Self {
        Self(Arc::clone(clock))
    }

    fn time(&self) -> Duration {
        Duration::from_millis(self.0.now().millis().try_into().unwrap_or_default())
    }
}

impl HostWallClock for GrantedClock {
    fn resolution(&self) -> Duration {
        Duration::from_millis(1)
    }

    fn now(&self) -> Duration {
        self.time()
    }
}

impl HostMonotonicClock for GrantedClock {
    fn resolution(&self) -> u64 {
        HostWallClock::resolution(self).as_nanos().try_into().unwrap_or(u64::MAX)
    }

    fn now(&self) -> u64 {
        self.time().as_nanos().try_into().unwrap_or(u64::MAX)
    }
}

const MOST_HANDLES: usize = 10_000;
const MOST_FRAMES: usize = 8;
const MOST_RANDOM: u64 = 1024 * 1024;
