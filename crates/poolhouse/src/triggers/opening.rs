//! From what a function is to something that can be called.

use std::path::Path;
use std::sync::Arc;

use poolhouse_core::hook::Hook;
use poolhouse_core::log::LogSink;
use poolhouse_emulator::http::HttpFunctions;
use poolhouse_emulator::{Emulator, TriggerError, Triggers};
use serde_json::Value;

use super::function::FunctionSource;
use super::router::Router;
use crate::emulator_clock::EmulatorClock;
use crate::error::Error;
#[cfg(feature = "wasm")]
use crate::limits::AskedLimits;
use crate::project::Project;
use crate::surroundings::Surroundings;
use crate::system_clock::SystemClock;

/// Opens functions. Scripts and plugins are loaded, which blocks.
#[cfg_attr(
    not(feature = "wasm"),
    allow(dead_code, reason = "only plugins are of projects and look at pools")
)]
pub(crate) struct Opening {
    /// What is around whoever asks for functions. Plugins that are asked for by name are of its project.
    run: Surroundings,
    /// Whether a file belongs to the run's project, or to the one that it lies in.
    files_are_of_run: bool,
    /// The emulator whose pools call them. Where nobody calls, plugins may look at their project's own.
    emulator: Option<Emulator>,
    /// The engine of all plugins, made when the first one is opened.
    #[cfg(feature = "wasm")]
    runtime: std::cell::OnceCell<poolhouse_wasm::Runtime>,
}

impl Opening {
    /// For functions that somebody names by hand.
    fn by_hand(run: Surroundings, emulator: Option<Emulator>) -> Self {
        Self {
            run,
            files_are_of_run: false,
            emulator,
            #[cfg(feature = "wasm")]
            runtime: std::cell::OnceCell::new(),
        }
    }

    /// For functions of a run, called by pools of that emulator.
    pub(crate) fn of_run(run: &Surroundings, emulator: &Emulator) -> Self {
        let run = Surroundings { clock: Arc::new(EmulatorClock(emulator.clone())), ..run.clone() };
        Self { files_are_of_run: true, ..Self::by_hand(run, Some(emulator.clone())) }
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
            FunctionSource::Plugin(name) => self.named(name),
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
            log: Arc::clone(&self.run.log),
            coverage: None,
        });
        let script = script.map_err(poolhouse_core::fault::Faults::from)?;
        Ok(Arc::new(super::lua::LuaFunction::new(script, Arc::clone(&self.run.log))))
    }

    #[cfg(not(feature = "lua"))]
    fn lua(&self, file: &Path) -> Result<Arc<dyn Triggers>, Error> {
        Err(Error::project(file, "this poolhouse was built without scripts"))
    }

    #[cfg(feature = "wasm")]
    fn wasm(&self, file: &Path) -> Result<Arc<dyn Triggers>, Error> {
        let run = match self.files_are_of_run {
            true => self.run.clone(),
            false => Surroundings::of_project(Project::of_script(file)?, &self.run)?,
        };
        let chosen = crate::plugins::Chosen::of_file(&run.project, file)?;
        self.plugin(&run, chosen)
    }

    #[cfg(feature = "wasm")]
    fn named(&self, name: &str) -> Result<Arc<dyn Triggers>, Error> {
        let chosen = crate::plugins::Chosen::named(&self.run.project, name)?;
        self.plugin(&self.run, chosen)
    }

    #[cfg(feature = "wasm")]
    fn plugin(&self, run: &Surroundings, chosen: crate::plugins::Chosen) -> Result<Arc<dyn Triggers>, Error> {
        use poolhouse_core::backend::Backend;
        use poolhouse_local::LocalBackend;
        use poolhouse_wasm::{Following, Runtime, World};

        let runtime = match self.runtime.get() {
            Some(runtime) => runtime.clone(),
            None => Runtime::new(crate::plugins::cache().as_deref())
                .map_err(|error| Error::Usage(error.to_string()))?,
        };
        let runtime = self.runtime.get_or_init(|| runtime);
        let pools = || -> Result<Arc<dyn Backend>, Error> {
            let own = || crate::embedded::open(&run.project, &[], &run.log);
            Ok(Arc::new(LocalBackend::new(self.emulator.clone().map_or_else(own, Ok)?)))
        };
        let grants = chosen.to_reach(run, pools)?;
        let limits = AskedLimits::default().of_plugin(World::Trigger)?;
        let (path, log) = (chosen.file.path.clone(), Arc::clone(&run.log));
        let plugin = Following::load(runtime, chosen.file, World::Trigger, limits, log);
        let plugin = plugin.map_err(|error| Error::project(path, error))?;
        Ok(Arc::new(super::wasm::WasmFunction::new(plugin, grants)))
    }

    #[cfg(not(feature = "wasm"))]
    fn wasm(&self, file: &Path) -> Result<Arc<dyn Triggers>, Error> {
        Err(Error::project(file, "this poolhouse was built without plugins"))
    }

    #[cfg(not(feature = "wasm"))]
    fn named(&self, name: &str) -> Result<Arc<dyn Triggers>, Error> {
        Err(Error::Usage(format!("{name}: this poolhouse was built without plugins")))
    }
}

/// Functions that pools of that emulator name in their `LambdaConfig`, by ARN.
pub(crate) async fn by_arn(
    functions: Vec<(String, FunctionSource)>,
    run: &Surroundings,
    emulator: &Emulator,
) -> Result<Router, Error> {
    let opening = Opening::by_hand(run.clone(), Some(emulator.clone()));
    loaded(move || {
        let mut router = Router::default();
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
    let text = poolhouse_files::read_to_string(file).map_err(|error| Error::project(file, error))?;
    let event: Value =
        serde_json::from_str(&text).map_err(|error| Error::project(file, format!("is not JSON: {error}")))?;
    match event["triggerSource"].as_str().and_then(Hook::of_source) {
        Some(_) => Ok(event),
        None => Err(Error::project(file, "is no event: it has no triggerSource such as PreSignUp_SignUp")),
    }
}

/// Calls a function once, with an event of any pool, and gives its whole answer. Plugins that are asked for by name are of
/// the project around `folder`. One that may look at pools looks at those of its project's own emulator.
///
/// # Errors
/// When there is no such function, or its answer is none that a pool takes; and inside, when it refuses or fails.
pub async fn invoke(
    source: FunctionSource,
    event: Value,
    folder: &Path,
    log: LogSink,
) -> Result<Result<Value, TriggerError>, Error> {
    let run = Surroundings::by_hand(Project::around(folder), Arc::new(SystemClock), log)?;
    let function = loaded(move || Opening::by_hand(run, None).open("function", &source)).await?;
    match function.invoke("function", event).await {
        Ok(answer) if !answer.is_object() => {
            let message =
                "an answer is the event with its response filled in, a table; a pool refuses anything else";
            Err(Error::Usage(format!(
                "the function answered {}: {message}",
                poolhouse_core::said::cut(answer.to_string())
            )))
        }
        answer => Ok(answer),
    }
}
