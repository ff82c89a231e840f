//! CreateUserPoolReplica: makes a replica of a user pool in another region.

use poolhouse_emulator_model::shapes::{
    CreateUserPoolReplicaRequest, CreateUserPoolReplicaResponse, ReplicaStatusType, UserPoolReplicaType,
};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn create_user_pool_replica(
    ctx: &Context,
    input: CreateUserPoolReplicaRequest,
) -> Result<CreateUserPoolReplicaResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    pool.settings().check_is_primary(&ctx.caller().region)?;
    let tags = input.user_pool_tags.unwrap_or_default();
    let settings = pool.settings().with_replica(&input.region_name, tags)?;
    let replica = settings.describe_replica(&input.region_name);
    pool.put_settings(settings);
    // The service answers before the replica is there, which it is here from the beginning.
    let replica = UserPoolReplicaType { status: Some(ReplicaStatusType::Creating), ..replica };
    Ok(CreateUserPoolReplicaResponse { user_pool_replica: Some(replica) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_replica_is_there_at_once_and_inactive() {
        transcript(
            r#"
            $made = CreateUserPool {"PoolName": "p", "IssuerConfiguration": {"Type": "UPDATED"}, "KeyConfiguration":
                {"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/mrk-1234567890abcdef1234567890abcdef"}} > -
            CreateUserPoolReplica {"UserPoolId": "$made", "RegionName": "eu-west-1", "UserPoolTags": {"team": "red"}}
            ListUserPoolReplicas {"UserPoolId": "$made"} > UserPoolReplicas.1.Status
            ListUserPools {"MaxResults": 2} > UserPools.1.ReplicaRegions
            CreateUserPoolReplica {"UserPoolId": "$made", "RegionName": "eu-west-1"}
            CreateUserPoolReplica {"UserPoolId": "$made", "RegionName": "us-east-1"}
            CreateUserPoolReplica {"UserPoolId": "$made", "RegionName": "eu-west-2", "UserPoolTags": {"aws:team": "red"}}
            region eu-west-1
            CreateUserPoolReplica {"UserPoolId": "$made", "RegionName": "eu-west-2"}
            "#,
            expect![[r#"
                {
                  "UserPoolReplica": {
                    "RegionName": "eu-west-1",
                    "Role": "SECONDARY",
                    "Status": "CREATING",
                    "UserPoolArn": "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/$made"
                  }
                }
                "INACTIVE"
                ["us-east-1", "eu-west-1"]
                InvalidParameterException: User pool replica in eu-west-1 already exists.
                InvalidParameterException: User pool replica in us-east-1 already exists.
                UserPoolTaggingException: aws: prefixed tag key names are not allowed for external use.
                OperationNotEnabledException: This operation is only available in the primary region of the user pool.
            "#]],
        );
    }

    #[test]
    fn key_issuer_and_tier_must_allow_it() {
        transcript(
            r#"
            CreateUserPoolReplica {"UserPoolId": "$pool", "RegionName": "eu-west-1"}
            UpdateUserPool {"UserPoolId": "$pool", "KeyConfiguration":
                {"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/mrk-1234567890abcdef1234567890abcdef"}} > -
            CreateUserPoolReplica {"UserPoolId": "$pool", "RegionName": "eu-west-1"}
            UpdateUserPool {"UserPoolId": "$pool", "UserPoolTier": "LITE"} > -
            CreateUserPoolReplica {"UserPoolId": "$pool", "RegionName": "eu-west-1"}
            CreateUserPoolReplica {"UserPoolId": "us-east-1_none", "RegionName": "eu-west-1"}
            "#,
            expect![[r#"
                OperationNotEnabledException: Replication requires a customer managed multi-Region key in KeyConfiguration.
                OperationNotEnabledException: Replication requires an IssuerConfiguration of type UPDATED.
                FeatureUnavailableInTierException: The following feature is not available in your user pool tier: Multi-Region Replication
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }

    #[test]
    fn a_replica_has_tags_of_its_own() {
        transcript(
            r#"
            $made = CreateUserPool {"PoolName": "p", "UserPoolTags": {"team": "blue"}, "IssuerConfiguration": {"Type": "UPDATED"}, "KeyConfiguration":
                {"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/mrk-1234567890abcdef1234567890abcdef"}} > -
            CreateUserPoolReplica {"UserPoolId": "$made", "RegionName": "eu-west-1", "UserPoolTags": {"team": "red"}} > -
            TagResource {"ResourceArn": "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/$made", "Tags": {"stage": "test"}}
            UntagResource {"ResourceArn": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/$made", "TagKeys": ["team"]}
            ListTagsForResource {"ResourceArn": "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/$made"}
            ListTagsForResource {"ResourceArn": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/$made"}
            ListTagsForResource {"ResourceArn": "arn:aws:cognito-idp:eu-west-2:123456789012:userpool/$made"}
            "#,
            expect![[r#"
                {}
                {}
                {"Tags": {"stage": "test", "team": "red"}}
                {"Tags": {}}
                ResourceNotFoundException: User pool $made does not exist.
            "#]],
        );
    }
}
