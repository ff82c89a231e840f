//! Identity providers outside of a pool, and the links of users to them.

mod admin_disable_provider_for_user;
mod admin_link_provider_for_user;
mod create_identity_provider;
mod delete_identity_provider;
mod describe_identity_provider;
mod get_identity_provider_by_identifier;
mod list_identity_providers;
mod provider_user;
mod update_identity_provider;

pub(crate) use admin_disable_provider_for_user::admin_disable_provider_for_user;
pub(crate) use admin_link_provider_for_user::admin_link_provider_for_user;
pub(crate) use create_identity_provider::create_identity_provider;
pub(crate) use delete_identity_provider::delete_identity_provider;
pub(crate) use describe_identity_provider::describe_identity_provider;
pub(crate) use get_identity_provider_by_identifier::get_identity_provider_by_identifier;
pub(crate) use list_identity_providers::list_identity_providers;
pub(crate) use update_identity_provider::update_identity_provider;
