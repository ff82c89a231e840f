//! The project's plugins, for scripts that call them.

use std::sync::Arc;

use poolhouse_core::fault::Fault;
use poolhouse_core::host::{Declared, Host};
use poolhouse_lua::{PluginCall, Plugins};
use poolhouse_wasm::{WasmHost, WasmOptions, World};

use super::cache;
use super::granted::Chosen;
use crate::config::Config;
use crate::error::Error;
use crate::limits::AskedLimits;
use crate::surroundings::Surroundings;

/// The plugins of a project.
struct Callable {
    run: Surroundings,
    names: Vec<String>,
}

/// What scripts of a run can call; none where the project has no plugin.
pub(crate) fn for_scripts(run: &Surroundings) -> Result<Option<Arc<dyn Plugins>>, Error> {
    let names = Config::read(run.project.root())?.plugin_names();
    Ok((!names.is_empty()).then(|| Arc::new(Callable { run: run.clone(), names }) as Arc<dyn Plugins>))
}

impl Callable {
    /// What a script gives comes on top of what the project's file grants.
    fn host(&self, call: PluginCall) -> Result<WasmHost, Error> {
        let PluginCall { plugin, config, inputs } = call;
        let chosen = Chosen::named(&self.run.project, &plugin)?;
        let mut grants = chosen.to_declare(&self.run)?;
        grants.config.extend(config);
        grants.inputs.extend(inputs);
        let Chosen { file, shown, .. } = chosen;
        let limits = AskedLimits::default().of_plugin(World::Provisioner)?;
        Ok(WasmHost::new(WasmOptions { file, shown, grants, limits, cache: cache() }))
    }
}

impl Plugins for Callable {
    fn names(&self) -> &[String] {
        &self.names
    }

    fn declare(&self, call: PluginCall) -> Declared {
        let host = self.host(call);
        host.map_or_else(
            |error| Declared { faults: Fault::new(None, error.to_string()).into(), ..Declared::default() },
            |host| host.declare(),
        )
    }
}
