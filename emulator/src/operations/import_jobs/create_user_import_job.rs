//! CreateUserImportJob: makes a place to upload users to, from where a job imports them.

use poolhouse_emulator_model::shapes::{CreateUserImportJobRequest, CreateUserImportJobResponse};

use crate::context::Context;
use crate::domain::{ImportJob, NewImportJob};
use crate::error::ApiError;

pub(crate) async fn create_user_import_job(
    ctx: &Context,
    input: CreateUserImportJobRequest,
) -> Result<CreateUserImportJobResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let new = NewImportJob {
        id: format!("import-{}", ctx.random().text(LETTERS_AND_DIGITS, 10)),
        number: pool.next_import_number()?,
        signature: ctx.random().text(LETTERS_AND_DIGITS, 40),
        now: ctx.now(),
    };
    let job = ImportJob::create(new, input);
    let described = job.describe(pool.id(), ctx.url(), ctx.now());
    pool.put_import_job(job);
    Ok(CreateUserImportJobResponse { user_import_job: Some(described) })
}

const LETTERS_AND_DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_job_tells_where_to_upload() {
        transcript(
            r#"
            CreateUserImportJob {"UserPoolId": "$pool", "JobName": "all", "PasswordHashingAlgorithm": "BCRYPT",
                "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/log"}
            CreateUserImportJob {"UserPoolId": "us-east-1_none", "JobName": "all",
                "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/log"}
            "#,
            expect![[r#"
                {
                  "UserImportJob": {
                    "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/log",
                    "CreationDate": 1700000000.0,
                    "FailedUsers": 0,
                    "ImportedUsers": 0,
                    "JobId": "import-Pg7xY9rGgJ",
                    "JobName": "all",
                    "PasswordHashingAlgorithm": "BCRYPT",
                    "PreSignedUrl": "http://localhost/_poolhouse/imports/$pool/import-Pg7xY9rGgJ?signature=XhMZDy6xaIMWIM3eYT2UCelTQP6mk7nCHXQgLJmb",
                    "SkippedUsers": 0,
                    "Status": "Created",
                    "UserPoolId": "$pool"
                  }
                }
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }
}
