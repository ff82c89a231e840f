//! What every plugin may import: log, config, inputs; and for provisioners, declarations.

use std::fs::File;
use std::io::Read;

use poolhouse_core::declare::Value;
use poolhouse_core::log::LogLevel;
use wasmtime::component::Resource;

use crate::bindings::interface::{config, declarations, inputs, log, types};
use crate::call::Call;
use crate::convert;

/// An input that a plugin has opened.
#[allow(unreachable_pub, reason = "the bindings export it again")]
pub struct Opened(File);

impl log::Host for Call {
    fn write(&mut self, level: log::Level, text: String) -> wasmtime::Result<()> {
        let level = match level {
            log::Level::Info => LogLevel::Info,
            log::Level::Warn => LogLevel::Warn,
        };
        self.journal.write(level, &text);
        Ok(())
    }
}

impl config::Host for Call {
    fn get(&mut self, name: String) -> wasmtime::Result<Option<String>> {
        Ok(self.grants.config.get(&name).map(|value| match value {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        }))
    }

    fn all(&mut self) -> wasmtime::Result<String> {
        Ok(serde_json::Value::Object(self.grants.config.clone()).to_string())
    }

    fn stage(&mut self) -> wasmtime::Result<String> {
        Ok(self.grants.stage.clone())
    }
}

impl inputs::Host for Call {
    fn names(&mut self) -> wasmtime::Result<Vec<String>> {
        Ok(self.grants.inputs.keys().cloned().collect())
    }

    fn open(&mut self, name: String) -> wasmtime::Result<Result<Resource<Opened>, String>> {
        let Some(path) = self.grants.inputs.get(&name) else {
            return Ok(Err(format!("no input {name:?} is granted; grant it with `--input {name}=FILE`")));
        };
        if self.open_inputs == MOST_OPEN {
            return Ok(Err(format!("{MOST_OPEN} inputs are open; close one first")));
        }
        match poolhouse_files::open(path) {
            Ok(file) => {
                self.open_inputs += 1;
                self.said.inputs.insert(path.clone());
                Ok(Ok(self.table.push(Opened(file))?))
            }
            Err(error) => Ok(Err(format!("input {name:?}: {error}"))),
        }
    }
}

impl inputs::HostInput for Call {
    fn read(&mut self, input: Resource<Opened>, most: u32) -> wasmtime::Result<Result<Vec<u8>, String>> {
        let file = &self.table.get(&input)?.0;
        let mut bytes = Vec::new();
        let read = file.take(u64::from(most.min(MOST_AT_ONCE))).read_to_end(&mut bytes);
        Ok(read.map(|_| bytes).map_err(|error| error.to_string()))
    }

    fn drop(&mut self, input: Resource<Opened>) -> wasmtime::Result<()> {
        self.table.delete(input)?;
        self.open_inputs -= 1;
        Ok(())
    }
}

impl types::Host for Call {}

impl declarations::Host for Call {
    fn declare(&mut self, batch: Vec<types::Declaration>) -> wasmtime::Result<()> {
        for said in batch {
            let declaration = convert::declaration(self, said);
            self.keep(PER_RECORD + declaration.properties.values().map(Value::size).sum::<usize>())?;
            self.said.declarations.push(declaration);
        }
        Ok(())
    }

    fn report(&mut self, said: types::Fault) -> wasmtime::Result<()> {
        self.keep(PER_RECORD + said.message.len())?;
        let fault = convert::fault(self, said);
        self.said.faults.push(fault);
        Ok(())
    }
}

const MOST_AT_ONCE: u32 = 1024 * 1024;
/// What a declaration or a fault takes beside its values.
const PER_RECORD: usize = 256;
const MOST_OPEN: usize = 64;
