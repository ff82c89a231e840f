//! Plans as text.

mod attributes;
mod checks;
mod drift;
mod effects;
mod groups;
mod identity;
mod importing;
mod lifecycle;
mod selection;
pub(crate) mod world;
