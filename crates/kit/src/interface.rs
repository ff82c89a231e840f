//! The interface in the forms that toolchains take: WIT in a folder, and bindings for C.

use std::path::Path;

use poolhouse_wasm::{WIT, World};
use wit_bindgen_core::Files;
use wit_parser::{Resolve, WorldId};

use crate::error::KitError;

/// Writes the interface's files into a folder.
pub(crate) fn write_wit(folder: &Path) -> Result<(), KitError> {
    make_folder(folder)?;
    for (name, text) in WIT {
        write(&folder.join(name), text)?;
    }
    Ok(())
}

/// Writes what a C program of that world includes and is linked with, made of the interface in `wit`: `plugin.h`,
/// `plugin.c` and `plugin_component_type.o`.
pub(crate) fn write_c(folder: &Path, wit: &Path, world: World) -> Result<(), KitError> {
    let (mut resolve, world) = world_of(wit, world)?;
    let mut files = Files::default();
    let options = wit_bindgen_c::Opts { rename_world: Some("plugin".to_owned()), ..Default::default() };
    options.build().generate(&mut resolve, world, &mut files).map_err(|error| KitError::of(wit, error))?;
    files.iter().try_for_each(|(name, content)| write(&folder.join(name), content))
}

/// A world of the interface in `wit`, with all that belongs to it.
pub(crate) fn world_of(wit: &Path, world: World) -> Result<(Resolve, WorldId), KitError> {
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_dir(wit).map_err(|error| KitError::of(wit, error))?;
    let world = resolve.select_world(&[package], Some(world.name()));
    let world = world.map_err(|error| KitError::of(wit, error))?;
    Ok((resolve, world))
}

/// Writes a file, unless it holds that already: builds go by what has changed.
pub(crate) fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<(), KitError> {
    poolhouse_files::refuse_link(path).map_err(|error| KitError::of(path, error))?;
    if poolhouse_files::read(path).is_ok_and(|is| is == content.as_ref()) {
        return Ok(());
    }
    poolhouse_files::write_own(path, content.as_ref()).map_err(|error| KitError::of(path, error))
}

/// Makes a folder, unless it is there already.
pub(crate) fn make_folder(folder: &Path) -> Result<(), KitError> {
    poolhouse_files::make_own_folder(folder).map_err(|error| KitError::of(folder, error))
}
