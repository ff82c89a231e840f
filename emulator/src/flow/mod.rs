//! What takes more than one request, or is shared by operations that may not name each other:
//! signing in, tokens, and what access tokens allow.

mod access;
mod admission;
mod aliases;
mod auth_session;
mod choice;
mod claims;
mod complete;
mod custom;
mod delivery;
mod import;
mod imported_password;
mod issue;
mod jwt;
mod keys;
mod mfa;
mod migration;
mod new_password;
mod one_time_password;
mod outcome;
mod password;
mod pre_token;
mod refresh;
mod refresh_token;
mod respond;
mod secret_hash;
mod sign_in;
mod srp;
pub(crate) mod triggers;

pub(crate) use import::{import_log, start_import, upload_import};
pub(crate) use access::{Access, authorized};
pub(crate) use aliases::take_aliases;
pub(crate) use auth_session::session_after_sign_up;
pub(crate) use delivery::{Letter, deliver, deliver_all, verification_letters};
pub(crate) use issue::{Grant, issue};
pub(crate) use migration::{Unknown, migrate};
pub(crate) use outcome::{Outcome, sign_in_response};
pub(crate) use refresh::{Refresh, refresh_tokens, session_to_revoke};
pub(crate) use respond::{Answer, respond};
pub(crate) use secret_hash::{HashedCall, check_client_secret, check_secret_hash};
pub(crate) use sign_in::{Start, start};
