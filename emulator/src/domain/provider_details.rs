//! What a pool must be told of an identity provider of each type, and what the service adds.
//!
//! The service asks the provider where its pages are; the emulator contacts nobody, so what it is
//! not told of an OpenID Connect or SAML provider stays unknown.

use std::collections::BTreeMap;

use poolhouse_emulator_model::shapes::IdentityProviderTypeType;

use super::saml_metadata::SamlMetadata;
use crate::error::ApiError;

/// Holds details to what the type needs, and adds what the service knows by itself. Details that
/// nobody has documented are kept (unsure).
pub(super) fn complete_details(
    kind: IdentityProviderTypeType,
    mut details: BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, ApiError> {
    let is_missing = |key: &str| details.get(key).is_none_or(String::is_empty);
    if let Some(missing) = required(kind).iter().find(|key| is_missing(key)) {
        return Err(ApiError::missing_provider_detail(kind.as_str(), missing));
    }
    if kind == IdentityProviderTypeType::Saml && is_missing(METADATA_URL) && is_missing(METADATA_FILE) {
        return Err(ApiError::missing_provider_detail(kind.as_str(), "MetadataURL or MetadataFile"));
    }
    if kind == IdentityProviderTypeType::Oidc {
        check_method(&details["attributes_request_method"])?;
    }
    if let Some(file) = details.get(METADATA_FILE).filter(|_| kind == IdentityProviderTypeType::Saml) {
        let SamlMetadata { sign_in, sign_out } =
            SamlMetadata::read(file).ok_or_else(ApiError::invalid_saml_metadata)?;
        details.extend(sign_in.map(|url| (SIGN_IN_BY_REDIRECT.to_owned(), url)));
        details.extend(sign_out.map(|url| (SIGN_OUT_BY_REDIRECT.to_owned(), url)));
    }
    let version = details.get("api_version").cloned().unwrap_or_default();
    for (key, value) in added(kind) {
        details.entry((*key).to_owned()).or_insert_with(|| value.replace("{api_version}", &version));
    }
    Ok(details)
}

/// The details that operations answer: all but a private key.
pub(super) fn described_details(details: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let shown = details.iter().filter(|(key, _)| *key != PRIVATE_KEY);
    shown.map(|(key, value)| (key.clone(), value.clone())).collect()
}

fn check_method(method: &str) -> Result<(), ApiError> {
    if ["GET", "POST"].contains(&method) {
        Ok(())
    } else {
        Err(ApiError::invalid_attributes_request_method())
    }
}

fn required(kind: IdentityProviderTypeType) -> &'static [&'static str] {
    match kind {
        IdentityProviderTypeType::Saml => &[],
        IdentityProviderTypeType::Oidc => {
            &["client_id", "authorize_scopes", "oidc_issuer", "attributes_request_method"]
        }
        IdentityProviderTypeType::Google | IdentityProviderTypeType::LoginWithAmazon => {
            &["client_id", "client_secret", "authorize_scopes"]
        }
        IdentityProviderTypeType::Facebook => {
            &["client_id", "client_secret", "authorize_scopes", "api_version"]
        }
        IdentityProviderTypeType::SignInWithApple => {
            &["client_id", "team_id", "key_id", PRIVATE_KEY, "authorize_scopes"]
        }
    }
}

fn added(kind: IdentityProviderTypeType) -> &'static [(&'static str, &'static str)] {
    match kind {
        IdentityProviderTypeType::Saml => &[],
        IdentityProviderTypeType::Oidc => &[("attributes_url_add_attributes", "false")],
        IdentityProviderTypeType::Google => &[
            ("attributes_url", "https://people.googleapis.com/v1/people/me?personFields="),
            ("attributes_url_add_attributes", "true"),
            ("authorize_url", "https://accounts.google.com/o/oauth2/v2/auth"),
            ("oidc_issuer", "https://accounts.google.com"),
            ("token_request_method", "POST"),
            ("token_url", "https://www.googleapis.com/oauth2/v4/token"),
        ],
        IdentityProviderTypeType::Facebook => &[
            ("attributes_url", "https://graph.facebook.com/{api_version}/me?fields="),
            ("attributes_url_add_attributes", "true"),
            ("authorize_url", "https://www.facebook.com/{api_version}/dialog/oauth"),
            ("token_request_method", "GET"),
            ("token_url", "https://graph.facebook.com/{api_version}/oauth/access_token"),
        ],
        IdentityProviderTypeType::LoginWithAmazon => &[
            ("attributes_url", "https://api.amazon.com/user/profile"),
            ("attributes_url_add_attributes", "false"),
            ("authorize_url", "https://www.amazon.com/ap/oa"),
            ("token_request_method", "POST"),
            ("token_url", "https://api.amazon.com/auth/o2/token"),
        ],
        IdentityProviderTypeType::SignInWithApple => &[
            ("attributes_url_add_attributes", "false"),
            ("authorize_url", "https://appleid.apple.com/auth/authorize"),
            ("oidc_issuer", "https://appleid.apple.com"),
            ("token_request_method", "POST"),
            ("token_url", "https://appleid.apple.com/auth/token"),
        ],
    }
}

const METADATA_URL: &str = "MetadataURL";
const METADATA_FILE: &str = "MetadataFile";
const SIGN_IN_BY_REDIRECT: &str = "SSORedirectBindingURI";
const SIGN_OUT_BY_REDIRECT: &str = "SLORedirectBindingURI";
const PRIVATE_KEY: &str = "private_key";
