//! What is written from the API model: one module for each file, named like the file it writes.

mod core_rules;
mod errors;
mod files;
mod names;
mod operations;
mod patterns;
mod rules;
mod shapes;

pub(crate) use files::{check, write};
pub(crate) use names::snake_case;
