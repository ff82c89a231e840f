//! Signing in, and tokens.

mod admin_initiate_auth;
mod admin_respond_to_auth_challenge;
mod get_client_token;
mod get_derived_token;
mod get_tokens_from_refresh_token;
mod global_sign_out;
mod initiate_auth;
mod respond_to_auth_challenge;
mod revoke_token;

pub(crate) use admin_initiate_auth::admin_initiate_auth;
pub(crate) use admin_respond_to_auth_challenge::admin_respond_to_auth_challenge;
pub(crate) use get_client_token::get_client_token;
pub(crate) use get_derived_token::get_derived_token;
pub(crate) use get_tokens_from_refresh_token::get_tokens_from_refresh_token;
pub(crate) use global_sign_out::global_sign_out;
pub(crate) use initiate_auth::initiate_auth;
pub(crate) use respond_to_auth_challenge::respond_to_auth_challenge;
pub(crate) use revoke_token::revoke_token;
