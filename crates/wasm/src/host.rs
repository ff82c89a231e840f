//! A provisioner as a source of declarations.

use std::path::PathBuf;
use std::sync::Arc;

use poolhouse_core::declare::Origin;
use poolhouse_core::fault::Fault;
use poolhouse_core::host::{Declared, Host};

use crate::error::LoadError;
use crate::file::PluginFile;
use crate::grants::Grants;
use crate::limits::Limits;
use crate::plugin::Plugin;
use crate::runtime::Runtime;
use crate::world::World;

/// A provisioner plugin as a source of declarations. Each run loads the file and has an instance of its own.
pub struct WasmHost {
    options: WasmOptions,
}

/// What a run of a plugin is given.
#[derive(Clone)]
pub struct WasmOptions {
    /// The component.
    pub file: PluginFile,
    /// How people name that file in origins and errors.
    pub shown: String,
    /// What it may use.
    pub grants: Grants,
    /// How much a run may take.
    pub limits: Limits,
    /// Where compiled code is kept; nowhere when absent.
    pub cache: Option<PathBuf>,
}

impl WasmHost {
    /// A host for that plugin. Nothing is read before it declares.
    #[must_use]
    pub fn new(options: WasmOptions) -> Self {
        Self { options }
    }

    fn load(&self) -> Result<Plugin, Fault> {
        let runtime =
            Runtime::new(self.options.cache.as_deref()).map_err(|error| self.fault(error.to_string()))?;
        let plugin = runtime.load_file(&self.options.file, self.options.limits);
        plugin
            .and_then(|plugin| plugin.of(World::Provisioner))
            .map_err(|error: LoadError| self.fault(error.to_string()))
    }

    fn run(&self, plugin: &Plugin) -> Result<Declared, Fault> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
        let runtime = runtime.map_err(|error| self.fault(error.to_string()))?;
        let grants = Arc::new(self.options.grants.clone());
        let called = runtime.block_on(plugin.provision(&grants, self.origin()));
        let mut declared = Declared {
            declarations: called.said.declarations,
            inputs: called.said.inputs,
            complete: called.outcome.is_ok(),
            ..Declared::default()
        };
        declared.faults.extend(called.said.faults);
        declared.faults.extend(called.outcome.err().map(|error| self.fault(error.to_string())));
        declared.inputs.insert(self.options.file.path.clone());
        Ok(declared)
    }

    fn origin(&self) -> Origin {
        Origin { file: self.options.shown.clone(), line: 0 }
    }

    fn fault(&self, message: String) -> Fault {
        Fault::new(Some(self.origin()), message)
    }
}

impl Host for WasmHost {
    fn declare(&self) -> Declared {
        let declared = self.load().and_then(|plugin| self.run(&plugin));
        declared.unwrap_or_else(|fault| Declared { faults: fault.into(), ..Declared::default() })
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{component, provisioner, trigger};

    fn declare(component: &[u8]) -> Declared {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("hr.wasm");
        std::fs::write(&file, component).unwrap();
        WasmHost::new(WasmOptions {
            file: PluginFile::at(file),
            shown: "hr.wasm".to_owned(),
            grants: Grants::default(),
            limits: Limits::provisioner(),
            cache: None,
        })
        .declare()
    }

    #[test]
    fn a_run_is_complete_and_remembers_its_file() {
        let declared = declare(&provisioner("(i32.const 16)", ""));
        assert!(declared.complete && declared.faults.is_empty(), "{}", declared.faults);
        assert!(declared.inputs.iter().any(|file| file.ends_with("hr.wasm")));
    }

    #[test]
    fn what_is_no_provisioner_is_a_fault_of_its_file() {
        let faults = |component: &[u8]| declare(component).faults.to_string();
        expect![[r#"hr.wasm: is a trigger, where a provisioner is needed"#]]
            .assert_eq(&faults(&trigger("(i32.const 16)", "")));
        expect![[r#"hr.wasm: is not WebAssembly; give the component that the plugin's build made"#]]
            .assert_eq(&faults(b"local ph = require 'poolhouse'"));
        let nothing = component("host", "(module)");
        expect![[r#"hr.wasm: is no plugin: it exports none of poolhouse:plugin/provision, transformation and handler; build it for one of the worlds provisioner, transform and trigger"#]]
            .assert_eq(&faults(&nothing));
    }
}
