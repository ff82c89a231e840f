//! Replicas of a user pool in other regions.

mod create_user_pool_replica;
mod delete_user_pool_replica;
mod list_user_pool_replicas;
mod update_user_pool_replica;

pub(crate) use create_user_pool_replica::create_user_pool_replica;
pub(crate) use delete_user_pool_replica::delete_user_pool_replica;
pub(crate) use list_user_pool_replicas::list_user_pool_replicas;
pub(crate) use update_user_pool_replica::update_user_pool_replica;
