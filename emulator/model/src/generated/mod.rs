//! What `cargo xtask codegen` writes from the API model. This list alone is written by hand.

#![allow(missing_docs, reason = "the names are the API's own, and so is their documentation")]

pub(crate) mod errors;
pub(crate) mod operations;
pub mod rules;
pub mod shapes;
