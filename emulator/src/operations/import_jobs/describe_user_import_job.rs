//! DescribeUserImportJob: how far an import has come.

use poolhouse_emulator_model::shapes::{DescribeUserImportJobRequest, DescribeUserImportJobResponse};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn describe_user_import_job(
    ctx: &Context,
    input: DescribeUserImportJobRequest,
) -> Result<DescribeUserImportJobResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let job = pool.import_job(&input.job_id)?;
    Ok(DescribeUserImportJobResponse { user_import_job: Some(job.describe(pool.id(), ctx.url(), ctx.now())) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_job_that_nobody_starts_expires() {
        transcript(
            r#"
            $job = CreateUserImportJob {"UserPoolId": "$pool", "JobName": "all",
                "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/log"} > UserImportJob.JobId
            DescribeUserImportJob {"UserPoolId": "$pool", "JobId": "$job"} > UserImportJob.Status
            wait 86401
            DescribeUserImportJob {"UserPoolId": "$pool", "JobId": "$job"} > UserImportJob.Status
            StartUserImportJob {"UserPoolId": "$pool", "JobId": "$job"}
            DescribeUserImportJob {"UserPoolId": "$pool", "JobId": "import-none"}
            DescribeUserImportJob {"UserPoolId": "us-east-1_none", "JobId": "$job"}
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
                "Created"
                "Expired"
                PreconditionNotMetException: The import job must be in status Created to be started.
                ResourceNotFoundException: The import job import-none does not exist.
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }
}
