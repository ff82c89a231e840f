//! The domains at which pools have their OAuth pages.

mod create_user_pool_domain;
mod delete_user_pool_domain;
mod describe_user_pool_domain;
mod update_user_pool_domain;

pub(crate) use create_user_pool_domain::create_user_pool_domain;
pub(crate) use delete_user_pool_domain::delete_user_pool_domain;
pub(crate) use describe_user_pool_domain::describe_user_pool_domain;
pub(crate) use update_user_pool_domain::update_user_pool_domain;
