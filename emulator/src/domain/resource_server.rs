//! A resource server: an API that is no part of the pool, with the scopes that tokens can grant on it.

use std::collections::BTreeSet;

use poolhouse_emulator_model::shapes::{
    CreateResourceServerRequest, ResourceServerScopeType, ResourceServerType, UpdateResourceServerRequest,
};
use serde::{Deserialize, Serialize};

use crate::error::ApiError;

/// A resource server as its pool keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ResourceServer {
    /// Unique in the pool; never changes.
    pub(crate) identifier: String,
    pub(crate) name: String,
    /// As the last request gave them; one that gives none leaves the server without the member.
    pub(crate) scopes: Option<Vec<ResourceServerScopeType>>,
}

impl ResourceServer {
    /// The resource server that a request describes.
    pub(crate) fn create(input: CreateResourceServerRequest) -> Result<Self, ApiError> {
        Self { identifier: input.identifier, name: input.name, scopes: input.scopes }.checked()
    }

    /// The resource server after an update, which replaces the name and all scopes.
    pub(crate) fn updated(&self, input: UpdateResourceServerRequest) -> Result<Self, ApiError> {
        Self { identifier: self.identifier.clone(), name: input.name, scopes: input.scopes }.checked()
    }

    /// Whether the server has a scope of this bare name.
    pub(crate) fn has_scope(&self, name: &str) -> bool {
        self.scopes.iter().flatten().any(|scope| scope.scope_name == name)
    }

    /// The resource server as operations answer it.
    pub(crate) fn describe(&self, pool: &str) -> ResourceServerType {
        ResourceServerType {
            user_pool_id: Some(pool.to_owned()),
            identifier: Some(self.identifier.clone()),
            name: Some(self.name.clone()),
            scopes: self.scopes.clone(),
            managed_by: None,
        }
    }

    /// Two scopes of one name are refused (unsure).
    fn checked(self) -> Result<Self, ApiError> {
        let mut names = BTreeSet::new();
        let repeated = self.scopes.iter().flatten().find(|scope| !names.insert(scope.scope_name.as_str()));
        match repeated {
            Some(scope) => Err(ApiError::repeated_scope(&scope.scope_name)),
            None => Ok(self),
        }
    }
}
