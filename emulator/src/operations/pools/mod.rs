//! User pools themselves.

mod add_custom_attributes;
mod create_user_pool;
mod delete_user_pool;
mod describe_user_pool;
mod get_signing_certificate;
mod get_user_pool_session_configuration;
mod list_user_pools;
mod set_user_pool_session_configuration;
mod update_user_pool;

pub(crate) use add_custom_attributes::add_custom_attributes;
pub(crate) use create_user_pool::create_user_pool;
pub(crate) use delete_user_pool::delete_user_pool;
pub(crate) use describe_user_pool::describe_user_pool;
pub(crate) use get_signing_certificate::get_signing_certificate;
pub(crate) use get_user_pool_session_configuration::get_user_pool_session_configuration;
pub(crate) use list_user_pools::list_user_pools;
pub(crate) use set_user_pool_session_configuration::set_user_pool_session_configuration;
pub(crate) use update_user_pool::update_user_pool;
