//! The one table of what scripts can say.
//!
//! What a state of Lua holds, how arguments are checked, the reference page and the types for editors are all made
//! from it, so that none can say what another does not.

mod entry;
mod types;

use std::sync::LazyLock;

pub(crate) use entry::FIRST;
pub use entry::{Argument, Class, Field, Function, Member, Module, Space};
pub use types::Type;

/// Everything that scripts can require of the host.
#[must_use]
pub fn modules() -> &'static [Module] {
    static MODULES: LazyLock<Vec<Module>> =
        LazyLock::new(|| vec![crate::api::module(), crate::api::test::module()]);
    &MODULES
}
