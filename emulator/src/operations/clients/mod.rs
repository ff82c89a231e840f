//! App clients.

mod create_user_pool_client;
mod delete_user_pool_client;
mod describe_user_pool_client;
mod list_user_pool_clients;
mod update_user_pool_client;

pub(crate) use create_user_pool_client::create_user_pool_client;
pub(crate) use delete_user_pool_client::delete_user_pool_client;
pub(crate) use describe_user_pool_client::describe_user_pool_client;
pub(crate) use list_user_pool_clients::list_user_pool_clients;
pub(crate) use update_user_pool_client::update_user_pool_client;
