//! An identity provider outside of the pool whom the pool trusts to sign users in.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use poolhouse_emulator_model::Timestamp;
use poolhouse_emulator_model::shapes::{
    CreateIdentityProviderRequest, IdentityProviderType, IdentityProviderTypeType, ProviderDescription,
    UpdateIdentityProviderRequest,
};
use serde::{Deserialize, Serialize};

use super::provider_details::{complete_details, described_details};
use super::schema::Schema;
use crate::error::ApiError;

/// An identity provider as its pool keeps it.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct IdentityProvider {
    /// Unique in the pool; never changes.
    pub(crate) name: String,
    /// Never changes.
    pub(crate) kind: IdentityProviderTypeType,
    /// With what the service adds. Holds secrets of the provider's client.
    pub(crate) details: BTreeMap<String, String>,
    /// Names of the provider's claims by the pool's attributes that take them over.
    pub(crate) mapping: BTreeMap<String, String>,
    /// Further names by which the provider is asked for.
    pub(crate) identifiers: Vec<String>,
    /// Values of the provider by the pool's levels of authentication.
    pub(crate) acr_mapping: Option<BTreeMap<String, String>>,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
}

impl IdentityProvider {
    /// The provider that a request describes.
    pub(crate) fn create(
        input: CreateIdentityProviderRequest,
        schema: &Schema,
        now: Timestamp,
    ) -> Result<Self, ApiError> {
        let kind = input.provider_type;
        if is_social(kind) && input.provider_name != kind.as_str() {
            return Err(ApiError::social_provider_of_another_name(kind.as_str()));
        }
        let provider = Self {
            name: input.provider_name,
            kind,
            details: complete_details(kind, input.provider_details)?,
            mapping: input.attribute_mapping.unwrap_or_default(),
            identifiers: input.idp_identifiers.unwrap_or_default(),
            acr_mapping: input.acr_mapping,
            created: now,
            modified: now,
        };
        provider.checked(schema)
    }

    /// The provider after an update: what is omitted stays, an empty list or map clears, and
    /// details are replaced as a whole.
    pub(crate) fn updated(
        &self,
        input: UpdateIdentityProviderRequest,
        schema: &Schema,
        now: Timestamp,
    ) -> Result<Self, ApiError> {
        let details =
            input.provider_details.map(|details| complete_details(self.kind, details)).transpose()?;
        let provider = Self {
            name: self.name.clone(),
            kind: self.kind,
            details: details.unwrap_or_else(|| self.details.clone()),
            mapping: input.attribute_mapping.unwrap_or_else(|| self.mapping.clone()),
            identifiers: input.idp_identifiers.unwrap_or_else(|| self.identifiers.clone()),
            acr_mapping: input.acr_mapping.or_else(|| self.acr_mapping.clone()),
            created: self.created,
            modified: now,
        };
        provider.checked(schema)
    }

    /// Whether the provider is one of those whose users are always known by their subject.
    pub(crate) fn is_social(&self) -> bool {
        is_social(self.kind)
    }

    /// The username of a user whom this provider knows by `subject`. Social providers stand in it
    /// in small letters.
    pub(crate) fn username_of(&self, subject: &str) -> String {
        let name = if self.is_social() { self.name.to_lowercase() } else { self.name.clone() };
        format!("{name}_{subject}")
    }

    /// The provider as operations answer it.
    pub(crate) fn describe(&self, pool: &str) -> IdentityProviderType {
        IdentityProviderType {
            user_pool_id: Some(pool.to_owned()),
            provider_name: Some(self.name.clone()),
            provider_type: Some(self.kind),
            provider_details: Some(described_details(&self.details)),
            attribute_mapping: Some(self.mapping.clone()).filter(|mapping| !mapping.is_empty()),
            idp_identifiers: Some(self.identifiers.clone()),
            acr_mapping: self.acr_mapping.clone().filter(|mapping| !mapping.is_empty()),
            last_modified_date: Some(self.modified),
            creation_date: Some(self.created),
        }
    }

    /// The provider as an item of ListIdentityProviders.
    pub(crate) fn summarize(&self) -> ProviderDescription {
        ProviderDescription {
            provider_name: Some(self.name.clone()),
            provider_type: Some(self.kind),
            last_modified_date: Some(self.modified),
            creation_date: Some(self.created),
        }
    }

    fn checked(mut self, schema: &Schema) -> Result<Self, ApiError> {
        let unknown = self.mapping.keys().find(|name| *name != USERNAME && schema.attribute(name).is_none());
        if let Some(unknown) = unknown {
            return Err(ApiError::mapping_of_unknown_attribute(unknown));
        }
        let levels = self.acr_mapping.as_ref().is_some_and(|mapping| !mapping.is_empty());
        if levels && self.kind != IdentityProviderTypeType::Oidc {
            return Err(ApiError::acr_mapping_without_oidc());
        }
        let mut seen = BTreeSet::new();
        if let Some(repeated) = self.identifiers.iter().find(|identifier| !seen.insert(*identifier)) {
            return Err(ApiError::provider_identifier_taken(repeated));
        }
        if let Some(claim) = subject_claim(self.kind) {
            self.mapping.entry(USERNAME.to_owned()).or_insert_with(|| claim.to_owned());
        }
        Ok(self)
    }
}

/// The details hold secrets.
impl fmt::Debug for IdentityProvider {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = out.debug_struct("IdentityProvider");
        out.field("name", &self.name).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// There is one provider of each of these types, and it is named like its type.
fn is_social(kind: IdentityProviderTypeType) -> bool {
    !matches!(kind, IdentityProviderTypeType::Saml | IdentityProviderTypeType::Oidc)
}

/// The claim that names a user where the mapping does not say it; for SAML it is the NameID.
fn subject_claim(kind: IdentityProviderTypeType) -> Option<&'static str> {
    match kind {
        IdentityProviderTypeType::Saml => None,
        IdentityProviderTypeType::Facebook => Some("id"),
        IdentityProviderTypeType::LoginWithAmazon => Some("user_id"),
        IdentityProviderTypeType::Oidc
        | IdentityProviderTypeType::Google
        | IdentityProviderTypeType::SignInWithApple => Some("sub"),
    }
}

/// No attribute, though it is mapped like one.
const USERNAME: &str = "username";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secrets_of_a_provider_do_not_show_in_debug() {
        let details = [("client_id", "app"), ("client_secret", "hush"), ("authorize_scopes", "openid")];
        let input = CreateIdentityProviderRequest {
            provider_name: "Google".into(),
            provider_type: IdentityProviderTypeType::Google,
            provider_details: details.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            user_pool_id: String::new(),
            acr_mapping: None,
            attribute_mapping: None,
            idp_identifiers: None,
        };
        let schema = Schema::create(Vec::new()).expect("the standard attributes");
        let provider = IdentityProvider::create(input, &schema, Timestamp::from_millis(0)).expect("allowed");
        assert_eq!(provider.details["client_secret"], "hush");
        assert!(!format!("{provider:?}").contains("hush"));
    }
}
