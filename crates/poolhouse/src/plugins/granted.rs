//! What plugins of a project are given: what its file grants them, as far as that counts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use poolhouse_core::backend::Backend;
use poolhouse_core::fault::nearest;
use poolhouse_core::secret::{Secret, SecretError};
use poolhouse_wasm::{Grants, PluginFile};

use super::pins::PinnedPlugin;
use super::requests;
use crate::config::{Config, FILE};
use crate::error::Error;
use crate::project::Project;
use crate::surroundings::Surroundings;

/// A plugin that is about to run.
pub(crate) struct Chosen {
    pub(crate) file: PluginFile,
    /// Its file as people name it.
    pub(crate) shown: String,
    /// What the project's file says of it.
    pinned: Option<PinnedPlugin>,
}

impl Chosen {
    /// The plugin of that name in the project's file.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn named(project: &Project, name: &str) -> Result<Self, Error> {
        let mut plugins = Config::read(project.root())?.plugins;
        match plugins.remove(name) {
            Some(pinned) => Ok(Self::pinned(project, name.to_owned(), pinned)),
            None => {
                let is = format!("is no plugin of {FILE}, and has no ending as a file has");
                Err(unknown(name, &is, &plugins))
            }
        }
    }

    /// The plugin of that name, or at that path.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn at(project: &Project, name: &str, path: &Path) -> Result<Self, Error> {
        let mut plugins = Config::read(project.root())?.plugins;
        match plugins.remove(name) {
            Some(pinned) => Ok(Self::pinned(project, name.to_owned(), pinned)),
            None if path.is_file() => Self::of_file(project, path),
            None => Err(unknown(name, &format!("is neither a plugin of {FILE} nor a file"), &plugins)),
        }
    }

    /// The plugin in that file, which the project may pin.
    pub(crate) fn of_file(project: &Project, path: &Path) -> Result<Self, Error> {
        let plugins = Config::read(project.root())?.plugins;
        let mut plugins = plugins.into_iter();
        let is_it = |(_, pinned): &(String, PinnedPlugin)| is_same(&project.root().join(&pinned.path), path);
        if let Some((name, pinned)) = plugins.find(is_it) {
            return Ok(Self::pinned(project, name, pinned));
        }
        let shown = project.path_within(path).unwrap_or_else(|_| path.display().to_string());
        Ok(Self { file: PluginFile::at(path), shown, pinned: None })
    }

    fn pinned(project: &Project, name: String, pinned: PinnedPlugin) -> Self {
        let path = project.root().join(&pinned.path);
        let file = PluginFile { name, path, pin: Some(pinned.sha256.clone()) };
        Self { file, shown: pinned.path.display().to_string(), pinned: Some(pinned) }
    }

    /// What it may use in that run to declare. It has no time and no chance, so that its plan is the same each time.
    ///
    /// # Errors
    /// When the project's file grants what does not count.
    pub(crate) fn to_declare(&self, run: &Surroundings) -> Result<Grants, Error> {
        let none = Grants { stage: run.stage.clone(), log: Arc::clone(&run.log), ..Grants::default() };
        let Some(pinned) = &self.pinned else { return Ok(none) };
        let root = run.project.root();
        let inputs = pinned.inputs.iter().map(|(name, file)| (name.clone(), root.join(file)));
        let own = Grants { config: pinned.config.clone(), inputs: inputs.collect(), ..none };
        if run.granted.is_closed() {
            let inside = own.inputs.into_iter().filter(|(_, file)| is_within(&run.project, file));
            return Ok(Grants { inputs: inside.collect(), ..own });
        }
        pinned.asks(&self.file.name, &run.project).iter().try_for_each(|ask| run.granted.check(ask))?;
        Ok(Grants { env: pinned.env.iter().map(|name| (name.clone(), variable(name))).collect(), ..own })
    }

    /// What it may use in that run as a transform or trigger. `pools` opens what `directory` lets it read.
    ///
    /// # Errors
    /// When the project's file grants what does not count, or the pools cannot be opened.
    pub(crate) fn to_reach(
        &self,
        run: &Surroundings,
        pools: impl FnOnce() -> Result<Arc<dyn Backend>, Error>,
    ) -> Result<Grants, Error> {
        let own = self.to_declare(run)?;
        let Some(pinned) = &self.pinned else { return Ok(own) };
        let directory = pinned.directory.then(pools).transpose()?;
        let clock = pinned.clock.then(|| Arc::clone(&run.clock));
        let inside = Grants { directory, clock, ..own };
        if run.granted.is_closed() {
            // In a test: what it has does not leave this process, and is the same in each run.
            return Ok(inside);
        }
        Ok(Grants {
            secrets: pinned.secrets.iter().map(|name| (name.clone(), variable(name))).collect(),
            random: pinned.random,
            http: requests::to(&pinned.http),
            ..inside
        })
    }
}

/// Why there is no plugin of that name.
fn unknown(name: &str, is: &str, known: &BTreeMap<String, PinnedPlugin>) -> Error {
    let hint = nearest(name, known.keys().map(String::as_str));
    let hint = hint.map(|nearest| format!(" (did you mean {nearest}?)")).unwrap_or_default();
    Error::Usage(format!("{name}: {is}{hint}"))
}

/// Whether a file lies in the project, links followed.
pub(super) fn is_within(project: &Project, file: &Path) -> bool {
    let real = |path: &Path| std::fs::canonicalize(path);
    match (real(project.root()), real(file)) {
        (Ok(root), Ok(file)) => file.starts_with(root),
        // What is not there yet is told when it is opened; what leads out by its name is not.
        _ => {
            !file.components().any(|part| part == std::path::Component::ParentDir)
                && file.starts_with(project.root())
        }
    }
}

fn is_same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| -> std::io::Result<PathBuf> { std::fs::canonicalize(path) };
    matches!((real(one), real(other)), (Ok(one), Ok(other)) if one == other)
}

/// A variable of the environment, looked for when it is revealed and not before.
fn variable(name: &str) -> Secret {
    let variable = name.to_owned();
    Secret::deferred(name, move || {
        let missing =
            |_| SecretError { name: variable.clone(), reason: "the variable is not set".to_owned() };
        std::env::var(&variable).map_err(missing)
    })
}
