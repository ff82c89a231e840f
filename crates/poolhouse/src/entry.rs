//! The script or plugin that a run begins with, and what it is given.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use poolhouse_core::host::Host;
use poolhouse_core::log::LogSink;

use crate::config::Config;
use crate::error::Error;
use crate::limits::AskedLimits;
use crate::surroundings::Surroundings;
use crate::trust::Ask;

/// The script or plugin that a run begins with.
pub(crate) struct Entry {
    pub(crate) path: PathBuf,
    language: Language,
    pub(crate) args: BTreeMap<String, String>,
    /// The names of variables that were let in, set or not.
    pub(crate) allowed: BTreeSet<String>,
    pub(crate) env: BTreeMap<String, String>,
    pub(crate) inputs: BTreeMap<String, PathBuf>,
    /// What it may take, where that is not the usual.
    pub(crate) limits: AskedLimits,
    pub(crate) log: LogSink,
    /// The folder from which files are named; where the user stands unless given.
    #[cfg(feature = "lua")]
    pub(crate) shown_from: Option<PathBuf>,
    /// Hears which lines of the script ran.
    #[cfg(feature = "lua")]
    pub(crate) coverage: Option<poolhouse_lua::Coverage>,
}

/// What runs it.
#[derive(Clone, Copy)]
pub(crate) enum Language {
    #[cfg(feature = "lua")]
    Lua,
    /// Lua that somebody types: there is no file.
    #[cfg(feature = "lua")]
    Console,
    #[cfg(feature = "wasm")]
    Wasm,
}

impl Entry {
    pub(crate) fn new(path: PathBuf, language: Language) -> Self {
        Self {
            path,
            language,
            args: BTreeMap::new(),
            allowed: BTreeSet::new(),
            env: BTreeMap::new(),
            inputs: BTreeMap::new(),
            limits: AskedLimits::default(),
            log: Arc::new(|_| {}),
            #[cfg(feature = "lua")]
            shown_from: None,
            #[cfg(feature = "lua")]
            coverage: None,
        }
    }

    /// The file, where there is one.
    pub(crate) fn file(&self) -> Option<&Path> {
        match self.language {
            #[cfg(feature = "lua")]
            Language::Console => None,
            _ => Some(&self.path),
        }
    }

    /// The host that runs it, where it is there to declare.
    ///
    /// # Errors
    /// When the project's file has limits that mean nothing, or grants the plugin what does not count; when more is asked
    /// for than the ceiling allows.
    pub(crate) fn host(self, run: &Surroundings) -> Result<Option<Arc<dyn Host>>, Error> {
        Ok(Some(match self.language {
            #[cfg(feature = "lua")]
            Language::Console => return Ok(None),
            #[cfg(feature = "lua")]
            Language::Lua => Arc::new(poolhouse_lua::LuaHost::new(self.lua(run)?)),
            #[cfg(feature = "wasm")]
            Language::Wasm => Arc::new(self.wasm(run)?),
        }))
    }

    /// The script, where it is one.
    ///
    /// # Errors
    /// As [`AskedLimits::within`].
    #[cfg(feature = "lua")]
    pub(crate) fn script(&self, run: &Surroundings) -> Result<Option<poolhouse_lua::LuaOptions>, Error> {
        match self.language {
            Language::Lua | Language::Console => self.lua(run).map(Some),
            #[cfg(feature = "wasm")]
            Language::Wasm => Ok(None),
        }
    }

    /// The same with the variables that the project's file asks for, as far as nobody gave them already.
    ///
    /// # Errors
    /// When the project's file asks for what it does not get.
    pub(crate) fn with_env(mut self, run: &Surroundings) -> Result<Self, Error> {
        if run.granted.is_closed() {
            return Ok(self);
        }
        for name in Config::read(run.project.root())?.env.allow {
            if !self.allowed.contains(&name) {
                run.granted.check(&Ask::Env(name.clone()))?;
                self.env.extend(std::env::var(&name).ok().map(|value| (name, value)));
            }
        }
        Ok(self)
    }

    #[cfg(feature = "lua")]
    fn lua(&self, run: &Surroundings) -> Result<poolhouse_lua::LuaOptions, Error> {
        let project = &run.project;
        Ok(poolhouse_lua::LuaOptions {
            script: self.file().map_or_else(|| project.root().join(&self.path), Path::to_path_buf),
            project: project.root().to_path_buf(),
            shown_from: self.shown_from.clone().or_else(|| std::env::current_dir().ok()).unwrap_or_default(),
            args: self.args.clone(),
            env: self.env.clone(),
            stage: run.stage.clone(),
            plugins: plugins(run)?,
            limits: self.limits.within(project)?,
            log: Arc::clone(&self.log),
            coverage: self.coverage.clone(),
        })
    }

    /// What it is given by whoever runs it comes on top of what the project's file grants.
    #[cfg(feature = "wasm")]
    fn wasm(self, run: &Surroundings) -> Result<poolhouse_wasm::WasmHost, Error> {
        let limits = self.limits.of_plugin(poolhouse_wasm::World::Provisioner)?;
        let chosen = crate::plugins::Chosen::of_file(&run.project, &self.path)?;
        let mut grants = chosen.to_declare(run)?;
        grants.config.extend(self.args.into_iter().map(|(name, value)| (name, value.into())));
        grants.inputs.extend(self.inputs);
        grants.env.extend(self.env.into_iter().map(|(name, value)| {
            let kept = value.clone();
            (name.clone(), poolhouse_core::secret::Secret::deferred(&name, move || Ok(kept.clone())))
        }));
        Ok(poolhouse_wasm::WasmHost::new(poolhouse_wasm::WasmOptions {
            shown: chosen.shown,
            file: chosen.file,
            grants,
            limits,
            cache: crate::plugins::cache(),
        }))
    }
}

/// The plugins that scripts of a run can call.
#[cfg(all(feature = "lua", feature = "wasm"))]
fn plugins(run: &Surroundings) -> Result<Option<Arc<dyn poolhouse_lua::Plugins>>, Error> {
    crate::plugins::for_scripts(run)
}

#[cfg(all(feature = "lua", not(feature = "wasm")))]
fn plugins(_: &Surroundings) -> Result<Option<Arc<dyn poolhouse_lua::Plugins>>, Error> {
    Ok(None)
}
