//! The import jobs of a pool, with the files they read and the logs they write.

use std::sync::Arc;

use super::pool::{Change, Pool};
use crate::domain::{ImportCompletion, ImportJob};
use crate::error::ApiError;

impl Pool {
    /// The import job of an id.
    pub(crate) fn import_job(&self, id: &str) -> Result<&Arc<ImportJob>, ApiError> {
        self.import_jobs.get(id).ok_or_else(|| ApiError::import_job_not_found(id))
    }

    /// The import jobs before a number, the newest first. There are few, so they are sorted here.
    pub(crate) fn import_jobs_before(&self, number: Option<u64>) -> Vec<&Arc<ImportJob>> {
        let is_before = |job: &&Arc<ImportJob>| number.is_none_or(|number| job.number < number);
        let mut jobs: Vec<_> = self.import_jobs.values().filter(is_before).collect();
        jobs.sort_by_key(|job| std::cmp::Reverse(job.number));
        jobs
    }

    /// The number of the next import job, if the pool may have one more.
    pub(crate) fn next_import_number(&self) -> Result<u64, ApiError> {
        if self.import_jobs.len() >= MOST_JOBS {
            return Err(ApiError::too_many_import_jobs(MOST_JOBS));
        }
        Ok(self.import_jobs.len() as u64)
    }

    /// Refuses while users are imported.
    pub(crate) fn refuse_during_import(&self) -> Result<(), ApiError> {
        if self.imports() { Err(ApiError::user_import_in_progress()) } else { Ok(()) }
    }

    /// Whether users are imported.
    pub(crate) fn imports(&self) -> bool {
        self.import_jobs.values().any(|job| job.is_running())
    }

    /// Adds an import job, or replaces the one of the same id.
    pub(crate) fn put_import_job(&mut self, job: ImportJob) {
        let id: Arc<str> = job.id.as_str().into();
        self.import_jobs.insert(Arc::clone(&id), Arc::new(job));
        self.changes.push(Change::ImportJob(id));
    }

    /// Ends the jobs that nobody runs any more, because the emulator ended or was forked.
    pub(super) fn interrupt_imports(&mut self) {
        let running: Vec<_> = self.import_jobs.values().filter(|job| job.is_running()).cloned().collect();
        for job in running {
            self.put_import_job(job.ended(ImportCompletion::Interrupted, None));
        }
    }

    /// The file of a job, until the job has read it.
    pub(crate) fn import_file(&self, id: &str) -> Option<Arc<str>> {
        self.import_texts.get(file_name(id).as_str()).cloned()
    }

    /// Keeps the file of a job, in the place of an earlier one.
    pub(crate) fn put_import_file(&mut self, id: &str, text: String) {
        self.put_import_text(&file_name(id), text.into());
    }

    /// What a job had to say of each row, once it has ended.
    pub(crate) fn import_log(&self, id: &str) -> Option<Arc<str>> {
        self.import_texts.get(log_name(id).as_str()).cloned()
    }

    /// Keeps the log of a job, and lets its file go.
    pub(crate) fn put_import_log(&mut self, id: &str, log: String) {
        self.put_import_text(&log_name(id), log.into());
        if let Some((name, _)) = self.import_texts.remove_with_key(file_name(id).as_str()) {
            self.changes.push(Change::ImportText(name));
        }
    }

    /// Keeps a file or a log under its name.
    pub(super) fn put_import_text(&mut self, name: &str, text: Arc<str>) {
        let name: Arc<str> = name.into();
        self.import_texts.insert(Arc::clone(&name), text);
        self.changes.push(Change::ImportText(name));
    }
}

fn file_name(id: &str) -> String {
    format!("{id}/file")
}

fn log_name(id: &str) -> String {
    format!("{id}/log")
}

/// Import jobs that a pool may have.
const MOST_JOBS: usize = 1_000;
