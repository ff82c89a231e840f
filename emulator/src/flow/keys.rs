//! The keys of a pool, made when they are first needed.

use std::sync::Arc;

use crate::context::Context;
use crate::domain::{PoolKeys, Seal};
use crate::error::ApiError;

/// The pool's keys. The first to need them makes them, without holding the pool.
pub(crate) fn pool_keys(ctx: &Context, pool_id: &str) -> Result<Arc<PoolKeys>, ApiError> {
    if let Some(keys) = ctx.pool(pool_id)?.keys() {
        return Ok(Arc::clone(keys));
    }
    let keys = PoolKeys::generate(Seal::new(ctx.random().bytes()))?;
    Ok(ctx.pool(pool_id)?.adopt_keys(keys))
}
