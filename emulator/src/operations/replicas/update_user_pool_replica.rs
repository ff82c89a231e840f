//! UpdateUserPoolReplica: activates or deactivates a replica of a user pool.

use poolhouse_emulator_model::shapes::{UpdateUserPoolReplicaRequest, UpdateUserPoolReplicaResponse};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn update_user_pool_replica(
    ctx: &Context,
    input: UpdateUserPoolReplicaRequest,
) -> Result<UpdateUserPoolReplicaResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let settings = pool.settings().with_replica_status(&input.region_name, input.status)?;
    let replica = settings.describe_replica(&input.region_name);
    pool.put_settings(settings);
    Ok(UpdateUserPoolReplicaResponse { user_pool_replica: Some(replica) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_replica_is_activated_from_either_region() {
        transcript(
            r#"
            $made = CreateUserPool {"PoolName": "p", "IssuerConfiguration": {"Type": "UPDATED"}, "KeyConfiguration":
                {"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/mrk-1234567890abcdef1234567890abcdef"}} > -
            CreateUserPoolReplica {"UserPoolId": "$made", "RegionName": "eu-west-1"} > -
            UpdateUserPoolReplica {"UserPoolId": "$made", "RegionName": "eu-west-1", "Status": "ACTIVE"}
            region eu-west-1
            UpdateUserPoolReplica {"UserPoolId": "$made", "RegionName": "eu-west-1", "Status": "INACTIVE"} > UserPoolReplica.Status
            UpdateUserPoolReplica {"UserPoolId": "$made", "RegionName": "eu-west-2", "Status": "ACTIVE"}
            UpdateUserPoolReplica {"UserPoolId": "$made", "RegionName": "us-east-1", "Status": "INACTIVE"}
            UpdateUserPoolReplica {"UserPoolId": "$made", "RegionName": "eu-west-1", "Status": "DELETING"}
            "#,
            expect![[r#"
                {
                  "UserPoolReplica": {
                    "RegionName": "eu-west-1",
                    "Role": "SECONDARY",
                    "Status": "ACTIVE",
                    "UserPoolArn": "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/$made"
                  }
                }
                "INACTIVE"
                ResourceNotFoundException: User pool replica in eu-west-2 does not exist.
                InvalidParameterException: The primary replica of a user pool cannot be deactivated or deleted.
                InvalidParameterException: 1 validation error detected: Value 'DELETING' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [ACTIVE, INACTIVE]
            "#]],
        );
    }

    #[test]
    fn users_are_changed_in_the_primary_region_alone() {
        transcript(
            r#"
            $made = CreateUserPool {"PoolName": "p", "UserPoolTags": {"team": "blue"}, "IssuerConfiguration": {"Type": "UPDATED"}, "KeyConfiguration":
                {"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/mrk-1234567890abcdef1234567890abcdef"}} > -
            CreateUserPoolReplica {"UserPoolId": "$made", "RegionName": "eu-west-1", "UserPoolTags": {"team": "red"}} > -
            UpdateUserPoolReplica {"UserPoolId": "$made", "RegionName": "eu-west-1", "Status": "ACTIVE"} > -
            region eu-west-1
            AdminCreateUser {"UserPoolId": "$made", "Username": "ann"}
            ListUsers {"UserPoolId": "$made"}
            region eu-west-2
            AdminCreateUser {"UserPoolId": "$made", "Username": "ann"} > User.Username
            region eu-west-1
            AdminDisableUser {"UserPoolId": "$made", "Username": "ann"}
            AdminGetUser {"UserPoolId": "$made", "Username": "ann"} > Enabled
            "#,
            expect![[r#"
                OperationNotEnabledException: This operation is only available in the primary region of the user pool.
                {"Users": []}
                "ann"
                OperationNotEnabledException: This operation is only available in the primary region of the user pool.
                true
            "#]],
        );
    }
}
