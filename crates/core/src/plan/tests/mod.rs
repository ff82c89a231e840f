//! Plans as text.

mod attributes;
mod checks;
mod drift;
mod effects;
mod groups;
mod identity;
mod lifecycle;
mod selection;
mod world;
