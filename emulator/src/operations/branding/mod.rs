//! How the sign-in pages of a user pool look: the classic ones, and those of managed login.

mod create_managed_login_branding;
mod delete_managed_login_branding;
mod describe_managed_login_branding;
mod describe_managed_login_branding_by_client;
mod get_ui_customization;
mod set_ui_customization;
mod settings;
mod update_managed_login_branding;

pub(crate) use create_managed_login_branding::create_managed_login_branding;
pub(crate) use delete_managed_login_branding::delete_managed_login_branding;
pub(crate) use describe_managed_login_branding::describe_managed_login_branding;
pub(crate) use describe_managed_login_branding_by_client::describe_managed_login_branding_by_client;
pub(crate) use get_ui_customization::get_ui_customization;
pub(crate) use set_ui_customization::set_ui_customization;
pub(crate) use update_managed_login_branding::update_managed_login_branding;
