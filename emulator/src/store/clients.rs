//! The app clients of a pool.

use std::ops::Bound;
use std::sync::Arc;

use super::pool::{Change, Pool};
use crate::domain::{Client, Offer, PoolSettings};
use crate::error::ApiError;

impl Pool {
    /// The client of an id. One of another pool is none of this one's.
    pub(crate) fn client(&self, id: &str) -> Result<&Arc<Client>, ApiError> {
        self.clients.get(id).ok_or_else(|| ApiError::client_not_found(id))
    }

    /// The clients by id, behind an id.
    pub(crate) fn clients_after(&self, id: Option<&str>) -> impl Iterator<Item = &Arc<Client>> {
        let from = id.map_or(Bound::Unbounded, Bound::Excluded);
        self.clients.range::<_, str>((from, Bound::Unbounded)).map(|(_, client)| client)
    }

    /// The ids of all clients.
    pub(super) fn client_ids(&self) -> impl Iterator<Item = &Arc<str>> {
        self.clients.keys()
    }

    /// The clients that changes speak of which nobody has taken yet, and whether each exists.
    pub(super) fn changed_clients(&self) -> impl Iterator<Item = (&Arc<str>, bool)> {
        self.changes.iter().filter_map(|change| match change {
            Change::Client(id) => Some((id, self.clients.contains_key(id))),
            _ => None,
        })
    }

    /// Adds a client of a fresh id.
    pub(crate) fn add_client(&mut self, client: Client) -> Result<(), ApiError> {
        if self.clients.len() >= MOST_CLIENTS {
            return Err(ApiError::too_many_clients(MOST_CLIENTS));
        }
        self.put_client(client);
        Ok(())
    }

    /// Adds a client, or replaces the one of the same id.
    pub(crate) fn put_client(&mut self, client: Client) {
        let id: Arc<str> = client.id.as_str().into();
        self.clients.insert(Arc::clone(&id), Arc::new(client));
        self.changes.push(Change::Client(id));
    }

    /// Removes a client.
    pub(crate) fn remove_client(&mut self, id: &str) {
        self.remove_terms_of(id);
        self.remove_looks_of(id);
        self.remove_risk_of(id);
        if let Some((id, _)) = self.clients.remove_with_key(id) {
            self.changes.push(Change::Client(id));
        }
    }
}

impl Offer for Pool {
    fn settings(&self) -> &PoolSettings {
        &self.settings
    }

    fn has_identity_provider(&self, name: &str) -> bool {
        self.identity_providers.contains_key(name)
    }

    fn has_custom_scope(&self, scope: &str) -> bool {
        let server = |(identifier, name): (&str, _)| Some((self.resource_servers.get(identifier)?, name));
        scope.rsplit_once('/').and_then(server).is_some_and(|(server, name)| server.has_scope(name))
    }
}

/// Clients that a pool may have.
const MOST_CLIENTS: usize = 1_000;
