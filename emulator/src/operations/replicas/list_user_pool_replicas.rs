//! ListUserPoolReplicas: the replicas of a user pool, the primary one included.

use poolhouse_emulator_model::shapes::{ListUserPoolReplicasRequest, ListUserPoolReplicasResponse};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn list_user_pool_replicas(
    ctx: &Context,
    input: ListUserPoolReplicasRequest,
) -> Result<ListUserPoolReplicasResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    // There are fewer regions than items on a page, so no token was ever given out.
    if input.next_token.is_some() {
        return Err(ApiError::invalid_pagination_token());
    }
    let settings = pool.settings();
    let replicas = settings.replica_regions().map(|region| settings.describe_replica(region)).collect();
    Ok(ListUserPoolReplicasResponse { user_pool_replicas: Some(replicas), next_token: None })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn the_primary_replica_comes_first() {
        transcript(
            r#"
            $made = CreateUserPool {"PoolName": "p", "IssuerConfiguration": {"Type": "UPDATED"}, "KeyConfiguration":
                {"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/mrk-1234567890abcdef1234567890abcdef"}} > -
            ListUserPoolReplicas {"UserPoolId": "$made"} > UserPoolReplicas.1
            CreateUserPoolReplica {"UserPoolId": "$made", "RegionName": "eu-west-1"} > -
            ListUserPoolReplicas {"UserPoolId": "$made"}
            ListUserPoolReplicas {"UserPoolId": "$made", "NextToken": "more"}
            ListUserPoolReplicas {"UserPoolId": "us-east-1_none"}
            "#,
            expect![[r#"
                null
                {
                  "UserPoolReplicas": [
                    {
                      "RegionName": "us-east-1",
                      "Role": "PRIMARY",
                      "Status": "ACTIVE",
                      "UserPoolArn": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/$made"
                    },
                    {
                      "RegionName": "eu-west-1",
                      "Role": "SECONDARY",
                      "Status": "INACTIVE",
                      "UserPoolArn": "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/$made"
                    }
                  ]
                }
                InvalidParameterException: Invalid pagination token.
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }
}
