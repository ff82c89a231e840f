//! A job that imports users from a file: what it is, and how far it has come.

use poolhouse_emulator_model::shapes::{
    CreateUserImportJobRequest, PasswordHashingAlgorithmType, UserImportJobStatusType, UserImportJobType,
};
use poolhouse_emulator_model::{Sensitive, Timestamp};
use serde::{Deserialize, Serialize};

use crate::error::ApiError;

/// A job as its pool keeps it. The file stands apart.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ImportJob {
    pub(crate) id: String,
    /// Its place in the order of the pool's jobs.
    pub(crate) number: u64,
    name: String,
    role_arn: String,
    /// What made the hashes of passwords in the file, if it has any.
    pub(crate) hashing: Option<PasswordHashingAlgorithmType>,
    /// What tells the upload URL from one that was guessed.
    signature: Sensitive,
    created: Timestamp,
    started: Option<Timestamp>,
    completed: Option<Timestamp>,
    status: UserImportJobStatusType,
    pub(crate) imported: i64,
    pub(crate) skipped: i64,
    pub(crate) failed: i64,
    completion: Option<ImportCompletion>,
}

/// What a new job is given.
pub(crate) struct NewImportJob {
    pub(crate) id: String,
    pub(crate) number: u64,
    pub(crate) signature: String,
    pub(crate) now: Timestamp,
}

/// How a job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ImportCompletion {
    /// Every row was tried, and not all in vain.
    Done,
    /// Every row was tried, and all in vain.
    InVain,
    /// Nothing was uploaded.
    NoFile,
    /// The first row does not name the columns that it should.
    OtherHeader,
    /// The file has more rows than a file may have.
    TooManyRows,
    /// An administrator stopped it.
    Stopped,
    /// The emulator ended before the job did.
    Interrupted,
}

impl ImportJob {
    /// The job that a request describes.
    pub(crate) fn create(new: NewImportJob, input: CreateUserImportJobRequest) -> Self {
        Self {
            id: new.id,
            number: new.number,
            name: input.job_name,
            role_arn: input.cloud_watch_logs_role_arn,
            hashing: input.password_hashing_algorithm,
            signature: new.signature.into(),
            created: new.now,
            started: None,
            completed: None,
            status: UserImportJobStatusType::Created,
            imported: 0,
            skipped: 0,
            failed: 0,
            completion: None,
        }
    }

    /// How far the job is. One that nobody started for a day is expired.
    pub(crate) fn status(&self, now: Timestamp) -> UserImportJobStatusType {
        let is_old = now.millis() - self.created.millis() > MILLIS_UNTIL_EXPIRED;
        match self.status {
            UserImportJobStatusType::Created if is_old => UserImportJobStatusType::Expired,
            status => status,
        }
    }

    /// Whether the job was started and has not ended.
    pub(crate) fn is_running(&self) -> bool {
        matches!(
            self.status,
            UserImportJobStatusType::Pending
                | UserImportJobStatusType::InProgress
                | UserImportJobStatusType::Stopping
        )
    }

    /// Whether the job is to stop.
    pub(crate) fn is_stopping(&self) -> bool {
        self.status == UserImportJobStatusType::Stopping
    }

    /// The job, started.
    pub(crate) fn started(&self, now: Timestamp) -> Result<Self, ApiError> {
        if self.status(now) != UserImportJobStatusType::Created {
            return Err(ApiError::import_job_not_created());
        }
        Ok(Self { status: UserImportJobStatusType::Pending, started: Some(now), ..self.clone() })
    }

    /// The job, told to stop.
    pub(crate) fn stopping(&self) -> Result<Self, ApiError> {
        match self.status {
            UserImportJobStatusType::Pending | UserImportJobStatusType::InProgress => {
                Ok(Self { status: UserImportJobStatusType::Stopping, ..self.clone() })
            }
            _ => Err(ApiError::import_job_not_running()),
        }
    }

    /// The job while its rows are read.
    pub(crate) fn in_progress(&self) -> Self {
        let status = if self.is_stopping() { self.status } else { UserImportJobStatusType::InProgress };
        Self { status, ..self.clone() }
    }

    /// The job at its end; none tells when, if that is not known.
    pub(crate) fn ended(&self, completion: ImportCompletion, now: Option<Timestamp>) -> Self {
        Self { status: completion.status(), completion: Some(completion), completed: now, ..self.clone() }
    }

    /// How the job ends when the last row was tried.
    pub(crate) fn outcome(&self) -> ImportCompletion {
        let in_vain = self.imported == 0 && self.skipped + self.failed > 0;
        if in_vain { ImportCompletion::InVain } else { ImportCompletion::Done }
    }

    /// Whether a request with this signature may upload the file now.
    pub(crate) fn takes_upload(&self, signature: &str, now: Timestamp) -> bool {
        let is_fresh = now.millis() - self.created.millis() <= MILLIS_TO_UPLOAD;
        self.has_signature(signature) && is_fresh && self.status == UserImportJobStatusType::Created
    }

    /// Whether this is the job's signature.
    pub(crate) fn has_signature(&self, signature: &str) -> bool {
        self.signature.expose() == signature
    }

    /// The job as operations answer it. `url` is where the emulator is served.
    pub(crate) fn describe(&self, pool: &str, url: &str, now: Timestamp) -> UserImportJobType {
        let (id, signature) = (&self.id, self.signature.expose());
        UserImportJobType {
            job_name: Some(self.name.clone()),
            job_id: Some(id.clone()),
            user_pool_id: Some(pool.to_owned()),
            pre_signed_url: Some(format!("{url}/_poolhouse/imports/{pool}/{id}?signature={signature}")),
            creation_date: Some(self.created),
            start_date: self.started,
            completion_date: self.completed,
            status: Some(self.status(now)),
            cloud_watch_logs_role_arn: Some(self.role_arn.clone()),
            imported_users: Some(self.imported),
            skipped_users: Some(self.skipped),
            failed_users: Some(self.failed),
            completion_message: self.completion.map(|completion| completion.message().to_owned()),
            password_hashing_algorithm: self.hashing,
        }
    }
}

impl ImportCompletion {
    fn status(self) -> UserImportJobStatusType {
        match self {
            Self::Done => UserImportJobStatusType::Succeeded,
            Self::Stopped => UserImportJobStatusType::Stopped,
            _ => UserImportJobStatusType::Failed,
        }
    }

    /// The first, the second and the one of a stopped job are the service's; the others are unsure.
    fn message(self) -> &'static str {
        match self {
            Self::Done => "Import Job Completed Successfully.",
            Self::InVain => "Too many users have failed or been skipped during the import.",
            Self::NoFile => "No CSV file was uploaded for the import.",
            Self::OtherHeader => "The header of the CSV file does not match the attributes of the user pool.",
            Self::TooManyRows => "The CSV file has too many rows.",
            Self::Stopped => "The Import Job was stopped by the developer.",
            Self::Interrupted => "The Import Job was interrupted.",
        }
    }
}

const MILLIS_PER_MINUTE: i64 = 60 * 1000;
const MILLIS_TO_UPLOAD: i64 = 15 * MILLIS_PER_MINUTE;
const MILLIS_UNTIL_EXPIRED: i64 = 24 * 60 * MILLIS_PER_MINUTE;
