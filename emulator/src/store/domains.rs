//! The domains of a pool: at most one prefix and one whole domain name.

use std::sync::Arc;

use super::pool::{Change, Pool};
use crate::domain::UserPoolDomain;
use crate::error::ApiError;

impl Pool {
    /// The domain of a name.
    pub(crate) fn domain(&self, name: &str) -> Result<&Arc<UserPoolDomain>, ApiError> {
        self.domains.get(name).ok_or_else(ApiError::domain_not_found)
    }

    /// All domains.
    pub(crate) fn domains(&self) -> impl Iterator<Item = &Arc<UserPoolDomain>> {
        self.domains.values()
    }

    /// The domain that is a prefix of the service's own.
    pub(crate) fn prefix_domain(&self) -> Option<&Arc<UserPoolDomain>> {
        self.domains().find(|domain| !domain.is_custom())
    }

    /// The domain that is a whole domain name.
    pub(crate) fn custom_domain(&self) -> Option<&Arc<UserPoolDomain>> {
        self.domains().find(|domain| domain.is_custom())
    }

    /// Adds a domain, or replaces the one of the same name. Its host must have been claimed.
    pub(crate) fn put_domain(&mut self, domain: UserPoolDomain) {
        let name: Arc<str> = domain.name.as_str().into();
        self.domains.insert(Arc::clone(&name), Arc::new(domain));
        self.changes.push(Change::Domain(name));
    }

    /// Removes a domain. Its host must be given up.
    pub(crate) fn remove_domain(&mut self, name: &str) {
        if let Some((name, _)) = self.domains.remove_with_key(name) {
            self.changes.push(Change::Domain(name));
        }
    }
}
