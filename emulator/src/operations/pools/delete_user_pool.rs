//! DeleteUserPool: removes a user pool with everything in it.

use poolhouse_emulator_model::NoOutput;
use poolhouse_emulator_model::shapes::{DeleteUserPoolRequest, DeletionProtectionType};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn delete_user_pool(
    ctx: &Context,
    input: DeleteUserPoolRequest,
) -> Result<NoOutput, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    if pool.settings().options.deletion_protection == Some(DeletionProtectionType::Active) {
        return Err(ApiError::deletion_protected());
    }
    pool.refuse_during_import()?;
    if pool.domains().next().is_some() {
        return Err(ApiError::pool_with_domain());
    }
    ctx.delete_pool(pool);
    Ok(NoOutput)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_deleted_pool_is_found_no_more() {
        transcript(
            r#"
            DeleteUserPool {"UserPoolId": "$pool"}
            DeleteUserPool {"UserPoolId": "$pool"}
            ListUserPools {"MaxResults": 1}
            "#,
            expect![[r#"
                (empty)
                ResourceNotFoundException: User pool $pool does not exist.
                {"UserPools": []}
            "#]],
        );
    }

    #[test]
    fn protection_must_be_taken_off_first() {
        transcript(
            r#"
            UpdateUserPool {"UserPoolId": "$pool", "DeletionProtection": "ACTIVE"}
            DeleteUserPool {"UserPoolId": "$pool"}
            UpdateUserPool {"UserPoolId": "$pool", "DeletionProtection": "INACTIVE"}
            DeleteUserPool {"UserPoolId": "$pool"}
            "#,
            expect![[r#"
                {}
                InvalidParameterException: The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.
                {}
                (empty)
            "#]],
        );
    }
}
