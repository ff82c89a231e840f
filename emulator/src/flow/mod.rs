//! What takes more than one request, or is shared by operations that may not name each other:
//! signing in, tokens, and what access tokens allow.

mod access;
mod aliases;
mod claims;
mod delivery;
mod issue;
mod jwt;
mod keys;
mod migration;
mod pre_token;
mod refresh_token;
mod secret_hash;
pub(crate) mod triggers;

pub(crate) use access::{Access, authorized};
pub(crate) use aliases::take_aliases;
pub(crate) use delivery::{Letter, deliver, deliver_all, verification_letters};
pub(crate) use migration::{Unknown, migrate};
pub(crate) use issue::{Grant, TokenTrigger, issue};
pub(crate) use secret_hash::{HashedCall, check_client_secret, check_secret_hash};
