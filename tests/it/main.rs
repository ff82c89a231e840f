//! What crosses crates.

#![allow(clippy::unwrap_used, reason = "everything here is a test, and a failed one may end where it stands")]

mod contract;
mod servers;
mod wire;
