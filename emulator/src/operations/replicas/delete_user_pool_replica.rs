//! DeleteUserPoolReplica: removes an inactive replica of a user pool.

use poolhouse_emulator_model::shapes::{
    DeleteUserPoolReplicaRequest, DeleteUserPoolReplicaResponse, ReplicaStatusType, UserPoolReplicaType,
};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn delete_user_pool_replica(
    ctx: &Context,
    input: DeleteUserPoolReplicaRequest,
) -> Result<DeleteUserPoolReplicaResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    pool.settings().check_is_primary(&ctx.caller().region)?;
    let replica = pool.settings().describe_replica(&input.region_name);
    let settings = pool.settings().without_replica(&input.region_name)?;
    pool.put_settings(settings);
    let replica = UserPoolReplicaType { status: Some(ReplicaStatusType::Deleting), ..replica };
    Ok(DeleteUserPoolReplicaResponse { user_pool_replica: Some(replica) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn an_inactive_replica_is_deleted_from_the_primary_region() {
        transcript(
            r#"
            $made = CreateUserPool {"PoolName": "p", "IssuerConfiguration": {"Type": "UPDATED"}, "KeyConfiguration":
                {"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/mrk-1234567890abcdef1234567890abcdef"}} > -
            CreateUserPoolReplica {"UserPoolId": "$made", "RegionName": "eu-west-1"} > -
            UpdateUserPoolReplica {"UserPoolId": "$made", "RegionName": "eu-west-1", "Status": "ACTIVE"} > -
            DeleteUserPoolReplica {"UserPoolId": "$made", "RegionName": "eu-west-1"}
            UpdateUserPoolReplica {"UserPoolId": "$made", "RegionName": "eu-west-1", "Status": "INACTIVE"} > -
            region eu-west-1
            DeleteUserPoolReplica {"UserPoolId": "$made", "RegionName": "eu-west-1"}
            region us-east-1
            DeleteUserPoolReplica {"UserPoolId": "$made", "RegionName": "us-east-1"}
            DeleteUserPoolReplica {"UserPoolId": "$made", "RegionName": "eu-west-1"}
            DeleteUserPoolReplica {"UserPoolId": "$made", "RegionName": "eu-west-1"}
            "#,
            expect![[r#"
                InvalidParameterException: User pool replica in eu-west-1 must be INACTIVE to be deleted.
                OperationNotEnabledException: This operation is only available in the primary region of the user pool.
                InvalidParameterException: The primary replica of a user pool cannot be deactivated or deleted.
                {
                  "UserPoolReplica": {
                    "RegionName": "eu-west-1",
                    "Role": "SECONDARY",
                    "Status": "DELETING",
                    "UserPoolArn": "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/$made"
                  }
                }
                ResourceNotFoundException: User pool replica in eu-west-1 does not exist.
            "#]],
        );
    }
}
