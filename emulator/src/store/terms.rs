//! The terms documents of a pool, by client and name: each client has one of a name.

use std::ops::Bound;
use std::sync::Arc;

use super::pool::{Change, Pool};
use crate::domain::Terms;
use crate::error::ApiError;

impl Pool {
    /// The terms of an id. There are two for each client at most, so no index leads here.
    pub(crate) fn terms(&self, id: &str) -> Result<&Arc<Terms>, ApiError> {
        let found = self.terms.values().find(|terms| terms.id.eq_ignore_ascii_case(id));
        found.ok_or_else(|| ApiError::terms_not_found(id))
    }

    /// The terms of a client and a name.
    pub(crate) fn terms_of(&self, client: &str, name: &str) -> Option<&Arc<Terms>> {
        self.terms.get(key(client, name).as_str())
    }

    /// The terms with their places in the order of clients and names, behind such a place.
    pub(crate) fn terms_after(&self, place: Option<&str>) -> impl Iterator<Item = (&Arc<str>, &Arc<Terms>)> {
        let from = place.map_or(Bound::Unbounded, Bound::Excluded);
        self.terms.range::<_, str>((from, Bound::Unbounded))
    }

    /// Adds terms, or replaces those of the same client and name.
    pub(crate) fn put_terms(&mut self, terms: Terms) {
        let key: Arc<str> = key(&terms.client, &terms.name).into();
        self.terms.insert(Arc::clone(&key), Arc::new(terms));
        self.changes.push(Change::Terms(key));
    }

    /// Removes the terms of a client and a name.
    pub(crate) fn remove_terms(&mut self, client: &str, name: &str) {
        if let Some((key, _)) = self.terms.remove_with_key(key(client, name).as_str()) {
            self.changes.push(Change::Terms(key));
        }
    }

    /// Removes all terms of a client that goes.
    pub(super) fn remove_terms_of(&mut self, client: &str) {
        let first = key(client, "");
        let of_client = self.terms.range::<_, str>((Bound::Included(first.as_str()), Bound::Unbounded));
        let names = of_client.map(|(_, terms)| terms).take_while(|terms| terms.client == client);
        for name in names.map(|terms| terms.name.clone()).collect::<Vec<_>>() {
            self.remove_terms(client, &name);
        }
    }
}

/// Client ids hold letters, digits and plus signs alone, so the space ends them.
fn key(client: &str, name: &str) -> String {
    format!("{client} {name}")
}
