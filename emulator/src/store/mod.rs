//! What an emulator holds, in memory: pools, and in each its users, groups and clients.
//!
//! All maps are persistent (structurally shared), so a copy of everything costs a pointer per pool.

mod clients;
mod groups;
mod keys;
mod member_index;
mod outbox;
mod pool;
mod records;
mod registry;
mod token_sessions;
mod user_index;
mod user_search;
mod users;

pub(crate) use pool::Pool;
pub(crate) use registry::{PoolCell, Store};
