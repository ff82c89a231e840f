//! The request rates of an account.

mod category;
mod get_provisioned_limit;
mod update_provisioned_limit;

pub(crate) use get_provisioned_limit::get_provisioned_limit;
pub(crate) use update_provisioned_limit::update_provisioned_limit;
