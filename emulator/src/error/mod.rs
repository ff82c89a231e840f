//! What the service answers when it refuses. Every wording stands once, as a named constructor of
//! [`ApiError`], in the file of the family that it speaks of.

mod api_error;
mod attributes;
mod auth;
mod branding;
mod clients;
mod codes;
mod devices;
mod domains;
mod groups;
mod identity_providers;
mod import_jobs;
mod limits;
mod logs;
mod mfa_config;
mod paging;
mod passkeys;
mod passwords;
mod pools;
mod protocol;
mod replicas;
mod resource_servers;
mod risk;
mod schema;
mod second_factors;
mod session_tracking;
mod signatures;
mod tags;
mod terms;
mod triggers;
mod user_search;
mod user_sessions;
mod users;

pub use api_error::ApiError;
pub(crate) use attributes::AttributeFault;
pub(crate) use passwords::PasswordFault;
