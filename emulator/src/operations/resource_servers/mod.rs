//! Resource servers: the APIs on which tokens grant custom scopes.

mod create_resource_server;
mod delete_resource_server;
mod describe_resource_server;
mod list_resource_servers;
mod update_resource_server;

pub(crate) use create_resource_server::create_resource_server;
pub(crate) use delete_resource_server::delete_resource_server;
pub(crate) use describe_resource_server::describe_resource_server;
pub(crate) use list_resource_servers::list_resource_servers;
pub(crate) use update_resource_server::update_resource_server;
