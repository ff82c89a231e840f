//! App clients.

mod add_user_pool_client_secret;
mod create_user_pool_client;
mod delete_user_pool_client;
mod delete_user_pool_client_secret;
mod describe_user_pool_client;
mod fresh;
mod get_user_pool_client_session_configuration;
mod list_user_pool_client_secrets;
mod list_user_pool_clients;
mod set_user_pool_client_session_configuration;
mod update_user_pool_client;

pub(crate) use add_user_pool_client_secret::add_user_pool_client_secret;
pub(crate) use create_user_pool_client::create_user_pool_client;
pub(crate) use delete_user_pool_client::delete_user_pool_client;
pub(crate) use delete_user_pool_client_secret::delete_user_pool_client_secret;
pub(crate) use describe_user_pool_client::describe_user_pool_client;
pub(crate) use get_user_pool_client_session_configuration::get_user_pool_client_session_configuration;
pub(crate) use list_user_pool_client_secrets::list_user_pool_client_secrets;
pub(crate) use list_user_pool_clients::list_user_pool_clients;
pub(crate) use set_user_pool_client_session_configuration::set_user_pool_client_session_configuration;
pub(crate) use update_user_pool_client::update_user_pool_client;
