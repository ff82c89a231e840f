//! What plugins of a project are given: what its file grants them, as far as that counts.

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
    pub(crate) fn named(project: &Project, name: &str) -> Result<Option<Self>, Error> {
        let pinned = Config::read(project.root())?.plugins.remove(name);
        Ok(pinned.map(|pinned| Self::pinned(project, name.to_owned(), pinned)))
    }

    /// The plugin of that name, or at that path.
    pub(crate) fn at(project: &Project, name: &str, path: &Path) -> Result<Self, Error> {
        if let Some(chosen) = Self::named(project, name)? {
            return Ok(chosen);
        }
        if path.is_file() {
            return Self::of_file(project, path);
        }
        let known = Config::read(project.root())?.plugins;
        let hint = nearest(name, known.keys().map(String::as_str));
        let hint = hint.map(|nearest| format!(" (did you mean {nearest}?)")).unwrap_or_default();
        Err(Error::Usage(format!("{name}: is neither a plugin of {FILE} nor a file{hint}")))
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

    /// What it may use in that run. `pools` is what `directory` would let it read.
    ///
    /// # Errors
    /// When the project's file grants what does not count.
    pub(crate) fn grants(
        &self,
        run: &Surroundings,
        pools: Option<&Arc<dyn Backend>>,
    ) -> Result<Grants, Error> {
        let none = Grants { stage: run.stage.clone(), log: Arc::clone(&run.log), ..Grants::default() };
        let Some(pinned) = &self.pinned else { return Ok(none) };
        let root = run.project.root();
        let inputs = pinned.inputs.iter().map(|(name, file)| (name.clone(), root.join(file)));
        let own = Grants { config: pinned.config.clone(), inputs: inputs.collect(), ..none };
        let directory = pinned.directory.then(|| pools.cloned()).flatten();
        if run.granted.is_closed() {
            // In a test: what it has does not leave this process, and is the same in each run.
            let inside = own.inputs.into_iter().filter(|(_, file)| is_within(&run.project, file));
            return Ok(Grants { inputs: inside.collect(), directory, ..own });
        }
        pinned.asks(&self.file.name, &run.project).iter().try_for_each(|ask| run.granted.check(ask))?;
        Ok(Grants {
            env: pinned.env.iter().map(|name| (name.clone(), variable(name))).collect(),
            secrets: pinned.secrets.iter().map(|name| (name.clone(), variable(name))).collect(),
            directory,
            clock: pinned.clock,
            random: pinned.random,
            http: requests::to(&pinned.http),
            ..own
        })
    }
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
