//! The tests of a plugin, each on an emulator of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use poolhouse_core::fault::{Fault, Faults};
use poolhouse_core::log::LogSink;
use poolhouse_core::plan::Options;
use poolhouse_emulator::Emulator;
use poolhouse_local::LocalBackend;
use poolhouse_wasm::{CallErrorKind, Grants, Limits, Manifest, Plugin, PluginFile, Runtime, Wants, World};
use serde_json::{Value, json};

use super::case::{Case, Expected};
use super::transform::{PluginTransform, refuses_plan, says};
use super::{load, runtime};
use crate::builder::Builder;
use crate::emulator_clock::EmulatorClock;
use crate::error::Error;
use crate::limits::AskedLimits;
use crate::poolhouse::Poolhouse;
use crate::target::Target;

/// A test of a plugin that was run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// The test's name: its file's, without the ending.
    pub name: String,
    /// What came out otherwise than it should; none when all is well.
    pub failure: Option<String>,
}

/// Runs every test of a folder, a TOML file each, in the order of their names. `docs/plugins.md` describes the files.
/// The plugin and the scripts of its tests may each take what `limits` asks for.
///
/// # Errors
/// When there is no test, a file makes no sense, or what lies in `plugin` is no plugin.
pub async fn trials(
    plugin: &Path,
    tests: &Path,
    limits: AskedLimits,
    log: LogSink,
) -> Result<Vec<Trial>, Error> {
    let cases = cases(tests)?;
    let subject = Subject::load(plugin, limits, log).await?;
    let mut trials = Vec::new();
    for file in cases {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let failure = subject.failure_of(Case::read(&file)?, tests).await?;
        trials.push(Trial { name, failure });
    }
    Ok(trials)
}

fn cases(tests: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = fs::read_dir(tests).map_err(|error| Error::project(tests, error))?;
    let files = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let mut cases: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|ending| ending == "toml")).collect();
    cases.sort();
    if cases.is_empty() { Err(Error::project(tests, "holds no test, a TOML file each")) } else { Ok(cases) }
}

/// The plugin that is tested.
struct Subject {
    file: PathBuf,
    plugin: Arc<Plugin>,
    /// What it says that it wants, which a test grants as far as an emulator can.
    wants: Wants,
    limits: AskedLimits,
    log: LogSink,
}

impl Subject {
    async fn load(file: &Path, limits: AskedLimits, log: LogSink) -> Result<Self, Error> {
        let bytes = poolhouse_files::read(file).map_err(|error| Error::project(file, error))?;
        let path = PluginFile::at(file);
        let loaded = tokio::task::spawn_blocking(move || {
            let runtime: Runtime = runtime()?;
            let world = load(&runtime, &path, Limits::provisioner())?.world();
            load(&runtime, &path, limits.of_plugin(world)?)
        });
        let plugin = Arc::new(loaded.await.map_err(std::io::Error::other)??);
        let wants = Manifest::carried_by(&bytes).map_err(|error| Error::project(file, error))?;
        let wants = wants.map(|manifest| manifest.wants).unwrap_or_default();
        Ok(Self { file: file.to_path_buf(), plugin, wants, limits, log })
    }

    /// What came out otherwise than the test says.
    async fn failure_of(&self, case: Case, folder: &Path) -> Result<Option<String>, Error> {
        let emulator = Emulator::new();
        for (id, pool) in &case.pools {
            let place = format!("{} [pools.{id}]", folder.display());
            crate::embedded::give(&emulator, crate::embedded::with_id(id.clone(), pool.clone()), &place)?;
        }
        let world = self.plugin.world();
        if let Some(script) = case.script.as_ref().filter(|_| world != World::Transform) {
            let script = self.script(&case, folder, script, &emulator).build()?;
            script.prepare(Options::default()).await?.apply().await?;
        }
        let found = match world {
            World::Provisioner => self.provision(&case, folder, emulator).await?,
            World::Transform => self.rule(&case, folder, emulator).await?,
            World::Trigger => self.handle(&case, folder, emulator).await?,
        };
        Ok(found.differs_from(&case.expect))
    }

    async fn provision(&self, case: &Case, folder: &Path, emulator: Emulator) -> Result<Found, Error> {
        let home = self.file.parent().unwrap_or(folder);
        let mut builder = Poolhouse::builder().plugin(&self.file).project(home).stage(&case.stage);
        builder = builder.limits(self.limits).log(Arc::clone(&self.log)).target(Target::Emulator(emulator));
        for (name, value) in &case.config {
            builder = builder.arg(name, value);
        }
        for (name, file) in &case.inputs {
            builder = builder.input(name, folder.join(file));
        }
        let carried_out = carried_out(&builder.build()?).await?;
        let texts = |faults: Faults| Found::Faults(faults.iter().map(ToString::to_string).collect());
        Ok(carried_out.unwrap_or_else(texts))
    }

    /// The plugin rules over what the script declares.
    async fn rule(&self, case: &Case, folder: &Path, emulator: Emulator) -> Result<Found, Error> {
        let Some(script) = &case.script else {
            return Err(Error::project(folder, "a test of a transform needs a `script` that declares"));
        };
        let grants = self.grants(case, folder, &emulator);
        let transform = PluginTransform::of(Arc::clone(&self.plugin), &self.file, grants);
        let script = self.script(case, folder, script, &emulator).transform(Arc::new(transform));
        let carried_out = carried_out(&script.build()?).await?;
        Ok(carried_out.unwrap_or_else(|faults| self.ruling(faults)))
    }

