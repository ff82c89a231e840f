//! ListUserImportJobs: the import jobs of a user pool, in pages.

use poolhouse_emulator_model::shapes::{ListUserImportJobsRequest, ListUserImportJobsResponse};

use crate::context::Context;
use crate::domain::ImportJob;
use crate::error::ApiError;
use crate::page::{DEFAULT_LIMIT, Page};

/// The newest come first (unsure).
pub(crate) async fn list_user_import_jobs(
    ctx: &Context,
    input: ListUserImportJobsRequest,
) -> Result<ListUserImportJobsResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let list = ["ListUserImportJobs", pool.id()];
    let page = Page::new(&list, Some(input.max_results), DEFAULT_LIMIT, input.pagination_token.as_deref())?;
    let jobs = pool.import_jobs_before(page.after().and_then(|number| number.parse().ok()));
    let described = |job| ImportJob::describe(job, pool.id(), ctx.url(), ctx.now());
    let (jobs, pagination_token) =
        page.take(jobs.into_iter().map(|job| (job.number.to_string(), described(job))));
    Ok(ListUserImportJobsResponse { user_import_jobs: Some(jobs), pagination_token })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn pages_lead_from_the_newest_to_the_oldest() {
        transcript(
            r#"
            ListUserImportJobs {"UserPoolId": "$pool", "MaxResults": 1}
            CreateUserImportJob {"UserPoolId": "$pool", "JobName": "one",
                "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/log"} > -
            CreateUserImportJob {"UserPoolId": "$pool", "JobName": "two",
                "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/log"} > -
            $next = ListUserImportJobs {"UserPoolId": "$pool", "MaxResults": 1} > PaginationToken
            ListUserImportJobs {"UserPoolId": "$pool", "MaxResults": 1, "PaginationToken": "$next"}
            ListUserImportJobs {"UserPoolId": "us-east-1_none", "MaxResults": 1}
            "#,
            expect![[r#"
                {"UserImportJobs": []}
                {
                  "PaginationToken": "$next",
                  "UserImportJobs": [
                    {
                      "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/log",
                      "CreationDate": 1700000000.0,
                      "FailedUsers": 0,
                      "ImportedUsers": 0,
                      "JobId": "import-V5dCOB7xQS",
                      "JobName": "two",
                      "PreSignedUrl": "http://localhost/_poolhouse/imports/$pool/import-V5dCOB7xQS?signature=DYnSLFbMJ0x1QNqwLlz9HX013dlND7qeAMsEQ9nz",
                      "SkippedUsers": 0,
                      "Status": "Created",
                      "UserPoolId": "$pool"
                    }
                  ]
                }
                {
                  "UserImportJobs": [
                    {
                      "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/log",
                      "CreationDate": 1700000000.0,
                      "FailedUsers": 0,
                      "ImportedUsers": 0,
                      "JobId": "import-Pg7xY9rGgJ",
                      "JobName": "one",
                      "PreSignedUrl": "http://localhost/_poolhouse/imports/$pool/import-Pg7xY9rGgJ?signature=XhMZDy6xaIMWIM3eYT2UCelTQP6mk7nCHXQgLJmb",
                      "SkippedUsers": 0,
                      "Status": "Created",
                      "UserPoolId": "$pool"
                    }
                  ]
                }
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }
}
