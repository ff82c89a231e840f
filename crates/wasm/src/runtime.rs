//! The engine, which all plugins of a process share.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use sha2::{Digest, Sha256};
use wasmtime::component::{Component, HasSelf, Linker};
use wasmtime::{Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig};

use crate::bindings::interface;
use crate::cache::Cache;
use crate::call::Call;
use crate::error::LoadError;
use crate::file::PluginFile;
use crate::limits::{Limits, MOST_INSTANCES, MOST_MEMORIES};
use crate::manifest::Manifest;
use crate::plugin::{Body, Plugin};
use crate::signature;
use crate::world::{Surface, VERSION, World};

/// The engine: it compiles plugins, one at a time, and counts the time of their calls. Clones are the same engine.
#[derive(Clone)]
pub struct Runtime(Arc<Inner>);

struct Inner {
    engine: Engine,
    provisioner: Linker<Call>,
    /// For transforms and triggers.
    with_reach: Linker<Call>,
    cache: Option<Cache>,
    /// Compiling takes a whole core and cannot be stopped, so no two plugins are compiled at once.
    compiling: Mutex<()>,
}

impl Runtime {
    /// An engine that keeps compiled code in `cache`, which must be closed to other users to be used; without one,
    /// everything is compiled anew in each process.
    ///
    /// # Errors
    /// When this machine cannot run it.
    pub fn new(cache: Option<&Path>) -> Result<Self, RuntimeError> {
        let engine = engine()?;
        tick(&engine)?;
        let inner = Inner {
            provisioner: linker(&engine, World::Provisioner)?,
            with_reach: linker(&engine, World::Trigger)?,
            cache: cache.and_then(|folder| Cache::open(folder, &engine)),
            compiling: Mutex::new(()),
            engine,
        };
        Ok(Self(Arc::new(inner)))
    }

    /// Makes a plugin of a component. What it says of itself lowers the limits, and never raises them. This may take seconds: call it in a blocking task.
    ///
    /// # Errors
    /// When it is no plugin, in one sentence.
    pub fn load(&self, name: &str, bytes: &[u8], limits: Limits) -> Result<Plugin, LoadError> {
        check_size(bytes.len() as u64, limits.file)?;
        check_kind(bytes)?;
        let digest = digest(bytes);
        let wanted = Manifest::carried_by(bytes).map_err(LoadError::Manifest)?;
        let wanted = wanted.map(|manifest| manifest.limits).unwrap_or_default();
        let limits = limits.lowered(&wanted);
        let component = self.compile(&digest, bytes)?;
        let surface = Surface::of(&component, &self.0.engine);
        let world = surface.world()?;
        let linker = if world == World::Provisioner { &self.0.provisioner } else { &self.0.with_reach };
        let misfit = |reason: String| LoadError::Mismatch { world: world.name(), has: VERSION, reason };
        let mismatch = |error: wasmtime::Error| misfit(in_one_line(&error));
        let instance = linker.instantiate_pre(&component).map_err(mismatch)?;
        let body = Body::new(world, instance).map_err(mismatch)?;
        if let Some(reason) = signature::mismatch(&component, &self.0.engine, world) {
            return Err(misfit(reason));
        }
        Ok(Plugin::new(name.to_owned(), digest, surface, body, self.0.engine.clone(), limits))
    }

    /// As [`Runtime::load`], of a file.
    ///
    /// # Errors
    /// As [`Runtime::load`], and when it cannot be read or is another than the pinned one.
    pub fn load_file(&self, file: &PluginFile, limits: Limits) -> Result<Plugin, LoadError> {
        let unreadable = |error: std::io::Error| LoadError::Unreadable(error.to_string());
        let opened = poolhouse_files::open(&file.path).map_err(unreadable)?;
        check_size(opened.metadata().map_err(unreadable)?.len(), limits.file)?;
        let bytes = poolhouse_files::read(&file.path).map_err(unreadable)?;
        check_pin(&bytes, file.pin.as_deref())?;
        self.load(&file.name, &bytes, limits)
    }

    fn compile(&self, digest: &str, bytes: &[u8]) -> Result<Component, LoadError> {
        let _one_at_a_time = self.0.compiling.lock();
        let kept = self.0.cache.as_ref().and_then(|cache| cache.get(&self.0.engine, digest));
        if let Some(component) = kept {
            return Ok(component);
        }
        let component = Component::from_binary(&self.0.engine, bytes).map_err(|error| invalid(&error))?;
        if let Some(cache) = &self.0.cache {
            cache.put(digest, &component);
        }
        Ok(component)
    }
}

/// Why there is no engine.
#[derive(Debug, thiserror::Error)]
#[error("this machine cannot run WASM plugins: {0}")]
pub struct RuntimeError(String);

