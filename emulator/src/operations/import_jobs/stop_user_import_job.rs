//! StopUserImportJob: ends an import before its last row.

use poolhouse_emulator_model::shapes::{StopUserImportJobRequest, StopUserImportJobResponse};

use crate::context::Context;
use crate::error::ApiError;

/// Users who are imported already stay.
pub(crate) async fn stop_user_import_job(
    ctx: &Context,
    input: StopUserImportJobRequest,
) -> Result<StopUserImportJobResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let job = pool.import_job(&input.job_id)?.stopping()?;
    let described = job.describe(pool.id(), ctx.url(), ctx.now());
    pool.put_import_job(job);
    Ok(StopUserImportJobResponse { user_import_job: Some(described) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_job_that_does_not_run_cannot_be_stopped() {
        transcript(
            r#"
            $job = CreateUserImportJob {"UserPoolId": "$pool", "JobName": "all",
                "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/log"} > UserImportJob.JobId
            StopUserImportJob {"UserPoolId": "$pool", "JobId": "$job"}
            StopUserImportJob {"UserPoolId": "$pool", "JobId": "import-none"}
            StopUserImportJob {"UserPoolId": "us-east-1_none", "JobId": "$job"}
            "#,
            expect![[r#"
                {
                  "UserImportJob": {
                    "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/log",
                    "CreationDate": 1700000000.0,
                    "FailedUsers": 0,
                    "ImportedUsers": 0,
                    "JobId": "$job",
                    "JobName": "all",
                    "PreSignedUrl": "http://localhost/_poolhouse/imports/$pool/$job?signature=XhMZDy6xaIMWIM3eYT2UCelTQP6mk7nCHXQgLJmb",
                    "SkippedUsers": 0,
                    "Status": "Created",
                    "UserPoolId": "$pool"
                  }
                }
                PreconditionNotMetException: The import job must be in status Pending or InProgress to be stopped.
                ResourceNotFoundException: The import job import-none does not exist.
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }

    #[test]
    fn a_job_stops_before_the_next_rows() {
        transcript(
            r#"
            $people = CreateUserPool {"PoolName": "people", "AutoVerifiedAttributes": ["email"]} > -
            $job = CreateUserImportJob {"UserPoolId": "$people", "JobName": "all",
                "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/log"} > UserImportJob.JobId
            StartUserImportJob {"UserPoolId": "$people", "JobId": "$job"} > UserImportJob.Status
            StopUserImportJob {"UserPoolId": "$people", "JobId": "$job"} > UserImportJob.Status
            StopUserImportJob {"UserPoolId": "$people", "JobId": "$job"}
            "#,
            expect![[r#"
                {
                  "UserImportJob": {
                    "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/log",
                    "CreationDate": 1700000000.0,
                    "FailedUsers": 0,
                    "ImportedUsers": 0,
                    "JobId": "$job",
                    "JobName": "all",
                    "PreSignedUrl": "http://localhost/_poolhouse/imports/$people/$job?signature=IMWIM3eYT2UCelTQP6mk7nCHXQgLJmbV5dCOB7xQ",
                    "SkippedUsers": 0,
                    "Status": "Created",
                    "UserPoolId": "$people"
                  }
                }
                "Pending"
                "Stopping"
                PreconditionNotMetException: The import job must be in status Pending or InProgress to be stopped.
            "#]],
        );
    }
}
