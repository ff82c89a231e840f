//! Groups, and who is in them.

mod admin_add_user_to_group;
mod admin_list_groups_for_user;
mod admin_remove_user_from_group;
mod create_group;
mod delete_group;
mod get_group;
mod list_groups;
mod list_users_in_group;
mod update_group;

pub(crate) use admin_add_user_to_group::admin_add_user_to_group;
pub(crate) use admin_list_groups_for_user::admin_list_groups_for_user;
pub(crate) use admin_remove_user_from_group::admin_remove_user_from_group;
pub(crate) use create_group::create_group;
pub(crate) use delete_group::delete_group;
pub(crate) use get_group::get_group;
pub(crate) use list_groups::list_groups;
pub(crate) use list_users_in_group::list_users_in_group;
pub(crate) use update_group::update_group;
