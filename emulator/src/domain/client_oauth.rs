//! What an app client may do at a pool's OAuth pages.

use poolhouse_emulator_model::shapes::OAuthFlowType;

use super::client_options::{ClientOptions, list};
use super::client_url::check_url;
use super::offer::Offer;
use crate::error::ApiError;

/// Holds the OAuth settings together. They may be given without
/// `AllowedOAuthFlowsUserPoolClient`; it is the pages that refuse such a client.
pub(super) fn check_oauth(
    options: &ClientOptions,
    pool: &dyn Offer,
    has_secret: bool,
) -> Result<(), ApiError> {
    check_flows(list(&options.allowed_oauth_flows), has_secret)?;
    check_scopes(list(&options.allowed_oauth_scopes), pool)?;
    check_urls(options)?;
    if options.allowed_oauth_flows_user_pool_client == Some(true) { check_complete(options) } else { Ok(()) }
}

/// Identity providers must exist. Every pool is one itself, under a fixed name.
pub(super) fn check_providers(names: &[String], pool: &dyn Offer) -> Result<(), ApiError> {
    let is_unknown = |name: &&String| *name != OWN_PROVIDER && !pool.has_identity_provider(name);
    match names.iter().find(is_unknown) {
        Some(unknown) => Err(ApiError::provider_not_found(unknown, &pool.settings().id)),
        None => Ok(()),
    }
}

/// `client_credentials` signs in a program, not a person: it stands alone and needs a secret.
fn check_flows(flows: &[OAuthFlowType], has_secret: bool) -> Result<(), ApiError> {
    if !flows.contains(&OAuthFlowType::ClientCredentials) {
        return Ok(());
    }
    if flows.iter().any(|&flow| flow != OAuthFlowType::ClientCredentials) {
        return Err(ApiError::client_credentials_beside_other_flow());
    }
    if has_secret { Ok(()) } else { Err(ApiError::client_credentials_without_secret()) }
}

fn check_scopes(scopes: &[String], pool: &dyn Offer) -> Result<(), ApiError> {
    match scopes.iter().find(|scope| !has_scope(pool, scope)) {
        Some(unknown) => Err(ApiError::scope_does_not_exist(unknown)),
        None => Ok(()),
    }
}

/// Whether clients of the pool can be allowed a scope. Those of the form `<identifier>/<scope>`
/// belong to resource servers.
fn has_scope(pool: &dyn Offer, scope: &str) -> bool {
    STANDARD_SCOPES.contains(&scope) || pool.has_custom_scope(scope)
}

/// The default must be among the callback URLs.
fn check_urls(options: &ClientOptions) -> Result<(), ApiError> {
    let callbacks = list(&options.callback_urls);
    callbacks.iter().chain(list(&options.logout_urls)).try_for_each(|url| check_url(url))?;
    match &options.default_redirect_uri {
        Some(default) if !callbacks.contains(default) => Err(ApiError::default_redirect_is_no_callback()),
        _ => Ok(()),
    }
}

/// A client that uses the pages needs flows and scopes, and flows that lead back to an application
/// a URL there (unsure).
fn check_complete(options: &ClientOptions) -> Result<(), ApiError> {
    let flows = list(&options.allowed_oauth_flows);
    if flows.is_empty() || list(&options.allowed_oauth_scopes).is_empty() {
        return Err(ApiError::missing_oauth_flows_or_scopes());
    }
    let redirects = !flows.contains(&OAuthFlowType::ClientCredentials);
    if redirects && list(&options.callback_urls).is_empty() {
        return Err(ApiError::missing_callback_urls());
    }
    Ok(())
}

const OWN_PROVIDER: &str = "COGNITO";
const STANDARD_SCOPES: [&str; 5] = ["phone", "email", "openid", "profile", "aws.cognito.signin.user.admin"];