impl From<wasmtime::Error> for RuntimeError {
    fn from(error: wasmtime::Error) -> Self {
        Self(in_one_line(&error))
    }
}

fn engine() -> wasmtime::Result<Engine> {
    let mut config = Config::new();
    config.wasm_component_model(true).concurrency_support(false);
    config.epoch_interruption(true).consume_fuel(true);
    config.max_wasm_stack(STACK).async_stack_size(2 * STACK);
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool()));
    Engine::new(&config).or_else(|_| {
        // A machine that limits address space cannot hold the pool.
        config.allocation_strategy(InstanceAllocationStrategy::OnDemand);
        Engine::new(&config)
    })
}

fn pool() -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(MOST_CALLS)
        .total_stacks(MOST_CALLS)
        .total_core_instances(MOST_CALLS * 8)
        .total_memories(MOST_CALLS * 2)
        .total_tables(MOST_CALLS * 4)
        .max_core_instances_per_component(MOST_INSTANCES as u32)
        .max_memories_per_component(MOST_MEMORIES as u32)
        .max_tables_per_component(MOST_INSTANCES as u32)
        .max_memory_size(Limits::MOST_MEMORY)
        .table_elements(MOST_TABLE_ELEMENTS)
        .linear_memory_keep_resident(KEPT_RESIDENT);
    pool
}

/// Lets epochs pass for as long as the engine lives.
fn tick(engine: &Engine) -> Result<(), RuntimeError> {
    let engine = engine.weak();
    let ticker = move || {
        while let Some(engine) = engine.upgrade() {
            engine.increment_epoch();
            drop(engine);
            std::thread::sleep(TICK);
        }
    };
    let started = std::thread::Builder::new().name("plugin time limit".into()).spawn(ticker);
    started.map(drop).map_err(|error| RuntimeError(error.to_string()))
}

fn linker(engine: &Engine, world: World) -> wasmtime::Result<Linker<Call>> {
    let mut linker = Linker::new(engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    interface::types::add_to_linker::<_, HasSelf<Call>>(&mut linker, |call| call)?;
    interface::log::add_to_linker::<_, HasSelf<Call>>(&mut linker, |call| call)?;
    interface::config::add_to_linker::<_, HasSelf<Call>>(&mut linker, |call| call)?;
    interface::inputs::add_to_linker::<_, HasSelf<Call>>(&mut linker, |call| call)?;
    if world == World::Provisioner {
        interface::declarations::add_to_linker::<_, HasSelf<Call>>(&mut linker, |call| call)?;
        return Ok(linker);
    }
    interface::directory::add_to_linker::<_, HasSelf<Call>>(&mut linker, |call| call)?;
    interface::clock::add_to_linker::<_, HasSelf<Call>>(&mut linker, |call| call)?;
    interface::random::add_to_linker::<_, HasSelf<Call>>(&mut linker, |call| call)?;
    interface::http::add_to_linker::<_, HasSelf<Call>>(&mut linker, |call| call)?;
    interface::secrets::add_to_linker::<_, HasSelf<Call>>(&mut linker, |call| call)?;
    Ok(linker)
}

fn check_size(size: u64, most: u64) -> Result<(), LoadError> {
    if size > most { Err(LoadError::TooLarge { size, most }) } else { Ok(()) }
}

fn check_pin(bytes: &[u8], pin: Option<&str>) -> Result<(), LoadError> {
    let digest = digest(bytes);
    match pin {
        Some(pin) if !pin.eq_ignore_ascii_case(&digest) => Err(LoadError::NotPinned { digest }),
        _ => Ok(()),
    }
}

/// The first eight bytes tell a component from a core module.
fn check_kind(bytes: &[u8]) -> Result<(), LoadError> {
    match bytes.get(..8) {
        Some([0, b'a', b's', b'm', 1, 0, 0, 0]) => Err(LoadError::CoreModule),
        Some([0, b'a', b's', b'm', ..]) => Ok(()),
        _ => Err(LoadError::NotWasm),
    }
}

fn invalid(error: &wasmtime::Error) -> LoadError {
    let words = in_one_line(error);
    if words.contains("component model async") { LoadError::Asynchronous } else { LoadError::Invalid(words) }
}

fn in_one_line(error: &wasmtime::Error) -> String {
    let words: Vec<String> = error.chain().map(|cause| cause.to_string().replace('\n', " ")).collect();
    words.join(": ")
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Calls under way at once, of all plugins.
const MOST_CALLS: u32 = 128;
const MOST_TABLE_ELEMENTS: usize = 200_000;
const KEPT_RESIDENT: usize = 256 * 1024;
const STACK: usize = 1024 * 1024;
const TICK: Duration = Duration::from_millis(5);
