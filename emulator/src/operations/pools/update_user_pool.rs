//! UpdateUserPool: replaces the settings of a user pool. What is omitted goes back to its default.

use poolhouse_emulator_model::shapes::{UpdateUserPoolRequest, UpdateUserPoolResponse};

use crate::context::Context;
use crate::domain::has_managed_login;
use crate::error::ApiError;

pub(crate) async fn update_user_pool(
    ctx: &Context,
    input: UpdateUserPoolRequest,
) -> Result<UpdateUserPoolResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    pool.refuse_during_import()?;
    let settings = pool.settings().updated(input, ctx.now())?;
    if pool.uses_managed_login() && !has_managed_login(&settings.options) {
        return Err(ApiError::feature_unavailable_in_tier("Managed Login"));
    }
    pool.put_settings(settings);
    Ok(UpdateUserPoolResponse {})
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn what_is_omitted_goes_back_to_its_default() {
        transcript(
            r#"
            $made = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"], "DeletionProtection": "ACTIVE",
                "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": true}, "EmailVerificationSubject": "Hello",
                "Policies": {"PasswordPolicy": {"MinimumLength": 20}}} > -
            wait 60
            UpdateUserPool {"UserPoolId": "$made", "LambdaConfig": {"PreSignUp": "arn:aws:lambda:us-east-1:123456789012:function:a"}}
            DescribeUserPool {"UserPoolId": "$made"} > UserPool.AutoVerifiedAttributes
            DescribeUserPool {"UserPoolId": "$made"} > UserPool.DeletionProtection
            DescribeUserPool {"UserPoolId": "$made"} > UserPool.AdminCreateUserConfig
            DescribeUserPool {"UserPoolId": "$made"} > UserPool.VerificationMessageTemplate
            DescribeUserPool {"UserPoolId": "$made"} > UserPool.Policies.PasswordPolicy
            DescribeUserPool {"UserPoolId": "$made"} > UserPool.LambdaConfig
            DescribeUserPool {"UserPoolId": "$made"} > UserPool.LastModifiedDate
            DescribeUserPool {"UserPoolId": "$made"} > UserPool.CreationDate
            "#,
            expect![[r#"
                {}
                null
                "INACTIVE"
                {"AllowAdminCreateUserOnly": false, "UnusedAccountValidityDays": 7}
                {"DefaultEmailOption": "CONFIRM_WITH_CODE"}
                {
                  "MinimumLength": 8,
                  "RequireLowercase": true,
                  "RequireNumbers": true,
                  "RequireSymbols": true,
                  "RequireUppercase": true,
                  "TemporaryPasswordValidityDays": 7
                }
                {"PreSignUp": "arn:aws:lambda:us-east-1:123456789012:function:a"}
                1700000060.0
                1700000000.0
            "#]],
        );
    }

    #[test]
    fn name_tier_tags_and_first_factors_stay() {
        transcript(
            r#"
            $made = CreateUserPool {"PoolName": "p", "UserPoolTier": "PLUS", "UserPoolTags": {"team": "red"},
                "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}} > -
            UpdateUserPool {"UserPoolId": "$made"}
            DescribeUserPool {"UserPoolId": "$made"} > UserPool.Name
            DescribeUserPool {"UserPoolId": "$made"} > UserPool.UserPoolTier
            DescribeUserPool {"UserPoolId": "$made"} > UserPool.UserPoolTags
            DescribeUserPool {"UserPoolId": "$made"} > UserPool.Policies.SignInPolicy
            UpdateUserPool {"UserPoolId": "$made", "PoolName": "q", "Policies": {"PasswordPolicy": {"MinimumLength": 9}}}
            DescribeUserPool {"UserPoolId": "$made"} > UserPool.Name
            DescribeUserPool {"UserPoolId": "$made"} > UserPool.Policies
            "#,
            expect![[r#"
                {}
                "p"
                "PLUS"
                {"team": "red"}
                {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}
                {}
                "q"
                {
                  "PasswordPolicy": {
                    "MinimumLength": 9,
                    "RequireLowercase": false,
                    "RequireNumbers": false,
                    "RequireSymbols": false,
                    "RequireUppercase": false,
                    "TemporaryPasswordValidityDays": 7
                  },
                  "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]}
                }
            "#]],
        );
    }

    #[test]
    fn a_refused_update_changes_nothing() {
        transcript(
            r#"
            $made = CreateUserPool {"PoolName": "p", "Policies": {"PasswordPolicy": {"PasswordHistorySize": 3}}} > -
            UpdateUserPool {"UserPoolId": "$made", "PoolName": "q", "MfaConfiguration": "ON"}
            UpdateUserPool {"UserPoolId": "$made", "UserPoolTier": "LITE", "Policies": {"PasswordPolicy": {"PasswordHistorySize": 3}}}
            DescribeUserPool {"UserPoolId": "$made"} > UserPool.Name
            UpdateUserPool {"UserPoolId": "$made", "UserPoolTier": "LITE", "DcrConfiguration": {}}
            UpdateUserPool {"UserPoolId": "$made", "UserPoolTier": "LITE", "DcrConfiguration": {"EnableStatus": "Disabled"}}
            UpdateUserPool {"UserPoolId": "us-east-1_none"}
            "#,
            expect![[r#"
                InvalidParameterException: SMS configuration and Auto verification for phone_number are required when MFA is required/optional
                FeatureUnavailableInTierException: The following feature is not available in your user pool tier: Password History
                "p"
                FeatureUnavailableInTierException: The following feature is not available in your user pool tier: Dynamic Client Registration
                {}
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }

    #[test]
    fn managed_login_keeps_a_pool_from_the_lowest_tier() {
        transcript(
            r#"
            CreateUserPoolDomain {"UserPoolId": "$pool", "Domain": "people", "ManagedLoginVersion": 2} > -
            UpdateUserPool {"UserPoolId": "$pool", "UserPoolTier": "LITE"}
            DeleteUserPoolDomain {"UserPoolId": "$pool", "Domain": "people"} > -
            UpdateUserPool {"UserPoolId": "$pool", "UserPoolTier": "LITE"}
            "#,
            expect![[r#"
                FeatureUnavailableInTierException: The following feature is not available in your user pool tier: Managed Login
                {}
            "#]],
        );
    }
}
