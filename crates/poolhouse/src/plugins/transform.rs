//! Plugins of the world `transform`, as those who rule over what others declare.

use std::collections::{BTreeMap, BTreeSet};
#[cfg(all(feature = "lua", feature = "emulator"))]
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use parking_lot::Mutex;
use poolhouse_core::backend::Backend;
use poolhouse_core::declare::{Declaration, Origin};
use poolhouse_core::fault::{Fault, Faults};
use poolhouse_core::log::{LogLevel, LogLine};
use poolhouse_core::plan::Plan;
use poolhouse_core::state::Key;
use poolhouse_core::transform::{Transform, Transformed};
use poolhouse_wasm::{CallError, Grants, Plugin, PluginFile, Ruling, World};

use super::granted::Chosen;
use super::{load, runtime};
use crate::config::Config;
use crate::error::Error;
use crate::limits::AskedLimits;
use crate::surroundings::Surroundings;

/// A plugin that a run is asked to have rule over it. It is looked for when there is something to rule over.
pub(crate) struct PluginTransform {
    name: String,
    asked: Asked,
    /// As it was in the last run.
    last: Mutex<Option<LastRun>>,
}

/// A plugin and what it ruled over.
#[derive(Clone)]
struct LastRun {
    opened: Arc<Opened>,
    /// The pools of what was declared.
    pools: BTreeSet<String>,
}

/// Which plugin is asked for.
enum Asked {
    /// One of the project's by its name, or whatever is at a path.
    Of { path: PathBuf, run: Surroundings },
    /// This one.
    This(Arc<Opened>),
}

/// A plugin that is loaded, and what it may use.
struct Opened {
    plugin: Arc<Plugin>,
    file: PathBuf,
    /// Its file as people name it.
    shown: String,
    grants: Arc<Grants>,
}

/// The transforms of a run: those that the project's file lists, from the project's folder, and then those that are asked
/// for beside, from where the user stands.
pub(crate) fn of_run(run: &Surroundings, beside: Vec<String>) -> Result<Vec<Arc<dyn Transform>>, Error> {
    let root = run.project.root();
    let listed = Config::read(root)?.transforms.into_iter().map(|word| (root.join(&word), word));
    let beside = beside.into_iter().map(|word| (PathBuf::from(&word), word));
    let asked = |(path, name)| {
        let asked = Asked::Of { path, run: run.clone() };
        Arc::new(PluginTransform { name, asked, last: Mutex::default() }) as Arc<dyn Transform>
    };
    Ok(listed.chain(beside).map(asked).collect())
}

impl PluginTransform {
    /// A plugin that is loaded already.
    #[cfg(all(feature = "lua", feature = "emulator"))]
    pub(super) fn of(plugin: Arc<Plugin>, file: &Path, grants: Grants) -> Self {
        let shown = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let file = file.to_owned();
        let name = plugin.name().to_owned();
        let opened = Opened { plugin, file, shown, grants: Arc::new(grants) };
        Self { name, asked: Asked::This(Arc::new(opened)), last: Mutex::default() }
    }

    async fn open(&self, pools: &Arc<dyn Backend>) -> Result<Arc<Opened>, Error> {
        let opened = match &self.asked {
            Asked::This(opened) => Arc::clone(opened),
            Asked::Of { path, run } => {
                let chosen = Chosen::at(&run.project, &self.name, path)?;
                let grants = Arc::new(chosen.to_reach(run, || Ok(Arc::clone(pools)))?);
                let Chosen { file, shown, .. } = chosen;
                let path = file.path.clone();
                let plugin = tokio::task::spawn_blocking(move || transform(&file));
                let plugin = Arc::new(plugin.await.map_err(std::io::Error::other)??);
                Arc::new(Opened { plugin, file: path, shown, grants })
            }
        };
        *self.last.lock() = Some(LastRun { opened: Arc::clone(&opened), pools: BTreeSet::new() });
        Ok(opened)
    }
}

fn transform(file: &PluginFile) -> Result<Plugin, Error> {
    let limits = AskedLimits::default().of_plugin(World::Transform)?;
    let plugin = load(&runtime()?, file, limits)?;
    plugin.of(World::Transform).map_err(|error| Error::project(&file.path, error))
}

#[async_trait]
impl Transform for PluginTransform {
    fn name(&self) -> String {
        let name = match &*self.last.lock() {
            Some(run) => run.opened.plugin.name().to_owned(),
            None => self.name.clone(),
        };
        format!("plugin \"{name}\"")
    }