    fn script(&self, case: &Case, folder: &Path, script: &Path, emulator: &Emulator) -> Builder {
        let builder = Poolhouse::builder().script(folder.join(script)).project(folder).stage(&case.stage);
        // Where a test is run from changes nothing that it sees.
        let builder = builder.with_entry(|entry| entry.shown_from = Some(folder.to_path_buf()));
        let builder = builder.closed().limits(self.limits);
        builder.log(Arc::clone(&self.log)).target(Target::Emulator(emulator.clone()))
    }

    /// What the plugin has against declarations or a plan, without its name: who else would.
    fn ruling(&self, faults: Faults) -> Found {
        let (refuses, says) = (refuses_plan(self.plugin.name()), says(self.plugin.name()));
        let reason = |fault: &Fault| {
            let words = fault.message.strip_prefix(&refuses)?.to_owned();
            Some(Fault { origin: None, message: words, ..fault.clone() }.to_string())
        };
        if let Some(reasons) = faults.iter().map(reason).collect::<Option<Vec<_>>>() {
            return Found::Refusal(reasons.join("\n"));
        }
        let bare = |fault: Fault| {
            let message = fault.message.strip_suffix(&says).unwrap_or(&fault.message).to_owned();
            Fault { message, ..fault }.to_string()
        };
        Found::Faults(faults.into_iter().map(bare).collect())
    }

    async fn handle(&self, case: &Case, folder: &Path, emulator: Emulator) -> Result<Found, Error> {
        let Some(event) = case.event.clone() else {
            return Err(Error::project(folder, "a test of a trigger needs an [event]"));
        };
        let grants = Arc::new(self.grants(case, folder, &emulator));
        Ok(match self.plugin.handle(&grants, event.into()).await {
            Ok(response) => Found::response(&response),
            Err(error) => match error.kind {
                CallErrorKind::Refused(words) => Found::Refusal(words),
                _ => Found::Broken(error.to_string()),
            },
        })
    }

    fn grants(&self, case: &Case, folder: &Path, emulator: &Emulator) -> Grants {
        let config = case.config.iter().map(|(name, value)| (name.clone(), json!(value)));
        let inputs = case.inputs.iter().map(|(name, file)| (name.clone(), folder.join(file)));
        let pools = || Arc::new(LocalBackend::new(emulator.clone())) as _;
        let clock = || Arc::new(EmulatorClock(emulator.clone())) as _;
        Grants {
            config: config.collect(),
            stage: case.stage.clone(),
            inputs: inputs.collect(),
            directory: self.wants.directory.then(pools),
            clock: self.wants.clock.then(clock),
            random: self.wants.random,
            log: Arc::clone(&self.log),
            ..Grants::default()
        }
    }
}

/// The plan that was made and carried out, or every fault in the way of it.
async fn carried_out(poolhouse: &Poolhouse) -> Result<Result<Found, Faults>, Error> {
    let run = match poolhouse.prepare(Options::default()).await {
        Ok(run) => run,
        Err(Error::Faults(faults)) => return Ok(Err(faults)),
        Err(error) => return Err(error),
    };
    let plan = run.plan().to_string();
    if !run.apply().await?.is_complete() {
        return Ok(Ok(Found::Broken(format!("the plan could not be carried out:\n{plan}"))));
    }
    let again = poolhouse.plan(Options::default()).await?;
    if again.is_empty() {
        return Ok(Ok(Found::Plan(plan)));
    }
    let words = "it does not come to rest; a second run would do this:";
    Ok(Ok(Found::Broken(format!("{words}\n{again}"))))
}

/// What came of a test.
enum Found {
    Plan(String),
    Faults(Vec<String>),
    Response(Value),
    Refusal(String),
    /// What no test can expect.
    Broken(String),
}

impl Found {
    fn response(text: &str) -> Self {
        match serde_json::from_str(text) {
            Ok(response) => Self::Response(response),
            Err(error) => Self::Broken(format!("its answer is no JSON: {error}: {text}")),
        }
    }

    fn differs_from(&self, expected: &Expected) -> Option<String> {
        let is_as_expected = match (self, expected) {
            (Self::Plan(found), Expected::Plan(expected)) => found.trim() == expected.trim(),
            (Self::Faults(found), Expected::Faults(expected)) => found == expected,
            (Self::Response(found), Expected::Response(expected)) => found == expected,
            (Self::Refusal(found), Expected::Refusal(expected)) => found == expected,
            _ => false,
        };
        (!is_as_expected).then(|| format!("expected {}\nfound {}", expected.spoken(), self.spoken()))
    }

    fn spoken(&self) -> String {
        match self {
            Self::Plan(plan) => format!("the plan\n{}", plan.trim()),
            Self::Faults(faults) => format!("the faults\n{}", faults.join("\n")),
            Self::Response(response) => format!("the response\n{response:#}"),
            Self::Refusal(words) => format!("the refusal {words:?}"),
            Self::Broken(words) => words.clone(),
        }
    }
}

impl Expected {
    fn spoken(&self) -> String {
        let as_found = match self.clone() {
            Self::Plan(plan) => Found::Plan(plan),
            Self::Faults(faults) => Found::Faults(faults),
            Self::Response(response) => Found::Response(response),
            Self::Refusal(words) => Found::Refusal(words),
        };
        as_found.spoken()
    }
}
