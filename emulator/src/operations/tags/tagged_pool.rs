//! The pool that an ARN names.

use crate::context::{Context, PoolGuard};
use crate::error::ApiError;

/// The pool of an ARN, which the model has found to be one; a replica has an ARN of its own. That of
/// another account or region is that of a pool which does not exist.
pub(super) fn tagged_pool<'a>(ctx: &'a Context, arn: &str) -> Result<PoolGuard<'a>, ApiError> {
    let resource = arn.splitn(6, ':').nth(5);
    let id = resource.and_then(|resource| resource.strip_prefix("userpool/"));
    let id = id.filter(|_| arn.split(':').nth(2) == Some("cognito-idp"));
    let id = id.ok_or_else(ApiError::not_a_user_pool_arn)?;
    let pool = ctx.pool(id)?;
    if pool.settings().tags_at(arn).is_some() { Ok(pool) } else { Err(ApiError::user_pool_not_found(id)) }
}