    async fn transform(
        &self,
        declarations: Vec<Declaration>,
        pools: &Arc<dyn Backend>,
    ) -> Result<Transformed, Faults> {
        let opened = self.open(pools).await.map_err(|error| Fault::new(None, error.to_string()))?;
        let ruling = opened.plugin.transform(&opened.grants, declarations).await;
        match ruling.map_err(|error| opened.broken(&error))? {
            Ruling::Refused(faults) => Err(opened.refusal(faults)),
            Ruling::Allowed(made) => {
                opened.tell(&made);
                self.last.lock().iter_mut().for_each(|run| run.pools.clone_from(&made.pools));
                let (declarations, changed) = (made.declarations, made.changed);
                Ok(Transformed { declarations, changed, inputs: opened.inputs(), values: opened.values() })
            }
        }
    }

    async fn review(&self, plan: &Plan, _: &Arc<dyn Backend>) -> Faults {
        let last = self.last.lock().clone();
        let Some(LastRun { opened, pools }) = last else { return Faults::default() };
        match opened.plugin.review(&opened.grants, &plan.changes, &pools).await {
            Ok(Ok(())) => Faults::default(),
            Ok(Err(faults)) => opened.objections(faults),
            Err(error) => opened.broken(&error).into(),
        }
    }
}

impl Opened {
    fn fault(&self, message: String) -> Fault {
        Fault::new(Some(Origin { file: self.shown.clone(), line: 0 }), message)
    }

    fn broken(&self, error: &CallError) -> Fault {
        self.fault(error.to_string())
    }

    /// What it has against declarations, at their places.
    fn refusal(&self, reasons: Vec<Fault>) -> Faults {
        let name = self.plugin.name();
        let mut faults = Faults::default();
        if reasons.is_empty() {
            let message = format!("plugin \"{name}\" refuses what is declared, and does not say why");
            faults.push(self.fault(message));
        }
        faults.extend(reasons.into_iter().map(|reason| {
            let message = format!("{}{}", reason.message, says(name));
            // A place of its own has what is about no declaration: that of the plugin, by its file as everywhere.
            let is_about_none = reason.origin.as_ref().is_some_and(|at| at.line == 0 && at.file == name);
            let origin = if is_about_none { self.fault(String::new()).origin } else { reason.origin };
            Fault { message, origin, ..reason }
        }));
        faults
    }

    /// What it has against a plan.
    fn objections(&self, reasons: Vec<Fault>) -> Faults {
        let refuses = refuses_plan(self.plugin.name());
        let mut faults = Faults::default();
        if reasons.is_empty() {
            let refuses = refuses.trim_end_matches(": ");
            faults.push(self.fault(format!("{refuses}, and does not say why")));
        }
        faults.extend(reasons.into_iter().map(|reason| {
            let words = Fault { origin: None, hint: None, ..reason.clone() };
            Fault { hint: reason.hint, ..self.fault(format!("{refuses}{words}")) }
        }));
        faults
    }

    /// Says what it changed: nobody else wrote that.
    fn tell(&self, made: &poolhouse_wasm::Transformed) {
        let told = [("changes", &made.changed), ("leaves out", &made.dropped)];
        let told = told.iter().filter(|(_, keys)| !keys.is_empty());
        let told: Vec<_> = told.map(|(verb, keys)| format!("{verb} {}", spoken(keys))).collect();
        if !told.is_empty() {
            let origin = Some(Origin { file: self.shown.clone(), line: 0 });
            (self.grants.log)(LogLine { level: LogLevel::Info, origin, text: told.join("; ") });
        }
    }

    /// The files that it is and may read.
    fn inputs(&self) -> BTreeSet<PathBuf> {
        let granted = self.grants.inputs.values().filter(|file| file.is_file()).cloned();
        granted.chain([self.file.clone()]).collect()
    }

    fn values(&self) -> BTreeMap<String, String> {
        let config = serde_json::Value::Object(self.grants.config.clone()).to_string();
        [(format!("the configuration of {}", self.shown), config)].into()
    }
}

/// The end of a fault that a plugin found.
pub(super) fn says(plugin: &str) -> String {
    format!(", says plugin \"{plugin}\"")
}

/// The beginning of what a plugin has against a plan.
pub(super) fn refuses_plan(plugin: &str) -> String {
    format!("plugin \"{plugin}\" refuses the plan: ")
}

/// Some of them by name, and how many more there are.
fn spoken(keys: &BTreeSet<Key>) -> String {
    let names: Vec<_> = keys.iter().take(SPOKEN).map(Key::spoken).collect();
    match keys.len() - names.len() {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

const SPOKEN: usize = 5;
