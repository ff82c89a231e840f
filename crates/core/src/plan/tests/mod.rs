//! Plans as text.

mod attributes;
mod drift;
mod groups;
mod identity;
mod lifecycle;
mod selection;
mod world;
