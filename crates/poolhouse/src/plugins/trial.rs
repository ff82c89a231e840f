//! The tests of a plugin, each on an emulator of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use poolhouse_core::log::LogSink;
use poolhouse_core::plan::Options;
use poolhouse_emulator::Emulator;
use poolhouse_local::LocalBackend;
use poolhouse_wasm::{CallErrorKind, Grants, Limits, Manifest, Plugin, Runtime, World};
use serde_json::{Value, json};

use super::case::{Case, Expected};
use super::{load, runtime};
use crate::error::Error;
use crate::poolhouse::{Builder, Poolhouse};
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
///
/// # Errors
/// When there is no test, a file makes no sense, or what lies in `plugin` is no plugin.
pub async fn trials(plugin: &Path, tests: &Path, log: LogSink) -> Result<Vec<Trial>, Error> {
    let cases = cases(tests)?;
    let subject = Subject::load(plugin, log).await?;
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
    plugin: Plugin,
    /// What it says that it wants, which a test grants as far as an emulator can.
    manifest: Option<Manifest>,
    log: LogSink,
}

impl Subject {
    async fn load(file: &Path, log: LogSink) -> Result<Self, Error> {
        let bytes = fs::read(file).map_err(|error| Error::project(file, error))?;
        let path = file.to_path_buf();
        let loaded = tokio::task::spawn_blocking(move || {
            let runtime: Runtime = runtime()?;
            let plugin = load(&runtime, &path, Limits::provisioner())?;
            if plugin.world() == World::Trigger {
                load(&runtime, &path, Limits::trigger())
            } else {
                Ok(plugin)
            }
        });
        let plugin = loaded.await.map_err(std::io::Error::other)??;
        Ok(Self { file: file.to_path_buf(), plugin, manifest: Manifest::carried_by(&bytes), log })
    }

    /// What came out otherwise than the test says.
    async fn failure_of(&self, case: Case, folder: &Path) -> Result<Option<String>, Error> {
        let emulator = Emulator::new();
        for (id, pool) in &case.pools {
            let place = format!("{} [pools.{id}]", folder.display());
            crate::embedded::give(&emulator, crate::embedded::with_id(id.clone(), pool.clone()), place)?;
        }
        if let Some(script) = &case.script {
            let script = Poolhouse::builder().script(folder.join(script)).project(folder);
            script
                .target(Target::Emulator(emulator.clone()))
                .build()?
                .prepare(Options::default())
                .await?
                .apply()
                .await?;
        }
        let found = match self.plugin.world() {
            World::Provisioner => self.provision(&case, folder, emulator).await?,
            World::Trigger => self.handle(&case, folder, emulator).await?,
            World::Transform => {
                return Err(Error::project(&self.file, "is a transform, of which tests cannot be run yet"));
            }
        };
        Ok(found.differs_from(&case.expect))
    }

    async fn provision(&self, case: &Case, folder: &Path, emulator: Emulator) -> Result<Found, Error> {
        let poolhouse = self.builder(case, folder).target(Target::Emulator(emulator)).build()?;
        let run = match poolhouse.prepare(Options::default()).await {
            Ok(run) => run,
            Err(Error::Faults(faults)) => {
                return Ok(Found::Faults(faults.iter().map(ToString::to_string).collect()));
            }
            Err(error) => return Err(error),
        };
        let plan = run.plan().to_string();
        let report = run.apply().await?;
        if !report.is_complete() {
            return Ok(Found::Broken(format!("the plan could not be carried out:\n{plan}")));
        }
        let again = poolhouse.plan(Options::default()).await?;
        if !again.is_empty() {
            return Ok(Found::Broken(format!(
                "it does not come to rest; a second run would do this:\n{again}"
            )));
        }
        Ok(Found::Plan(plan))
    }

    fn builder(&self, case: &Case, folder: &Path) -> Builder {
        let home = self.file.parent().unwrap_or(folder);
        let mut builder = Poolhouse::builder().plugin(&self.file).project(home).stage(&case.stage);
        builder = builder.log(Arc::clone(&self.log));
        for (name, value) in &case.config {
            builder = builder.arg(name, value);
        }
        for (name, file) in &case.inputs {
            builder = builder.input(name, folder.join(file));
        }
        let limits = self.manifest.as_ref().map(|manifest| manifest.limits.clone()).unwrap_or_default();
        builder = limits.time.into_iter().fold(builder, Builder::time_limit);
        limits.memory.into_iter().fold(builder, Builder::memory_limit)
    }

    async fn handle(&self, case: &Case, folder: &Path, emulator: Emulator) -> Result<Found, Error> {
        let Some(event) = case.event.clone() else {
            return Err(Error::project(folder, "a test of a trigger needs an [event]"));
        };
        let wants = self.manifest.as_ref().map(|manifest| manifest.wants.clone()).unwrap_or_default();
        let config = case.config.iter().map(|(name, value)| (name.clone(), json!(value)));
        let inputs = case.inputs.iter().map(|(name, file)| (name.clone(), folder.join(file)));
        let grants = Grants {
            config: config.collect(),
            stage: case.stage.clone(),
            inputs: inputs.collect(),
            directory: wants.directory.then(|| Arc::new(LocalBackend::new(emulator)) as _),
            clock: wants.clock,
            random: wants.random,
            log: Arc::clone(&self.log),
            ..Grants::default()
        };
        Ok(match self.plugin.handle(&Arc::new(grants), event.into()).await {
            Ok(response) => Found::response(&response),
            Err(error) => match error.kind {
                CallErrorKind::Refused(words) => Found::Refusal(words),
                _ => Found::Broken(error.to_string()),
            },
        })
    }
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
