//! A component of each language's sources.

mod c;
mod javascript;
mod python;
mod rust;

use poolhouse_wasm::Language;

use crate::error::KitError;
use crate::folder::PluginFolder;
use crate::interface;
use crate::typescript;

/// Writes what editors and compilers need of the interface.
pub(crate) fn prepare(language: Language, folder: &PluginFolder) -> Result<(), KitError> {
    interface::make_folder(&folder.build_folder())?;
    interface::write_wit(&folder.wit())?;
    match language {
        Language::C => interface::write_c(&folder.build_folder(), &folder.wit(), folder.manifest().world),
        Language::Rust => rust::write_kit(&folder.build_folder()),
        Language::JavaScript => {
            let types = typescript::modules(&folder.wit(), folder.manifest().world)?;
            interface::write(&folder.build_folder().join("plugin.d.ts"), types)
        }
        Language::Python => Ok(()),
    }
}

/// Builds.
pub(crate) fn component(language: Language, folder: &PluginFolder) -> Result<Vec<u8>, KitError> {
    match language {
        Language::C => c::component(folder),
        Language::Rust => rust::component(folder),
        Language::JavaScript => javascript::component(folder),
        Language::Python => python::component(folder),
    }
}

/// Reads what a tool made.
fn read(path: &std::path::Path) -> Result<Vec<u8>, KitError> {
    poolhouse_files::read(path).map_err(|error| KitError::of(path, error))
}
