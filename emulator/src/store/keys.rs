//! The keys of a pool, made when they are first needed.

use std::sync::Arc;

use super::pool::{Change, Pool};
use crate::domain::PoolKeys;

impl Pool {
    /// The pool's keys, if they have been needed before.
    pub(crate) fn keys(&self) -> Option<&Arc<PoolKeys>> {
        self.keys.as_ref()
    }

    /// Gives the pool its keys, unless someone else was faster; the pool's keys either way.
    pub(crate) fn adopt_keys(&mut self, keys: PoolKeys) -> Arc<PoolKeys> {
        if self.keys.is_none() {
            self.changes.push(Change::Keys);
        }
        Arc::clone(self.keys.get_or_insert_with(|| Arc::new(keys)))
    }
}
