//! Passkeys: registered, listed, deleted by their user.

mod complete_web_authn_registration;
mod delete_web_authn_credential;
mod list_web_authn_credentials;
mod start_web_authn_registration;

pub(crate) use complete_web_authn_registration::complete_web_authn_registration;
pub(crate) use delete_web_authn_credential::delete_web_authn_credential;
pub(crate) use list_web_authn_credentials::list_web_authn_credentials;
pub(crate) use start_web_authn_registration::start_web_authn_registration;
