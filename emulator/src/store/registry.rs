//! The pools of an emulator, by id, by the ids of their clients, and by their domains.
//!
//! A map is locked for a look-up only, and no pool is waited for meanwhile: who wants a pool takes
//! its [`PoolCell`] along and lets the map go.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use dashmap::{DashMap, Entry};
use parking_lot::{Mutex, RwLock};

use super::hosts::Hosts;
use super::limits::Limits;
use super::pool::Pool;
use super::snapshot::Snapshot;
use crate::domain::{UserPoolDomain, prefix_host, region_of};
use crate::error::ApiError;

/// A pool with its lock.
pub(crate) type PoolCell = Arc<Mutex<Pool>>;

/// All pools.
#[derive(Default)]
pub(crate) struct Store {
    pools: DashMap<String, Slot>,
    /// The pools of app clients, for requests that name a client and no pool.
    clients: DashMap<Arc<str>, String>,
    /// Behind one lock, for the custom ones are counted over all pools.
    hosts: RwLock<Hosts>,
    /// The rates of the account that owns all pools.
    pub(crate) limits: Limits,
    next_sequence: AtomicU64,
    /// Held by whoever brings a snapshot back.
    pub(super) restoring: Mutex<()>,
}

/// A pool, and its place in the order of all pools, which can be read without locking it.
struct Slot {
    sequence: u64,
    cell: PoolCell,
}

impl Store {
    /// A store that holds what a snapshot holds.
    pub(crate) fn of(snapshot: Snapshot) -> Self {
        let store = Self { limits: Limits::with(snapshot.rates), ..Self::default() };
        for mut pool in snapshot.pools {
            pool.interrupt_imports();
            store.index(&pool);
            store.add(&pool, Arc::new(Mutex::new(pool.clone())));
        }
        store
    }

    /// The place of the next new pool in the order of all.
    pub(crate) fn next_sequence(&self) -> u64 {
        self.next_sequence.fetch_add(1, Ordering::Relaxed)
    }

    /// The pool of this id.
    pub(crate) fn pool(&self, id: &str) -> Option<PoolCell> {
        self.pools.get(id).map(|slot| Arc::clone(&slot.cell))
    }

    /// The pool of an app client.
    pub(crate) fn pool_of_client(&self, id: &str) -> Option<PoolCell> {
        let pool = self.clients.get(id)?.clone();
        self.pool(&pool)
    }

    /// Follows the app clients that were made or deleted since the pool's changes were last taken.
    pub(crate) fn follow_clients(&self, pool: &Pool) {
        for (id, exists) in pool.changed_clients() {
            match exists {
                true => self.clients.insert(Arc::clone(id), pool.id().to_owned()),
                false => self.clients.remove(id).map(|(_, pool)| pool),
            };
        }
    }

    /// The pool that has a domain: a custom one, or a prefix in a region.
    pub(crate) fn pool_of_domain(&self, name: &str, region: &str) -> Option<PoolCell> {
        let hosts = self.hosts.read().clone();
        self.pool(hosts.pool(&prefix_host(name, region)).or_else(|| hosts.pool(name))?)
    }

    /// Has the host of a domain lead to a pool, unless it leads to one already.
    pub(crate) fn claim_host(&self, domain: &UserPoolDomain, pool: &Pool) -> Result<(), ApiError> {
        self.hosts.write().claim(domain, pool)
    }

    /// Gives the host of a pool's domain up.
    pub(crate) fn release_host(&self, domain: &UserPoolDomain, pool: &Pool) {
        self.hosts.write().release(domain, pool);
    }

    /// Adds a pool that nobody else knows yet. The caller may already hold its lock.
    pub(crate) fn add(&self, pool: &Pool, cell: PoolCell) {
        self.next_sequence.fetch_max(pool.sequence() + 1, Ordering::Relaxed);
        self.pools.insert(pool.id().to_owned(), Slot { sequence: pool.sequence(), cell });
    }

    /// Adds a pool unless there is one of its id.
    pub(crate) fn add_new(&self, pool: &Pool, cell: PoolCell) -> bool {
        match self.pools.entry(pool.id().to_owned()) {
            Entry::Occupied(_) => false,
            Entry::Vacant(place) => {
                place.insert(Slot { sequence: pool.sequence(), cell });
                true
            }
        }
    }

    /// Forgets a pool.
    pub(crate) fn remove(&self, pool: &Pool) {
        self.pools.remove(pool.id());
        for id in pool.client_ids() {
            self.clients.remove(id);
        }
    }

    /// Has clients and hosts lead to the pools as they were `then`, and no longer as they are `now`. What is in both leads
    /// to its pool all the time.
    pub(super) fn reindex<'a>(&self, now: impl Iterator<Item = &'a Pool> + Clone, then: &[Pool]) {
        let kept: BTreeSet<&Arc<str>> = then.iter().flat_map(Pool::client_ids).collect();
        for id in now.clone().flat_map(Pool::client_ids).filter(|id| !kept.contains(id)) {
            self.clients.remove(id);
        }
        for pool in then {
            self.lead_clients_to(pool);
        }
        let mut hosts = self.hosts.write();
        now.for_each(|pool| hosts.forget(pool));
        then.iter().for_each(|pool| hosts.restore(pool));
    }

    /// Has the clients and the hosts of a pool lead to it.
    fn index(&self, pool: &Pool) {
        self.lead_clients_to(pool);
        self.hosts.write().restore(pool);
    }

    fn lead_clients_to(&self, pool: &Pool) {
        for client in pool.client_ids() {
            self.clients.insert(Arc::clone(client), pool.id().to_owned());
        }
    }

    /// The cells of all pools.
    pub(super) fn cells(&self) -> Vec<PoolCell> {
        self.pools.iter().map(|slot| Arc::clone(&slot.cell)).collect()
    }

    /// The pools of a region in the order in which they were made, behind a place in that order.
    pub(crate) fn pools_of(&self, region: &str, after: Option<u64>) -> impl Iterator<Item = (u64, PoolCell)> {
        let in_region = self.pools.iter().filter(|slot| region_of(slot.key()) == region);
        let behind = in_region.filter(|slot| after.is_none_or(|after| slot.sequence > after));
        let mut pools: Vec<_> = behind.map(|slot| (slot.sequence, Arc::clone(&slot.cell))).collect();
        pools.sort_unstable_by_key(|(sequence, _)| *sequence);
        pools.into_iter()
    }

    /// The same pools in a store of their own: what changes in one stays as it is in the other.
    pub(crate) fn fork(&self) -> Self {
        Self::of(self.snapshot())
    }
}
