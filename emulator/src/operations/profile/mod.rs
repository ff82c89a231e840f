//! What users do to themselves with an access token.

mod bearer;
mod change_password;
mod delete_user;
mod delete_user_attributes;
mod get_user;
mod get_user_attribute_verification_code;
mod update_user_attributes;
mod verify_user_attribute;

pub(crate) use change_password::change_password;
pub(crate) use delete_user::delete_user;
pub(crate) use delete_user_attributes::delete_user_attributes;
pub(crate) use get_user::get_user;
pub(crate) use get_user_attribute_verification_code::get_user_attribute_verification_code;
pub(crate) use update_user_attributes::update_user_attributes;
pub(crate) use verify_user_attribute::verify_user_attribute;
