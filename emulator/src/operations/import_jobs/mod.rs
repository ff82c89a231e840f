//! Jobs that import users from files.

mod create_user_import_job;
mod describe_user_import_job;
mod get_csv_header;
mod list_user_import_jobs;
mod start_user_import_job;
mod stop_user_import_job;

pub(crate) use create_user_import_job::create_user_import_job;
pub(crate) use describe_user_import_job::describe_user_import_job;
pub(crate) use get_csv_header::get_csv_header;
pub(crate) use list_user_import_jobs::list_user_import_jobs;
pub(crate) use start_user_import_job::start_user_import_job;
pub(crate) use stop_user_import_job::stop_user_import_job;
