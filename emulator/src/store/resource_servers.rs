//! The resource servers of a pool.

use std::ops::Bound;
use std::sync::Arc;

use super::pool::{Change, Pool};
use crate::domain::ResourceServer;
use crate::error::ApiError;

impl Pool {
    /// The resource server of an identifier.
    pub(crate) fn resource_server(&self, identifier: &str) -> Result<&Arc<ResourceServer>, ApiError> {
        let server = self.resource_servers.get(identifier);
        server.ok_or_else(|| ApiError::resource_server_not_found(identifier))
    }

    /// The resource servers by identifier, behind one.
    pub(crate) fn resource_servers_after(
        &self,
        identifier: Option<&str>,
    ) -> impl Iterator<Item = &Arc<ResourceServer>> {
        let from = identifier.map_or(Bound::Unbounded, Bound::Excluded);
        self.resource_servers.range::<_, str>((from, Bound::Unbounded)).map(|(_, server)| server)
    }

    /// Adds a resource server under an identifier that is free.
    pub(crate) fn add_resource_server(&mut self, server: ResourceServer) -> Result<(), ApiError> {
        if self.resource_servers.contains_key(server.identifier.as_str()) {
            return Err(ApiError::resource_server_exists(&server.identifier, self.id()));
        }
        if self.resource_servers.len() >= MOST_RESOURCE_SERVERS {
            return Err(ApiError::too_many_resource_servers(MOST_RESOURCE_SERVERS));
        }
        self.put_resource_server(server);
        Ok(())
    }

    /// Adds a resource server, or replaces the one of the same identifier.
    pub(crate) fn put_resource_server(&mut self, server: ResourceServer) {
        let identifier: Arc<str> = server.identifier.as_str().into();
        self.resource_servers.insert(Arc::clone(&identifier), Arc::new(server));
        self.changes.push(Change::ResourceServer(identifier));
    }

    /// Removes a resource server. Clients keep its scopes in their lists, where they grant nothing.
    pub(crate) fn remove_resource_server(&mut self, identifier: &str) {
        if let Some((identifier, _)) = self.resource_servers.remove_with_key(identifier) {
            self.changes.push(Change::ResourceServer(identifier));
        }
    }
}

/// Resource servers that a pool may have.
const MOST_RESOURCE_SERVERS: usize = 25;
