//! Plans as text.

mod attributes;
mod groups;
mod identity;
mod lifecycle;
mod selection;
mod world;
