//! What an emulator holds, in memory: pools, and in each its users, groups and clients.
//!
//! The maps inside a pool are persistent (structurally shared), so a copy of everything costs a
//! pointer per pool.

mod branding;
mod clients;
#[cfg(any(test, feature = "fuzzing"))]
mod contradictions;
mod domains;
mod fading;
mod groups;
mod hosts;
mod identity_index;
mod identity_providers;
mod import_jobs;
mod keys;
mod limits;
mod member_index;
mod outbox;
mod pool;
mod records;
mod registry;
mod resource_servers;
mod risk;
mod sign_ins;
mod signing_certificate;
mod snapshot;
mod terms;
mod token_sessions;
mod user_index;
mod user_search;
mod users;

pub(crate) use identity_providers::OWN_PROVIDER;
pub(crate) use pool::Pool;
pub(crate) use registry::{PoolCell, Store};
pub use snapshot::Snapshot;
