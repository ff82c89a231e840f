//! From what a function is to something that can be called.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use poolhouse_core::backend::Backend;
use poolhouse_core::hook::Hook;
use poolhouse_core::log::LogSink;
use poolhouse_emulator::http::HttpFunctions;
use poolhouse_emulator::{Emulator, TriggerError, Triggers};
use poolhouse_local::LocalBackend;
use serde_json::Value;

use super::function::FunctionSource;
use super::router::Router;
use crate::error::Error;
#[cfg(feature = "wasm")]
use crate::limits::AskedLimits;
use crate::project::Project;
use crate::surroundings::Surroundings;
use crate::trust::Granted;

/// Opens functions. Scripts and plugins are loaded, which blocks.
pub(crate) struct Opening {
    log: LogSink,
    /// The run that they are part of; what a file's own project says, where there is none.
    run: Option<Surroundings>,
    /// The pools that call them, where there are any.
    #[cfg_attr(not(feature = "wasm"), allow(dead_code, reason = "only plugins look at pools"))]
    pools: Option<Arc<dyn Backend>>,
    /// The engine of all plugins, made when the first one is opened.
    #[cfg(feature = "wasm")]
    runtime: std::cell::OnceCell<poolhouse_wasm::Runtime>,
}

impl Opening {
    pub(crate) fn new(log: LogSink, pools: Option<Arc<dyn Backend>>) -> Self {
        Self {
            log,
            run: None,
            pools,
            #[cfg(feature = "wasm")]
            runtime: std::cell::OnceCell::new(),
        }
    }

    /// The same for functions of a run, called by pools of that emulator.
    pub(crate) fn of_run(run: &Surroundings, emulator: &Emulator) -> Self {
        let opening = Self::new(Arc::clone(&run.log), Some(Arc::new(LocalBackend::new(emulator.clone()))));
        Self { run: Some(run.clone()), ..opening }
    }

    fn surroundings(&self, file: &Path) -> Result<Surroundings, Error> {
        if let Some(run) = &self.run {
            return Ok(run.clone());
        }
        let project = Project::of_script(file)?;
        let granted = Granted::of(&project, None, &BTreeSet::new())?;
        Ok(Surroundings { project, granted, stage: "dev".to_owned(), log: Arc::clone(&self.log) })
    }

    /// The function, to be called by `arn`.
    pub(crate) fn open(&self, arn: &str, source: &FunctionSource) -> Result<Arc<dyn Triggers>, Error> {
        match source {
            FunctionSource::Url(url) => match HttpFunctions::new([(arn, url)]) {
                Ok(function) => Ok(Arc::new(function)),
                Err(error) => Err(Error::Usage(error.to_string())),
            },
            FunctionSource::Lua(file) => self.lua(file),
            FunctionSource::Wasm(file) => self.wasm(file),
        }
    }

    #[cfg(feature = "lua")]
    fn lua(&self, file: &Path) -> Result<Arc<dyn Triggers>, Error> {
        let project = Project::of_script(file)?;
        let script = poolhouse_lua::TriggerScript::open(poolhouse_lua::LuaOptions {
            script: file.to_owned(),
            project: project.root().to_owned(),
            shown_from: std::env::current_dir().unwrap_or_default(),
            args: Default::default(),
            env: Default::default(),
            stage: "dev".to_owned(),
            limits: crate::limits::Ceiling::of_user()?.over(poolhouse_lua::Limits::trigger()),
            plugins: None,
            log: Arc::clone(&self.log),
            coverage: None,
        });
        let script = script.map_err(poolhouse_core::fault::Faults::from)?;
        Ok(Arc::new(super::lua::LuaFunction::new(script, Arc::clone(&self.log))))
    }

    #[cfg(not(feature = "lua"))]
    fn lua(&self, file: &Path) -> Result<Arc<dyn Triggers>, Error> {
        Err(Error::project(file, "this poolhouse was built without scripts"))
    }

    #[cfg(feature = "wasm")]
    fn wasm(&self, file: &Path) -> Result<Arc<dyn Triggers>, Error> {
        use poolhouse_wasm::{Following, Runtime, World};

        let runtime = match self.runtime.get() {
            Some(runtime) => runtime.clone(),
            None => Runtime::new(crate::plugins::cache().as_deref())
                .map_err(|error| Error::Usage(error.to_string()))?,
        };
        let runtime = self.runtime.get_or_init(|| runtime);
        let run = self.surroundings(file)?;
        let chosen = crate::plugins::Chosen::of_file(&run.project, file)?;
        let grants = chosen.grants(&run, self.pools.as_ref())?;
        let limits = AskedLimits::default().of_plugin(World::Trigger)?;
        let log = Arc::clone(&self.log);
        let plugin = Following::load(runtime, chosen.file, World::Trigger, limits, log);
        let plugin = plugin.map_err(|error| Error::project(file, error))?;
        Ok(Arc::new(super::wasm::WasmFunction::new(plugin, grants)))
    }

    #[cfg(not(feature = "wasm"))]
    fn wasm(&self, file: &Path) -> Result<Arc<dyn Triggers>, Error> {
        Err(Error::project(file, "this poolhouse was built without plugins"))
    }
}

/// Functions that pools of that emulator name in their `LambdaConfig`, by ARN.
pub(crate) async fn by_arn(
    functions: Vec<(String, FunctionSource)>,
    log: LogSink,
    emulator: &Emulator,
) -> Result<Router, Error> {
    let pools = Arc::new(LocalBackend::new(emulator.clone()));
    loaded(move || {
        let (opening, mut router) = (Opening::new(log, Some(pools)), Router::default());
        for (arn, source) in functions {
            let function = opening.open(&arn, &source)?;
            router.add(arn, function);
        }
        Ok(router)
    })
    .await
}

/// What loading comes to, which blocks.
pub(crate) async fn loaded<T: Send + 'static>(
    load: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(load).await.map_err(|error| Error::from(std::io::Error::other(error)))?
}

/// Reads an event from a file of JSON.
///
/// # Errors
/// When it cannot be read, or is no event.
pub fn read_event(file: &Path) -> Result<Value, Error> {
    let text = std::fs::read_to_string(file).map_err(|error| Error::project(file, error))?;
    let event: Value =
        serde_json::from_str(&text).map_err(|error| Error::project(file, format!("is not JSON: {error}")))?;
    match event["triggerSource"].as_str().and_then(Hook::of_source) {
        Some(_) => Ok(event),
        None => Err(Error::project(file, "is no event: it has no triggerSource such as PreSignUp_SignUp")),
    }
}

/// Calls a function once, with an event of any pool, and gives its whole answer.
///
/// # Errors
/// When there is no such function; and inside, when it refuses or fails.
pub async fn invoke(
    source: FunctionSource,
    event: Value,
    log: LogSink,
) -> Result<Result<Value, TriggerError>, Error> {
    let function = loaded(move || Opening::new(log, None).open("function", &source)).await?;
    Ok(function.invoke("function", event).await)
}
