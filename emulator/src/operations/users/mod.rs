//! Users, as administrators see them.

mod admin_confirm_sign_up;
mod admin_create_user;
mod admin_delete_user;
mod admin_delete_user_attributes;
mod admin_disable_user;
mod admin_enable_user;
mod admin_get_user;
mod admin_reset_user_password;
mod admin_set_user_password;
mod admin_update_user_attributes;
mod admin_user_global_sign_out;
mod list_users;

pub(crate) use admin_confirm_sign_up::admin_confirm_sign_up;
pub(crate) use admin_create_user::admin_create_user;
pub(crate) use admin_delete_user::admin_delete_user;
pub(crate) use admin_delete_user_attributes::admin_delete_user_attributes;
pub(crate) use admin_disable_user::admin_disable_user;
pub(crate) use admin_enable_user::admin_enable_user;
pub(crate) use admin_get_user::admin_get_user;
pub(crate) use admin_reset_user_password::admin_reset_user_password;
pub(crate) use admin_set_user_password::admin_set_user_password;
pub(crate) use admin_update_user_attributes::admin_update_user_attributes;
pub(crate) use admin_user_global_sign_out::admin_user_global_sign_out;
pub(crate) use list_users::list_users;
