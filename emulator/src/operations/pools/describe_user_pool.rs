//! DescribeUserPool: a user pool with all its settings.

use poolhouse_emulator_model::shapes::{DescribeUserPoolRequest, DescribeUserPoolResponse};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn describe_user_pool(
    ctx: &Context,
    input: DescribeUserPoolRequest,
) -> Result<DescribeUserPoolResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let mut described = pool.settings().describe_effective(pool.user_count());
    described.domain = pool.prefix_domain().map(|domain| domain.name.clone());
    described.custom_domain = pool.custom_domain().map(|domain| domain.name.clone());
    Ok(DescribeUserPoolResponse { user_pool: Some(described) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn users_are_counted_and_settings_in_force_are_shown() {
        transcript(
            r#"
            user ann
            user bob
            DescribeUserPool {"UserPoolId": "$pool"} > UserPool.EstimatedNumberOfUsers
            DescribeUserPool {"UserPoolId": "$pool"} > UserPool.AcrConfiguration
            DescribeUserPool {"UserPoolId": "$pool"} > UserPool.KeyConfiguration
            DescribeUserPool {"UserPoolId": "$pool"} > UserPool.IssuerConfiguration
            "#,
            expect![[r#"
                2
                {
                  "Level1": {"AcrValue": "urn:cognito:loa:1"},
                  "Level2": {"AcrValue": "urn:cognito:loa:2"},
                  "Level3": {"AcrValue": "urn:cognito:loa:3"},
                  "Level4": {"AcrValue": "urn:cognito:loa:4"}
                }
                {"KeyType": "AWS_OWNED_KEY"}
                {"Type": "ORIGINAL"}
            "#]],
        );
    }

    #[test]
    fn an_unknown_pool_is_named() {
        transcript(
            r#"
            DescribeUserPool {"UserPoolId": "us-east-1_none"}
            DescribeUserPool {"UserPoolId": "none"}
            DescribeUserPool {}
            "#,
            expect![[r#"
                ResourceNotFoundException: User pool us-east-1_none does not exist.
                InvalidParameterException: 1 validation error detected: Value 'none' at 'userPoolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w-]+_[0-9a-zA-Z]+
                InvalidParameterException: 1 validation error detected: Value null at 'userPoolId' failed to satisfy constraint: Member must not be null
            "#]],
        );
    }
}
