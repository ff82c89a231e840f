//! The identity providers of a pool, and the users whom they know.

use std::ops::Bound;
use std::sync::Arc;

use super::pool::{Change, Pool};
use crate::domain::{IdentityId, IdentityProvider, User};
use crate::error::ApiError;

impl Pool {
    /// The identity provider of a name.
    pub(crate) fn identity_provider(&self, name: &str) -> Result<&Arc<IdentityProvider>, ApiError> {
        self.identity_providers.get(name).ok_or_else(|| ApiError::identity_provider_not_found(name))
    }

    /// The identity provider that has an identifier. A pool has few providers, so they are walked.
    pub(crate) fn identity_provider_of(&self, identifier: &str) -> Option<&Arc<IdentityProvider>> {
        let has =
            |provider: &&Arc<IdentityProvider>| provider.identifiers.iter().any(|own| own == identifier);
        self.identity_providers.values().find(has)
    }

    /// The identity providers by name, behind one.
    pub(crate) fn identity_providers_after(
        &self,
        name: Option<&str>,
    ) -> impl Iterator<Item = &Arc<IdentityProvider>> {
        let from = name.map_or(Bound::Unbounded, Bound::Excluded);
        self.identity_providers.range::<_, str>((from, Bound::Unbounded)).map(|(_, provider)| provider)
    }

    /// Adds an identity provider under a name that is free. From the first one on, the pool's
    /// schema has the attribute in which users carry their identities.
    pub(crate) fn add_identity_provider(&mut self, provider: IdentityProvider) -> Result<(), ApiError> {
        if provider.name == OWN_PROVIDER || self.identity_providers.contains_key(provider.name.as_str()) {
            return Err(ApiError::identity_provider_exists(&provider.name, self.id()));
        }
        if self.identity_providers.len() >= MOST_PROVIDERS {
            return Err(ApiError::too_many_identity_providers(MOST_PROVIDERS));
        }
        self.check_identifiers(&provider)?;
        if let Some(schema) = self.settings.schema.with_identities() {
            let mut settings = self.settings().clone();
            settings.schema = schema;
            self.put_settings(settings);
        }
        self.put_identity_provider(provider);
        Ok(())
    }

    /// Replaces an identity provider.
    pub(crate) fn replace_identity_provider(&mut self, provider: IdentityProvider) -> Result<(), ApiError> {
        self.check_identifiers(&provider)?;
        self.put_identity_provider(provider);
        Ok(())
    }

    /// Adds an identity provider as it was kept, or replaces the one of the same name.
    pub(super) fn put_identity_provider(&mut self, provider: IdentityProvider) {
        let name: Arc<str> = provider.name.as_str().into();
        self.identity_providers.insert(Arc::clone(&name), Arc::new(provider));
        self.changes.push(Change::IdentityProvider(name));
    }

    /// Removes an identity provider. Clients that list it, and users who are linked to it, keep its
    /// name (unsure).
    pub(crate) fn remove_identity_provider(&mut self, name: &str) {
        if let Some((name, _)) = self.identity_providers.remove_with_key(name) {
            self.changes.push(Change::IdentityProvider(name));
        }
    }

    /// The user who has an identity.
    pub(crate) fn user_of_identity(&self, id: &IdentityId) -> Option<&Arc<User>> {
        self.identities.owner(id).and_then(|key| self.users.get(key))
    }

    fn check_identifiers(&self, provider: &IdentityProvider) -> Result<(), ApiError> {
        let is_taken = |identifier: &&String| {
            self.identity_provider_of(identifier).is_some_and(|owner| owner.name != provider.name)
        };
        match provider.identifiers.iter().find(is_taken) {
            Some(taken) => Err(ApiError::provider_identifier_taken(taken)),
            None => Ok(()),
        }
    }
}

/// The name under which a pool is an identity provider itself, and which no other can have.
pub(crate) const OWN_PROVIDER: &str = "COGNITO";

/// Identity providers that a pool may have.
const MOST_PROVIDERS: usize = 300;
