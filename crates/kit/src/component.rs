//! From a compiler's core module to a component.

use wasi_preview1_component_adapter_provider::WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER;
use wit_component::ComponentEncoder;

use crate::error::KitError;

/// The component of a core module that carries its world in a section, as bindings put it there. Calls of WASI's first
/// version become those of its second.
pub(crate) fn of_module(module: &[u8]) -> Result<Vec<u8>, KitError> {
    let encoder = ComponentEncoder::default().module(module).and_then(|encoder| {
        encoder.validate(true).adapter("wasi_snapshot_preview1", WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER)
    });
    encoder
        .and_then(|mut encoder| encoder.encode())
        .map_err(|error| KitError::Component(format!("{error:#}")))
}
