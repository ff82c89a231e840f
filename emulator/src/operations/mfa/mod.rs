//! Second factors.

mod get_user_pool_mfa_config;
mod set_user_pool_mfa_config;

pub(crate) use get_user_pool_mfa_config::get_user_pool_mfa_config;
pub(crate) use set_user_pool_mfa_config::set_user_pool_mfa_config;
