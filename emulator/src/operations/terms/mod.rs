//! Terms documents of app clients.

mod create_terms;
mod delete_terms;
mod describe_terms;
mod describe_terms_by_client;
mod list_terms;
mod update_terms;

pub(crate) use create_terms::create_terms;
pub(crate) use delete_terms::delete_terms;
pub(crate) use describe_terms::describe_terms;
pub(crate) use describe_terms_by_client::describe_terms_by_client;
pub(crate) use list_terms::list_terms;
pub(crate) use update_terms::update_terms;
