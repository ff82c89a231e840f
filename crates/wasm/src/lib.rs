//! WASM plugins: components that declare, rule over what is declared, or answer triggers.
//!
//! A plugin has nothing but what its [`Grants`] say. Each call has an instance and memory of its own, and is bounded in
//! time, memory, instructions, calls of the host, and in what it hands over. The interface is the WIT package
//! `poolhouse:plugin`, a folder a version under `wit/`.

mod bindings;
mod cache;
mod call;
mod convert;
mod error;
mod file;
mod gate;
mod grants;
mod host;
mod imports;
mod journal;
mod limits;
mod manifest;
mod plugin;
mod reach;
mod record;
mod reload;
mod runtime;
mod signature;
mod transform;
mod world;

#[cfg(test)]
mod agreement;
#[cfg(test)]
mod attacks;
#[cfg(test)]
mod declaring;
#[cfg(test)]
mod testing;

pub use error::{CallError, CallErrorKind, LoadError};
pub use file::PluginFile;
pub use grants::{Grants, Http, HttpClient, HttpRequest, HttpResponse};
pub use host::{WasmHost, WasmOptions};
pub use limits::{Exhausted, Limits};
pub use manifest::{Language, Manifest, WantedLimits, Wants, is_name};
pub use plugin::{Plugin, TriggerEvent};
pub use reload::Following;
pub use runtime::{Runtime, RuntimeError};
pub use transform::{Ruling, Transformed};
pub use world::{VERSION, WIT, World};
