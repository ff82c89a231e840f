//! Importing users from a file, which goes on after the request that started it was answered.

use std::sync::Arc;

use crate::context::Context;
use crate::domain::{CsvColumns, ImportCompletion, ImportJob, PoolSettings, User, imported_user};
use crate::error::ApiError;
use crate::store::Pool;

/// A job and its pool.
#[derive(Clone)]
struct Import {
    pool: String,
    job: String,
}

/// Starts to import in the background. A few rows at a time, so that others can use the pool, and
/// the job can be stopped.
pub(crate) fn start_import(ctx: &Context, pool: &str, job: &str) {
    let (ctx, import) = (ctx.detached(), Import { pool: pool.to_owned(), job: job.to_owned() });
    // A pool that is gone in the meantime takes the job with it.
    tokio::spawn(async move { drop(import.run(&ctx).await) });
}

/// Takes the file of a job from whoever knows the job's URL.
pub(crate) fn upload_import(
    ctx: &Context,
    pool: &str,
    job: &str,
    signature: &str,
    text: Option<String>,
) -> Result<(), ApiError> {
    let mut pool = ctx.pool(pool)?;
    if !pool.import_job(job)?.takes_upload(signature, ctx.now()) {
        return Err(ApiError::import_upload_refused());
    }
    if let Some(text) = text {
        pool.put_import_file(job, text);
    }
    Ok(())
}

/// The log of a job, for whoever knows the job's URL; none before the job has ended.
pub(crate) fn import_log(
    ctx: &Context,
    pool: &str,
    job: &str,
    signature: &str,
) -> Result<Option<Arc<str>>, ApiError> {
    let pool = ctx.pool(pool)?;
    if !pool.import_job(job)?.has_signature(signature) {
        return Err(ApiError::import_upload_refused());
    }
    Ok(pool.import_log(job))
}

impl Import {
    async fn run(&self, ctx: &Context) -> Result<(), ApiError> {
        let (settings, file) = {
            let pool = ctx.pool(&self.pool)?;
            (pool.shared_settings(), pool.import_file(&self.job))
        };
        let Some(file) = file else { return self.end(ctx, ImportCompletion::NoFile, &[]) };
        if file.lines().count() > MOST_ROWS + 1 {
            return self.end(ctx, ImportCompletion::TooManyRows, &[]);
        }
        let mut lines = (1..).zip(file.lines());
        let first = lines.next().map_or("", |(_, line)| line);
        let hashing = ctx.pool(&self.pool)?.import_job(&self.job)?.hashing;
        let Some(columns) = CsvColumns::read(first, &settings.schema, hashing) else {
            return self.end(ctx, ImportCompletion::OtherHeader, &[]);
        };
        let mut log = Vec::new();
        loop {
            let rows: Vec<_> = lines.by_ref().take(ROWS_AT_A_TIME).collect();
            if self.read_rows(ctx, &settings, &columns, &rows, &mut log)? {
                return self.end(ctx, ImportCompletion::Stopped, &log);
            }
            if rows.is_empty() {
                let outcome = ctx.pool(&self.pool)?.import_job(&self.job)?.outcome();
                return self.end(ctx, outcome, &log);
            }
            tokio::task::yield_now().await;
        }
    }

    /// Imports some rows, unless the job is to stop, which it tells.
    fn read_rows(
        &self,
        ctx: &Context,
        settings: &PoolSettings,
        columns: &CsvColumns,
        rows: &[(usize, &str)],
        log: &mut Vec<String>,
    ) -> Result<bool, ApiError> {
        let mut pool = ctx.pool(&self.pool)?;
        let mut job = pool.import_job(&self.job)?.in_progress();
        if job.is_stopping() {
            return Ok(true);
        }
        for (number, line) in rows.iter().filter(|(_, line)| !line.trim().is_empty()) {
            let (result, said) = read_row(ctx, &mut pool, settings, columns, &mut job, line);
            log.push(format!("[{result}] Line Number {number} - {said}\n"));
        }
        pool.put_import_job(job);
        Ok(false)
    }

    fn end(&self, ctx: &Context, completion: ImportCompletion, log: &[String]) -> Result<(), ApiError> {
        let mut pool = ctx.pool(&self.pool)?;
        let job = pool.import_job(&self.job)?.ended(completion, Some(ctx.now()));
        pool.put_import_job(job);
        pool.put_import_log(&self.job, log.concat());
        Ok(())
    }
}

/// Imports one row, counts it, and gives what the log says of it: a word, and a sentence.
fn read_row(
    ctx: &Context,
    pool: &mut Pool,
    settings: &PoolSettings,
    columns: &CsvColumns,
    job: &mut ImportJob,
    line: &str,
) -> (&'static str, String) {
    let read = columns.row(line).and_then(|row| {
        let user = imported_user(row, settings, job.hashing, ctx.random().sub(), ctx.now())?;
        is_known(pool, &user).map(|known| (user, known))
    });
    match read {
        Ok((_, true)) => {
            job.skipped += 1;
            ("SKIPPED", "The user already exists.".to_owned())
        }
        Ok((user, false)) => {
            job.imported += 1;
            pool.put_user(user);
            ("SUCCEEDED", "The import succeeded.".to_owned())
        }
        Err(fault) => {
            job.failed += 1;
            ("FAILED", fault.message().unwrap_or_default().replace('\n', " "))
        }
    }
}

/// Whether the pool has this user already. A verified alias that another user has is a fault of the
/// row (unsure).
fn is_known(pool: &Pool, user: &User) -> Result<bool, ApiError> {
    let taken = pool.names_of_others(user);
    match taken.first() {
        _ if pool.has_username(&user.username) => Ok(true),
        Some(_) if pool.settings().names.by_attributes() => Ok(true),
        Some(alias) => Err(ApiError::alias_exists(alias.attribute)),
        None => Ok(false),
    }
}

/// Rows of a file, without the first.
const MOST_ROWS: usize = 500_000;
const ROWS_AT_A_TIME: usize = 100;
