//! How much a plugin may take, and what holds it to that.

use std::time::{Duration, Instant};

use wasmtime::ResourceLimiter;

use crate::manifest::WantedLimits;
use crate::world::World;

/// How much one call of a plugin may take. Past a limit the call ends with an error; the next one starts afresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long the plugin's own code may run. Waiting for the host is not counted.
    pub time: Duration,
    /// How long a call may take altogether.
    pub patience: Duration,
    /// How many bytes its memories may hold together, at most [`Limits::MOST_MEMORY`].
    pub memory: usize,
    /// How many instructions it may execute, about.
    pub fuel: u64,
    /// How many functions of the host it may call.
    pub host_calls: u64,
    /// How many bytes it may hand to the host in one call of a function, or as a result.
    pub transfer: usize,
    /// How many bytes all that it declares may take.
    pub output: usize,
    /// How many lines it may log.
    pub log_lines: usize,
    /// How large its file may be.
    pub file: u64,
    /// How long it rests after it broke several times in a row.
    pub rest: Duration,
}

impl Limits {
    /// What no memory can exceed, whatever the limits say.
    pub const MOST_MEMORY: usize = 1024 * MEBIBYTE;

    /// The usual ones of a world.
    #[must_use]
    pub fn of(world: World) -> Self {
        match world {
            World::Provisioner => Self::provisioner(),
            World::Transform => Self::transform(),
            World::Trigger => Self::trigger(),
        }
    }

    /// For declaring: the limits of a script. Calls of the host are not counted; time and memory rule.
    #[must_use]
    pub fn provisioner() -> Self {
        Self {
            time: Duration::from_secs(60),
            patience: Duration::from_secs(120),
            memory: 512 * MEBIBYTE,
            fuel: u64::MAX,
            host_calls: u64::MAX,
            transfer: 16 * MEBIBYTE,
            output: 512 * MEBIBYTE,
            log_lines: 10_000,
            file: 32 * MEBIBYTE as u64,
            rest: Duration::from_secs(10),
        }
    }

    /// For rules over declarations and plans, which come as one value.
    #[must_use]
    pub fn transform() -> Self {
        Self { transfer: 512 * MEBIBYTE, host_calls: 1_000_000, ..Self::provisioner() }
    }

    /// The same, lowered to what a plugin gets by with. What it says can take away and add nothing.
    #[must_use]
    pub fn lowered(self, wanted: &WantedLimits) -> Self {
        let time = wanted.time.unwrap_or(self.time).min(self.time);
        let memory = wanted.memory.unwrap_or(self.memory).min(self.memory);
        Self { time, memory, ..self }
    }

    /// For triggers: someone waits for a sign-in.
    #[must_use]
    pub fn trigger() -> Self {
        Self {
            time: Duration::from_millis(200),
            patience: Duration::from_secs(5),
            memory: 64 * MEBIBYTE,
            fuel: 5_000_000_000,
            host_calls: 100_000,
            transfer: 16 * MEBIBYTE,
            output: 0,
            log_lines: 1_000,
            file: 32 * MEBIBYTE as u64,
            rest: Duration::from_secs(10),
        }
    }
}

/// Which limit a call ran into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Exhausted {
    /// [`Limits::time`]
    #[error("it ran longer than its time limit")]
    Time,
    /// [`Limits::patience`]
    #[error("it took longer than anyone waits for it")]
    Patience,
    /// [`Limits::memory`]
    #[error("it needs more memory than its limit")]
    Memory,
    /// [`Limits::fuel`]
    #[error("it executed more instructions than its limit")]
    Fuel,
    /// [`Limits::host_calls`]
    #[error("it called the host more often than its limit")]
    HostCalls,
    /// [`Limits::transfer`]
    #[error("it handed more to the host at once than its limit")]
    Transfer,
    /// [`Limits::output`]
    #[error("it declared more than its limit")]
    Output,
}

/// What a call has left of time and calls.
pub(crate) struct Budget {
    running: Duration,
    since: Instant,
    in_host: bool,
    host_calls: u64,
    time: Duration,
}

impl Budget {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            running: Duration::ZERO,
            since: Instant::now(),
            in_host: true,
            host_calls: limits.host_calls,
            time: limits.time,
        }
    }

    /// The plugin calls the host, or returns to it.
    pub(crate) fn enter_host(&mut self, is_call: bool) -> Result<(), Exhausted> {
        if !self.in_host {
            self.running += self.since.elapsed();
            self.in_host = true;
        }
        self.host_calls = self.host_calls.checked_sub(u64::from(is_call)).ok_or(Exhausted::HostCalls)?;
        Ok(())
    }

    /// The plugin goes on.
    pub(crate) fn leave_host(&mut self) {
        self.in_host = false;
        self.since = Instant::now();
    }

    /// Whether the plugin may still go on; asked while it runs.
    pub(crate) fn check(&self) -> Result<(), Exhausted> {
        if self.running + self.since.elapsed() > self.time { Err(Exhausted::Time) } else { Ok(()) }
    }
}

/// Holds memories and tables to their limits. Growth that is refused is remembered: what a plugin makes of it is as a
/// rule a trap that says nothing.
pub(crate) struct Limiter {
    left: usize,
    pub(crate) refused: bool,
}

impl Limiter {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self { left: limits.memory.min(Limits::MOST_MEMORY), refused: false }
    }

    fn take(&mut self, current: usize, desired: usize, unit: usize) -> bool {
        let more = desired.saturating_sub(current).saturating_mul(unit);
        let left = self.left.checked_sub(more);
        match left {
            Some(left) => self.left = left,
            None => self.refused = true,
        }
        left.is_some()
    }
}

impl ResourceLimiter for Limiter {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        Ok(self.take(current, desired, 1))
    }

    fn memory_grow_failed(&mut self, _: wasmtime::Error) -> wasmtime::Result<()> {
        self.refused = true;
        Ok(())
    }

    fn table_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        Ok(self.take(current, desired, size_of::<usize>()))
    }

    fn table_grow_failed(&mut self, _: wasmtime::Error) -> wasmtime::Result<()> {
        self.refused = true;
        Ok(())
    }

    fn instances(&self) -> usize {
        MOST_INSTANCES
    }

    fn tables(&self) -> usize {
        MOST_INSTANCES
    }

    fn memories(&self) -> usize {
        MOST_MEMORIES
    }
}

/// How many core instances a component may be made of. What toolchains make has up to ten or so.
pub(crate) const MOST_INSTANCES: usize = 40;
/// How many memories a component may have.
pub(crate) const MOST_MEMORIES: usize = 8;
const MEBIBYTE: usize = 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_plugin_wants_lowers_its_limits_and_raises_none() {
        let wants = |time, memory| WantedLimits { time: Some(time), memory: Some(memory) };
        let usual = Limits::trigger();
        let lower = usual.lowered(&wants(Duration::from_millis(50), MEBIBYTE));
        assert_eq!((lower.time, lower.memory), (Duration::from_millis(50), MEBIBYTE));
        assert_eq!(usual.lowered(&wants(Duration::from_secs(50), usize::MAX)), usual);
        assert_eq!(usual.lowered(&WantedLimits::default()), usual);
    }
}
