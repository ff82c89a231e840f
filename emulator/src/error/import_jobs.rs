//! What is said about jobs that import users, and about the rows that they fail at. The wordings of
//! rows stand in a job's log.

use poolhouse_emulator_model::ErrorCode;

use super::ApiError;

impl ApiError {
    /// No import job of this id in the pool (wording unsure).
    pub fn import_job_not_found(id: &str) -> Self {
        Self::resource_not_found(format!("The import job {id} does not exist."))
    }

    /// The pool has as many import jobs as a pool may have (wording unsure).
    pub fn too_many_import_jobs(limit: usize) -> Self {
        Self::limit_exceeded(format!("Exceeded the limit of {limit} import jobs per user pool."))
    }

    /// A job is started twice, or after it expired (wording unsure).
    pub fn import_job_not_created() -> Self {
        Self::import_precondition("The import job must be in status Created to be started.")
    }

    /// A job is stopped that does not run (wording unsure).
    pub fn import_job_not_running() -> Self {
        Self::import_precondition("The import job must be in status Pending or InProgress to be stopped.")
    }

    /// A job is started while another one runs (wording unsure).
    pub fn another_import_runs() -> Self {
        Self::import_precondition("Another import job is in progress in the user pool.")
    }

    /// A job is started in a pool that verifies no addresses (class and wording unsure).
    pub fn import_without_verified_attributes() -> Self {
        Self::import_precondition(
            "The user pool must have at least one auto verified attribute to import users.",
        )
    }

    /// The pool cannot change while users are imported (wording unsure).
    pub fn user_import_in_progress() -> Self {
        Self::new(
            ErrorCode::UserImportInProgressException,
            "Operation cannot be executed while a user import job is in progress.",
        )
    }

    /// An upload URL that is too old, changed, or of a job that was started.
    pub fn import_upload_refused() -> Self {
        Self::new(ErrorCode::NotAuthorizedException, "The upload URL is not valid, or valid no more.")
    }

    /// A row that says of no address that it is verified. The words are those of the service's log.
    pub fn import_row_without_verified_attribute() -> Self {
        Self::invalid_parameter(
            "The User Record does not set any of the auto verified attributes to true. \
             (Example: email_verified to true).",
        )
    }

    /// A row without a username (wording unsure).
    pub fn import_row_without_username() -> Self {
        Self::invalid_parameter("The User Record does not have a value for cognito:username.")
    }

    /// A row whose username has white space (wording unsure).
    pub fn import_username_with_space() -> Self {
        Self::invalid_parameter("The value of cognito:username must not contain spaces.")
    }

    /// A row whose username no request could name (wording unsure).
    pub fn import_username_of_other_form() -> Self {
        Self::invalid_parameter("The value of cognito:username is not a valid username.")
    }

    /// A row that does not tell whether the user has a second factor (wording unsure).
    pub fn import_row_without_mfa() -> Self {
        Self::invalid_parameter("The value of cognito:mfa_enabled must be true or false.")
    }

    /// A row that tells of a second factor what the pool does not allow (wording unsure).
    pub fn import_row_of_other_mfa() -> Self {
        Self::invalid_parameter(
            "The value of cognito:mfa_enabled does not match the MFA configuration of the user pool.",
        )
    }

    /// A row without an attribute that every user of the pool has (wording unsure).
    pub fn import_row_without_required(name: &str) -> Self {
        Self::invalid_parameter(format!(
            "The User Record does not have a value for the required attribute {name}."
        ))
    }

    /// A row with too few or too many values (wording unsure).
    pub fn import_row_of_other_width(expected: usize, found: usize) -> Self {
        Self::invalid_parameter(format!(
            "The User Record has {found} columns, but the header has {expected}."
        ))
    }

    /// A row of more characters than a row may have (wording unsure).
    pub fn import_row_too_long(limit: usize) -> Self {
        Self::invalid_parameter(format!("The User Record is longer than {limit} characters."))
    }

    /// A date that is not written month first (wording unsure).
    pub fn import_birthdate_of_other_form() -> Self {
        Self::invalid_parameter("The value of birthdate must be in the format mm/dd/yyyy.")
    }

    /// The hash of a password that the job's algorithm did not make (wording unsure).
    pub fn unreadable_password_hash() -> Self {
        Self::invalid_parameter(
            "The password hash does not match the PasswordHashingAlgorithm of the import job.",
        )
    }

    fn import_precondition(message: &'static str) -> Self {
        Self::new(ErrorCode::PreconditionNotMetException, message)
    }
}
