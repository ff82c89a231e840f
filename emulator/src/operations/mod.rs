//! One folder per family, one file per operation, one function per file. An operation takes what
//! it needs from the context, decides, changes, answers; it never calls another operation.

pub(crate) mod auth;
pub(crate) mod branding;
pub(crate) mod clients;
pub(crate) mod devices;
pub(crate) mod domains;
pub(crate) mod factors;
pub(crate) mod groups;
pub(crate) mod identity_providers;
pub(crate) mod import_jobs;
pub(crate) mod limits;
pub(crate) mod logs;
pub(crate) mod mfa;
pub(crate) mod passkeys;
pub(crate) mod pools;
pub(crate) mod profile;
pub(crate) mod replicas;
pub(crate) mod resource_servers;
pub(crate) mod risk;
pub(crate) mod sign_up;
pub(crate) mod tags;
pub(crate) mod terms;
pub(crate) mod user_sessions;
pub(crate) mod users;
