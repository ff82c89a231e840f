//! The second factors of users, and what they can sign in with.

mod admin_delete_software_token;
mod admin_get_user_auth_factors;
mod admin_set_user_mfa_preference;
mod admin_set_user_settings;
mod associate_software_token;
mod get_user_auth_factors;
mod set_user_mfa_preference;
mod set_user_settings;
mod verify_software_token;

pub(crate) use admin_delete_software_token::admin_delete_software_token;
pub(crate) use admin_get_user_auth_factors::admin_get_user_auth_factors;
pub(crate) use admin_set_user_mfa_preference::admin_set_user_mfa_preference;
pub(crate) use admin_set_user_settings::admin_set_user_settings;
pub(crate) use associate_software_token::associate_software_token;
pub(crate) use get_user_auth_factors::get_user_auth_factors;
pub(crate) use set_user_mfa_preference::set_user_mfa_preference;
pub(crate) use set_user_settings::set_user_settings;
pub(crate) use verify_software_token::verify_software_token;
