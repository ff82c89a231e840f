//! The pools of an emulator, by id and in the order in which they were made.
//!
//! Both maps stand behind one lock that is held for a look-up, never while a pool is locked; they
//! are persistent, so lists are read from a snapshot that no writer disturbs.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use imbl::{HashMap, OrdMap};
use parking_lot::{Mutex, RwLock};

use super::hosts::Hosts;
use super::pool::Pool;
use crate::domain::{UserPoolDomain, prefix_host, region_of};
use crate::error::ApiError;

/// A pool with its lock.
pub(crate) type PoolCell = Arc<Mutex<Pool>>;

/// All pools.
#[derive(Default)]
pub(crate) struct Store {
    registry: RwLock<Registry>,
    next_sequence: AtomicU64,
}

#[derive(Clone, Default)]
struct Registry {
    pools: HashMap<String, PoolCell>,
    order: OrdMap<u64, String>,
    hosts: Hosts,
    /// The pools of app clients, for requests that name a client and no pool.
    clients: HashMap<Arc<str>, String>,
}

impl Store {
    /// A store that holds these pools.
    pub(crate) fn with(pools: Vec<Pool>) -> Self {
        let store = Self::default();
        for pool in pools {
            store.next_sequence.fetch_max(pool.sequence() + 1, Ordering::Relaxed);
            store.insert(pool);
        }
        store
    }

    /// The place of the next new pool in the order of all.
    pub(crate) fn next_sequence(&self) -> u64 {
        self.next_sequence.fetch_add(1, Ordering::Relaxed)
    }

    /// The pool of this id.
    pub(crate) fn pool(&self, id: &str) -> Option<PoolCell> {
        self.registry.read().pools.get(id).cloned()
    }

    /// The pool of an app client.
    pub(crate) fn pool_of_client(&self, id: &str) -> Option<PoolCell> {
        let registry = self.registry.read();
        registry.pools.get(registry.clients.get(id)?).cloned()
    }

    /// Follows the app clients that were made or deleted since the pool's changes were last taken.
    pub(crate) fn follow_clients(&self, pool: &Pool) {
        let mut changed = pool.changed_clients().peekable();
        if changed.peek().is_none() {
            return;
        }
        let mut registry = self.registry.write();
        for (id, exists) in changed {
            match exists {
                true => registry.clients.insert(Arc::clone(id), pool.id().to_owned()),
                false => registry.clients.remove(id),
            };
        }
    }

    /// The pool that has a domain: a custom one, or a prefix in a region.
    pub(crate) fn pool_of_domain(&self, name: &str, region: &str) -> Option<PoolCell> {
        let registry = self.registry.read();
        let id = registry.hosts.pool(&prefix_host(name, region)).or_else(|| registry.hosts.pool(name))?;
        registry.pools.get(id).cloned()
    }

    /// Has the host of a domain lead to a pool, unless it leads to one already.
    pub(crate) fn claim_host(&self, domain: &UserPoolDomain, pool: &Pool) -> Result<(), ApiError> {
        self.registry.write().hosts.claim(domain, pool)
    }

    /// Gives the host of a pool's domain up.
    pub(crate) fn release_host(&self, domain: &UserPoolDomain, pool: &Pool) {
        self.registry.write().hosts.release(domain, pool);
    }

    /// Adds a pool that nobody else knows yet. The caller may already hold its lock.
    pub(crate) fn add(&self, pool: &Pool, cell: PoolCell) {
        let mut registry = self.registry.write();
        registry.order.insert(pool.sequence(), pool.id().to_owned());
        registry.pools.insert(pool.id().to_owned(), cell);
    }

    /// Forgets a pool.
    pub(crate) fn remove(&self, pool: &Pool) {
        let mut registry = self.registry.write();
        registry.pools.remove(pool.id());
        registry.order.remove(&pool.sequence());
        for id in pool.client_ids() {
            registry.clients.remove(id);
        }
    }

    /// The pools of a region in the order in which they were made, behind a place in that order.
    pub(crate) fn pools_of(&self, region: &str, after: Option<u64>) -> impl Iterator<Item = (u64, PoolCell)> {
        let Registry { pools, mut order, .. } = self.registry.read().clone();
        if let Some(after) = after {
            order = order.split(&after).1;
        }
        let region = region.to_owned();
        order
            .into_iter()
            .filter(move |(_, id)| region_of(id) == region)
            .filter_map(move |(sequence, id)| pools.get(&id).map(|cell| (sequence, Arc::clone(cell))))
    }

    /// The same pools in a store of their own: what changes in one stays as it is in the other.
    pub(crate) fn fork(&self) -> Self {
        let pools = self.registry.read().pools.clone();
        Self::with(pools.values().map(|cell| cell.lock().clone()).collect())
    }

    fn insert(&self, pool: Pool) {
        let mut registry = self.registry.write();
        registry.order.insert(pool.sequence(), pool.id().to_owned());
        for id in pool.client_ids() {
            registry.clients.insert(Arc::clone(id), pool.id().to_owned());
        }
        registry.hosts.restore(&pool);
        registry.pools.insert(pool.id().to_owned(), Arc::new(Mutex::new(pool)));
    }
}
