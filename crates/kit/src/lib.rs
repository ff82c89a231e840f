//! Plugins from their sources: a new plugin's folder from a template, and its component by the tools of its language.
//!
//! What poolhouse writes of the interface lies in the folder's `build/`, which nobody keeps: WIT, and bindings where the
//! language has them made. What toolchains other than ours are needed for is asked of them as programs.

mod build;
mod component;
mod error;
mod folder;
mod interface;
mod template;
mod tool;
mod typescript;

pub use error::KitError;
pub use folder::PluginFolder;
pub use template::create;
