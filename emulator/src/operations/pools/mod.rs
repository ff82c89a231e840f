//! User pools themselves.

mod add_custom_attributes;
mod create_user_pool;
mod delete_user_pool;
mod describe_user_pool;
mod list_user_pools;
mod update_user_pool;

pub(crate) use add_custom_attributes::add_custom_attributes;
pub(crate) use create_user_pool::create_user_pool;
pub(crate) use delete_user_pool::delete_user_pool;
pub(crate) use describe_user_pool::describe_user_pool;
pub(crate) use list_user_pools::list_user_pools;
pub(crate) use update_user_pool::update_user_pool;
