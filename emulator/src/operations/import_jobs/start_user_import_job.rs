//! StartUserImportJob: imports the users of the file that was uploaded.

use poolhouse_emulator_model::shapes::{StartUserImportJobRequest, StartUserImportJobResponse};

use crate::context::Context;
use crate::error::ApiError;
use crate::flow::start_import;
use crate::store::Pool;

/// The answer comes before the first row is read.
pub(crate) async fn start_user_import_job(
    ctx: &Context,
    input: StartUserImportJobRequest,
) -> Result<StartUserImportJobResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let job = pool.import_job(&input.job_id)?.started(ctx.now())?;
    check_ready(&pool)?;
    let described = job.describe(pool.id(), ctx.url(), ctx.now());
    pool.put_import_job(job);
    start_import(ctx, pool.id(), &input.job_id);
    Ok(StartUserImportJobResponse { user_import_job: Some(described) })
}

fn check_ready(pool: &Pool) -> Result<(), ApiError> {
    if pool.imports() {
        return Err(ApiError::another_import_runs());
    }
    if pool.settings().options.auto_verified_attributes.iter().flatten().next().is_none() {
        return Err(ApiError::import_without_verified_attributes());
    }
    Ok(())
}

#[cfg(test)]
mod tests;
