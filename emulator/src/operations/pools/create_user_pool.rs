//! CreateUserPool: makes a user pool in the caller's region.

use poolhouse_emulator_model::shapes::{CreateUserPoolRequest, CreateUserPoolResponse};

use crate::context::Context;
use crate::domain::{NewPool, PoolSettings};
use crate::error::ApiError;

pub(crate) async fn create_user_pool(
    ctx: &Context,
    input: CreateUserPoolRequest,
) -> Result<CreateUserPoolResponse, ApiError> {
    let id = format!("{}_{}", ctx.caller().region, ctx.random().pool_suffix());
    let new = NewPool { id, account: &ctx.caller().account, now: ctx.now() };
    let pool = ctx.create_pool(PoolSettings::create(new, input)?);
    Ok(CreateUserPoolResponse { user_pool: Some(pool.settings().describe(0)) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_name_is_enough() {
        transcript(
            r#"$made = CreateUserPool {"PoolName": "people"}"#,
            expect![[r#"
            {
              "UserPool": {
                "AccountRecoverySetting": {
                  "RecoveryMechanisms": [
                    {"Name": "verified_email", "Priority": 1},
                    {"Name": "verified_phone_number", "Priority": 2}
                  ]
                },
                "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": false, "UnusedAccountValidityDays": 7},
                "Arn": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/$made",
                "CreationDate": 1700000000.0,
                "DeletionProtection": "INACTIVE",
                "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
                "EstimatedNumberOfUsers": 0,
                "Id": "$made",
                "LambdaConfig": {},
                "LastModifiedDate": 1700000000.0,
                "MfaConfiguration": "OFF",
                "Name": "people",
                "Policies": {
                  "PasswordPolicy": {
                    "MinimumLength": 8,
                    "RequireLowercase": true,
                    "RequireNumbers": true,
                    "RequireSymbols": true,
                    "RequireUppercase": true,
                    "TemporaryPasswordValidityDays": 7
                  },
                  "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]}
                },
                "SchemaAttributes": [
                  {
                    "AttributeDataType": "String",
                    "DeveloperOnlyAttribute": false,
                    "Mutable": false,
                    "Name": "sub",
                    "Required": true,
                    "StringAttributeConstraints": {"MaxLength": "2048", "MinLength": "1"}
                  },
                  {
                    "AttributeDataType": "String",
                    "DeveloperOnlyAttribute": false,
                    "Mutable": true,
                    "Name": "name",
                    "Required": false,
                    "StringAttributeConstraints": {"MaxLength": "2048", "MinLength": "0"}
                  },
                  {
                    "AttributeDataType": "String",
                    "DeveloperOnlyAttribute": false,
                    "Mutable": true,
                    "Name": "given_name",
                    "Required": false,
                    "StringAttributeConstraints": {"MaxLength": "2048", "MinLength": "0"}
                  },
                  {
                    "AttributeDataType": "String",
                    "DeveloperOnlyAttribute": false,
                    "Mutable": true,
                    "Name": "family_name",
                    "Required": false,
                    "StringAttributeConstraints": {"MaxLength": "2048", "MinLength": "0"}
                  },
                  {
                    "AttributeDataType": "String",
                    "DeveloperOnlyAttribute": false,
                    "Mutable": true,
                    "Name": "middle_name",
                    "Required": false,
                    "StringAttributeConstraints": {"MaxLength": "2048", "MinLength": "0"}
                  },
                  {
                    "AttributeDataType": "String",
                    "DeveloperOnlyAttribute": false,
                    "Mutable": true,
                    "Name": "nickname",
                    "Required": false,
                    "StringAttributeConstraints": {"MaxLength": "2048", "MinLength": "0"}
                  },
                  {
                    "AttributeDataType": "String",
                    "DeveloperOnlyAttribute": false,
                    "Mutable": true,
                    "Name": "preferred_username",
                    "Required": false,
                    "StringAttributeConstraints": {"MaxLength": "2048", "MinLength": "0"}
                  },
                  {
                    "AttributeDataType": "String",
                    "DeveloperOnlyAttribute": false,
                    "Mutable": true,
                    "Name": "profile",
                    "Required": false,
                    "StringAttributeConstraints": {"MaxLength": "2048", "MinLength": "0"}
                  },
                  {
                    "AttributeDataType": "String",
                    "DeveloperOnlyAttribute": false,
                    "Mutable": true,
                    "Name": "picture",
                    "Required": false,
                    "StringAttributeConstraints": {"MaxLength": "2048", "MinLength": "0"}
                  },
                  {
                    "AttributeDataType": "String",
                    "DeveloperOnlyAttribute": false,
                    "Mutable": true,
                    "Name": "website",
                    "Required": false,
                    "StringAttributeConstraints": {"MaxLength": "2048", "MinLength": "0"}
                  },
                  {
                    "AttributeDataType": "String",
                    "DeveloperOnlyAttribute": false,
                    "Mutable": true,
                    "Name": "email",
                    "Required": false,
                    "StringAttributeConstraints": {"MaxLength": "2048", "MinLength": "0"}
                  },
                  {
                    "AttributeDataType": "Boolean",
                    "DeveloperOnlyAttribute": false,
                    "Mutable": true,
                    "Name": "email_verified",
                    "Required": false
                  },
                  {
                    "AttributeDataType": "String",
                    "DeveloperOnlyAttribute": false,
                    "Mutable": true,
                    "Name": "gender",
                    "Required": false,
                    "StringAttributeConstraints": {"MaxLength": "2048", "MinLength": "0"}
                  },
                  {
                    "AttributeDataType": "String",
                    "DeveloperOnlyAttribute": false,
                    "Mutable": true,
                    "Name": "birthdate",
                    "Required": false,
                    "StringAttributeConstraints": {"MaxLength": "10", "MinLength": "10"}
                  },
                  {
                    "AttributeDataType": "String",
                    "DeveloperOnlyAttribute": false,
                    "Mutable": true,
                    "Name": "zoneinfo",
                    "Required": false,
                    "StringAttributeConstraints": {"MaxLength": "2048", "MinLength": "0"}
                  },
                  {
                    "AttributeDataType": "String",
                    "DeveloperOnlyAttribute": false,
                    "Mutable": true,
                    "Name": "locale",
                    "Required": false,
                    "StringAttributeConstraints": {"MaxLength": "2048", "MinLength": "0"}
                  },
                  {
                    "AttributeDataType": "String",
                    "DeveloperOnlyAttribute": false,
                    "Mutable": true,
                    "Name": "phone_number",
                    "Required": false,
                    "StringAttributeConstraints": {"MaxLength": "2048", "MinLength": "0"}
                  },
                  {
                    "AttributeDataType": "Boolean",
                    "DeveloperOnlyAttribute": false,
                    "Mutable": true,
                    "Name": "phone_number_verified",
                    "Required": false
                  },
                  {
                    "AttributeDataType": "String",
                    "DeveloperOnlyAttribute": false,
                    "Mutable": true,
                    "Name": "address",
                    "Required": false,
                    "StringAttributeConstraints": {"MaxLength": "2048", "MinLength": "0"}
                  },
                  {
                    "AttributeDataType": "Number",
                    "DeveloperOnlyAttribute": false,
                    "Mutable": true,
                    "Name": "updated_at",
                    "NumberAttributeConstraints": {"MinValue": "0"},
                    "Required": false
                  }
                ],
                "UserPoolTags": {},
                "UserPoolTier": "ESSENTIALS",
                "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE"}
              }
            }
        "#]],
        );
    }

    #[test]
    fn standard_attributes_can_be_required_and_custom_ones_added() {
        transcript(
            r#"
            $made = CreateUserPool {"PoolName": "people", "Schema": [
                {"Name": "email", "AttributeDataType": "String", "Required": true, "Mutable": false,
                 "StringAttributeConstraints": {"MinLength": "7"}},
                {"Name": "role", "AttributeDataType": "String"},
                {"Name": "age", "AttributeDataType": "Number", "Mutable": true,
                 "NumberAttributeConstraints": {"MinValue": "0", "MaxValue": "150"}},
                {"Name": "note", "AttributeDataType": "DateTime", "DeveloperOnlyAttribute": true}
            ]} > -
            DescribeUserPool {"UserPoolId": "$made"} > UserPool.SchemaAttributes.10
            DescribeUserPool {"UserPoolId": "$made"} > UserPool.SchemaAttributes.20
            DescribeUserPool {"UserPoolId": "$made"} > UserPool.SchemaAttributes.21
            DescribeUserPool {"UserPoolId": "$made"} > UserPool.SchemaAttributes.22
            "#,
            expect![[r#"
                {
                  "AttributeDataType": "String",
                  "DeveloperOnlyAttribute": false,
                  "Mutable": false,
                  "Name": "email",
                  "Required": true,
                  "StringAttributeConstraints": {"MaxLength": "2048", "MinLength": "7"}
                }
                {
                  "AttributeDataType": "String",
                  "DeveloperOnlyAttribute": false,
                  "Mutable": false,
                  "Name": "custom:role",
                  "Required": false,
                  "StringAttributeConstraints": {}
                }
                {
                  "AttributeDataType": "Number",
                  "DeveloperOnlyAttribute": false,
                  "Mutable": true,
                  "Name": "custom:age",
                  "NumberAttributeConstraints": {"MaxValue": "150", "MinValue": "0"},
                  "Required": false
                }
                {
                  "AttributeDataType": "DateTime",
                  "DeveloperOnlyAttribute": true,
                  "Mutable": false,
                  "Name": "dev:custom:note",
                  "Required": false
                }
            "#]],
        );
    }

    #[test]
    fn schemas_that_cannot_be_are_refused() {
        transcript(
            r#"
            CreateUserPool {"PoolName": "p", "Schema": [{"Name": "family_name", "AttributeDataType": "Number"}]}
            CreateUserPool {"PoolName": "p", "Schema": [{"Name": "email", "DeveloperOnlyAttribute": true}]}
            CreateUserPool {"PoolName": "p", "Schema": [{"Name": "sub", "Mutable": true}]}
            CreateUserPool {"PoolName": "p", "Schema": [{"Name": "role"}]}
            CreateUserPool {"PoolName": "p", "Schema": [{"AttributeDataType": "String"}]}
            CreateUserPool {"PoolName": "p", "Schema": [{"Name": "role", "AttributeDataType": "String", "Required": true}]}
            CreateUserPool {"PoolName": "p", "Schema": [
                {"Name": "role", "AttributeDataType": "String"}, {"Name": "role", "AttributeDataType": "Number"}]}
            CreateUserPool {"PoolName": "p", "Schema": [
                {"Name": "x", "AttributeDataType": "String", "StringAttributeConstraints": {"MaxLength": "2049"}}]}
            CreateUserPool {"PoolName": "p", "Schema": [
                {"Name": "x", "AttributeDataType": "String", "StringAttributeConstraints": {"MaxLength": "many"}}]}
            CreateUserPool {"PoolName": "p", "Schema": [
                {"Name": "x", "AttributeDataType": "String", "DeveloperOnlyAttribute": true,
                 "StringAttributeConstraints": {"MinLength": "9", "MaxLength": "8"}}]}
            CreateUserPool {"PoolName": "p", "Schema": [
                {"Name": "x", "AttributeDataType": "Number", "NumberAttributeConstraints": {"MinValue": "1", "MaxValue": "-1"}}]}
            CreateUserPool {"PoolName": "p", "Schema": [
                {"Name": "x", "AttributeDataType": "Number", "NumberAttributeConstraints": {"MinValue": "inf"}}]}
            "#,
            expect![[r#"
                InvalidParameterException: You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute family_name
                InvalidParameterException: You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute email
                InvalidParameterException: You can not change Mutable or Required for standard schema attribute sub
                InvalidParameterException: Invalid AttributeDataType input, consider using the provided AttributeDataType enum.
                InvalidParameterException: Invalid schema attribute: the name is missing.
                InvalidParameterException: Required custom attributes are not supported currently.
                InvalidParameterException: custom:role: Existing attribute already has name custom:role.
                InvalidParameterException: user.custom:x: String attributes cannot have a length of more than 2048
                InvalidParameterException: Invalid StringAttributeConstraints for schema attribute custom:x
                InvalidParameterException: user.x: Max length cannot be less than min length.
                InvalidParameterException: user.custom:x: Max value cannot be less than min value.
                InvalidParameterException: Invalid NumberAttributeConstraints for schema attribute custom:x
            "#]],
        );
    }

    #[test]
    fn aliases_and_username_attributes_exclude_each_other() {
        transcript(
            r#"
            CreateUserPool {"PoolName": "p", "AliasAttributes": ["email"], "UsernameAttributes": ["email"]}
            CreateUserPool {"PoolName": "p", "AliasAttributes": ["preferred_username"],
                            "Schema": [{"Name": "preferred_username", "Required": true}]}
            CreateUserPool {"PoolName": "p", "UsernameAttributes": ["email"],
                            "UsernameConfiguration": {"CaseSensitive": false}} > UserPool.UsernameConfiguration
            "#,
            expect![[r#"
                InvalidParameterException: Only one of the aliasAttributes or usernameAttributes can be set in a user pool.
                InvalidParameterException: Preferred username cannot be required and an alias at the same time.
                {"CaseSensitive": false}
            "#]],
        );
    }

    #[test]
    fn what_is_given_empty_is_as_good_as_not_given() {
        transcript(
            r#"
            $made = CreateUserPool {"PoolName": "p", "AliasAttributes": [], "UsernameAttributes": ["email"],
                "AutoVerifiedAttributes": [], "AccountRecoverySetting": {}, "Policies": {"SignInPolicy": {}}} > -
            DescribeUserPool {"UserPoolId": "$made"} > UserPool.AliasAttributes
            DescribeUserPool {"UserPoolId": "$made"} > UserPool.UsernameAttributes
            DescribeUserPool {"UserPoolId": "$made"} > UserPool.AutoVerifiedAttributes
            DescribeUserPool {"UserPoolId": "$made"} > UserPool.AccountRecoverySetting
            DescribeUserPool {"UserPoolId": "$made"} > UserPool.Policies.SignInPolicy
            "#,
            expect![[r#"
                null
                ["email"]
                null
                {
                  "RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}, {"Name": "verified_phone_number", "Priority": 2}]
                }
                {"AllowedFirstAuthFactors": ["PASSWORD"]}
            "#]],
        );
    }

    #[test]
    fn both_spellings_of_a_setting_show_and_must_agree() {
        transcript(
            r#"
            CreateUserPool {"PoolName": "p", "EmailVerificationSubject": "Hello"} > UserPool.VerificationMessageTemplate
            CreateUserPool {"PoolName": "p", "VerificationMessageTemplate": {"EmailSubject": "Hello"}}
                > UserPool.EmailVerificationSubject
            CreateUserPool {"PoolName": "p", "EmailVerificationSubject": "Hello",
                            "VerificationMessageTemplate": {"EmailSubject": "Bye"}}
            CreateUserPool {"PoolName": "p", "AdminCreateUserConfig": {"UnusedAccountValidityDays": 3}}
                > UserPool.Policies.PasswordPolicy
            CreateUserPool {"PoolName": "p", "Policies": {"PasswordPolicy": {"MinimumLength": 6, "TemporaryPasswordValidityDays": 0}}}
                > UserPool.Policies.PasswordPolicy
            CreateUserPool {"PoolName": "p", "AdminCreateUserConfig": {"UnusedAccountValidityDays": 3},
                            "Policies": {"PasswordPolicy": {"TemporaryPasswordValidityDays": 4}}}
            CreateUserPool {"PoolName": "p", "LambdaConfig": {"PreTokenGeneration": "arn:aws:lambda:us-east-1:123456789012:function:a"}}
                > UserPool.LambdaConfig
            CreateUserPool {"PoolName": "p", "LambdaConfig": {
                "PreTokenGeneration": "arn:aws:lambda:us-east-1:123456789012:function:a", "PreTokenGenerationConfig": {
                    "LambdaArn": "arn:aws:lambda:us-east-1:123456789012:function:b", "LambdaVersion": "V1_0"}}}
            "#,
            expect![[r#"
                {"DefaultEmailOption": "CONFIRM_WITH_CODE", "EmailSubject": "Hello"}
                "Hello"
                InvalidParameterException: EmailVerificationSubject and VerificationMessageTemplate have different values.
                {
                  "MinimumLength": 8,
                  "RequireLowercase": true,
                  "RequireNumbers": true,
                  "RequireSymbols": true,
                  "RequireUppercase": true,
                  "TemporaryPasswordValidityDays": 3
                }
                {
                  "MinimumLength": 6,
                  "RequireLowercase": false,
                  "RequireNumbers": false,
                  "RequireSymbols": false,
                  "RequireUppercase": false,
                  "TemporaryPasswordValidityDays": 7
                }
                InvalidParameterException: Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays
                {
                  "PreTokenGeneration": "arn:aws:lambda:us-east-1:123456789012:function:a",
                  "PreTokenGenerationConfig": {"LambdaArn": "arn:aws:lambda:us-east-1:123456789012:function:a", "LambdaVersion": "V1_0"}
                }
                InvalidParameterException: PreTokenGeneration and PreTokenGenerationConfig must have the same Lambda ARN.
            "#]],
        );
    }

    #[test]
    fn messages_need_their_senders() {
        transcript(
            r#"
            CreateUserPool {"PoolName": "p", "MfaConfiguration": "OPTIONAL"}
            CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["phone_number"]}
            CreateUserPool {"PoolName": "p", "EmailConfiguration": {"EmailSendingAccount": "DEVELOPER"}}
            CreateUserPool {"PoolName": "p", "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms",
                            "EumsSms": {"CallerArn": "arn:aws:iam::123456789012:role/sms"}}}
            CreateUserPool {"PoolName": "p", "SmsConfiguration": {
                            "EumsSms": {"CallerArn": "arn:aws:iam::123456789012:role/sms", "Region": "eu-west-1"}}}
            CreateUserPool {"PoolName": "p", "LambdaConfig": {"CustomEmailSender": {
                "LambdaArn": "arn:aws:lambda:us-east-1:123456789012:function:a", "LambdaVersion": "V1_0"}}}
            CreateUserPool {"PoolName": "p", "AdminCreateUserConfig": {"InviteMessageTemplate": {"EmailMessage": "Welcome {username}"}}}
            CreateUserPool {"PoolName": "p", "MfaConfiguration": "ON", "AutoVerifiedAttributes": ["phone_number"],
                            "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}} > UserPool.MfaConfiguration
            "#,
            expect![[r#"
                InvalidParameterException: SMS configuration and Auto verification for phone_number are required when MFA is required/optional
                InvalidParameterException: SMS configuration is required to auto verify phone_number.
                InvalidParameterException: Email source ARN is required when EmailSendingAccount is DEVELOPER.
                InvalidParameterException: Only one of SnsCallerArn or EumsSms can be set in SmsConfiguration.
                InvalidParameterException: The Region of EumsSms must be the region of the user pool.
                InvalidParameterException: KMSKeyID is required for CustomSMSSender and CustomEmailSender.
                InvalidParameterException: EmailMessage should contain the placeholders {username} and {####}.
                "ON"
            "#]],
        );
    }

    #[test]
    fn settings_that_contradict_each_other_are_refused() {
        transcript(
            r#"
            CreateUserPool {"PoolName": "p", "AccountRecoverySetting": {"RecoveryMechanisms": [
                {"Priority": 1, "Name": "verified_email"}, {"Priority": 1, "Name": "verified_phone_number"}]}}
            CreateUserPool {"PoolName": "p", "AccountRecoverySetting": {"RecoveryMechanisms": [
                {"Priority": 1, "Name": "verified_email"}, {"Priority": 2, "Name": "admin_only"}]}}
            CreateUserPool {"PoolName": "p", "UserAttributeUpdateSettings": {
                "AttributesRequireVerificationBeforeUpdate": ["email"]}}
            CreateUserPool {"PoolName": "p", "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["EMAIL_OTP"]}}}
            CreateUserPool {"PoolName": "p", "AcrConfiguration": {"Level1": {"AcrValue": "urn:cognito:loa:2"}}}
            CreateUserPool {"PoolName": "p", "UserPoolTags": {"aws:x": "y"}}
            "#,
            expect![[r#"
                InvalidParameterException: RecoveryMechanisms must have distinct priorities, and admin_only must be the only one.
                InvalidParameterException: RecoveryMechanisms must have distinct priorities, and admin_only must be the only one.
                InvalidParameterException: AttributesRequireVerificationBeforeUpdate must be among AutoVerifiedAttributes.
                InvalidParameterException: AllowedFirstAuthFactors must contain PASSWORD and cannot contain SOFTWARE_TOKEN.
                InvalidParameterException: AcrConfiguration must have distinct values.
                UserPoolTaggingException: aws: prefixed tag key names are not allowed for external use.
            "#]],
        );
    }

    #[test]
    fn features_belong_to_tiers() {
        transcript(
            r#"
            CreateUserPool {"PoolName": "p", "UserPoolTier": "LITE", "Policies": {"SignInPolicy": {
                "AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}}
            CreateUserPool {"PoolName": "p", "UserPoolTier": "LITE", "Policies": {"PasswordPolicy": {"PasswordHistorySize": 2}}}
            CreateUserPool {"PoolName": "p", "UserPoolTier": "LITE", "LambdaConfig": {"PreTokenGenerationConfig": {
                "LambdaArn": "arn:aws:lambda:us-east-1:123456789012:function:a", "LambdaVersion": "V2_0"}}}
            CreateUserPool {"PoolName": "p", "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}}
            CreateUserPool {"PoolName": "p", "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}, "UserPoolTier": "PLUS"}
                > UserPool.UserPoolTier
            "#,
            expect![[r#"
                FeatureUnavailableInTierException: The following feature is not available in your user pool tier: Choice-Based Sign-In
                FeatureUnavailableInTierException: The following feature is not available in your user pool tier: Password History
                FeatureUnavailableInTierException: The following feature is not available in your user pool tier: Token Customization with Pre-Token Generation Lambda V2_0
                FeatureUnavailableInTierException: The following feature is not available in your user pool tier: Threat Protection
                "PLUS"
            "#]],
        );
    }
}
