//! TagResource: adds tags to a user pool, or changes their values.

use poolhouse_emulator_model::shapes::{TagResourceRequest, TagResourceResponse};

use super::tagged_pool::tagged_pool;
use crate::context::Context;
use crate::domain::{MOST_TAGS, TagFault, check_tags};
use crate::error::ApiError;

pub(crate) async fn tag_resource(
    ctx: &Context,
    input: TagResourceRequest,
) -> Result<TagResourceResponse, ApiError> {
    let mut pool = tagged_pool(ctx, &input.resource_arn)?;
    let mut settings = pool.settings().clone();
    let tags = settings.options.user_pool_tags.get_or_insert_default();
    tags.extend(input.tags);
    check_tags(tags).map_err(|fault| match fault {
        TagFault::Reserved => ApiError::reserved_tag_key(),
        TagFault::TooMany => ApiError::too_many_tags(MOST_TAGS),
    })?;
    pool.put_settings(settings);
    Ok(TagResourceResponse {})
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn tags_are_added_and_changed() {
        transcript(
            r#"
            $arn = DescribeUserPool {"UserPoolId": "$pool"} > UserPool.Arn
            TagResource {"ResourceArn": "$arn", "Tags": {"stage": "test", "team": "red"}}
            TagResource {"ResourceArn": "$arn", "Tags": {"team": "blue"}}
            ListTagsForResource {"ResourceArn": "$arn"}
            "#,
            expect![[r#"
                {
                  "UserPool": {
                    "AccountRecoverySetting": {
                      "RecoveryMechanisms": [
                        {"Name": "verified_email", "Priority": 1},
                        {"Name": "verified_phone_number", "Priority": 2}
                      ]
                    },
                    "AcrConfiguration": {
                      "Level1": {"AcrValue": "urn:cognito:loa:1"},
                      "Level2": {"AcrValue": "urn:cognito:loa:2"},
                      "Level3": {"AcrValue": "urn:cognito:loa:3"},
                      "Level4": {"AcrValue": "urn:cognito:loa:4"}
                    },
                    "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": false, "UnusedAccountValidityDays": 7},
                    "Arn": "$arn",
                    "CreationDate": 1700000000.0,
                    "DeletionProtection": "INACTIVE",
                    "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
                    "EstimatedNumberOfUsers": 0,
                    "Id": "$pool",
                    "IssuerConfiguration": {"Type": "ORIGINAL"},
                    "KeyConfiguration": {"KeyType": "AWS_OWNED_KEY"},
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
                {}
                {}
                {"Tags": {"stage": "test", "team": "blue"}}
            "#]],
        );
    }

    #[test]
    fn reserved_keys_and_too_many_tags_are_refused() {
        let many: String = (0..51).map(|number| format!(r#""k{number}": "", "#)).collect();
        let many = many.trim_end_matches(", ");
        transcript(
            &format!(
                r#"
                $arn = DescribeUserPool {{"UserPoolId": "$pool"}} > UserPool.Arn
                TagResource {{"ResourceArn": "$arn", "Tags": {{"aws:stage": "test"}}}}
                TagResource {{"ResourceArn": "$arn", "Tags": {{{many}}}}}
                ListTagsForResource {{"ResourceArn": "$arn"}}
                "#
            ),
            expect![[r#"
                {
                  "UserPool": {
                    "AccountRecoverySetting": {
                      "RecoveryMechanisms": [
                        {"Name": "verified_email", "Priority": 1},
                        {"Name": "verified_phone_number", "Priority": 2}
                      ]
                    },
                    "AcrConfiguration": {
                      "Level1": {"AcrValue": "urn:cognito:loa:1"},
                      "Level2": {"AcrValue": "urn:cognito:loa:2"},
                      "Level3": {"AcrValue": "urn:cognito:loa:3"},
                      "Level4": {"AcrValue": "urn:cognito:loa:4"}
                    },
                    "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": false, "UnusedAccountValidityDays": 7},
                    "Arn": "$arn",
                    "CreationDate": 1700000000.0,
                    "DeletionProtection": "INACTIVE",
                    "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
                    "EstimatedNumberOfUsers": 0,
                    "Id": "$pool",
                    "IssuerConfiguration": {"Type": "ORIGINAL"},
                    "KeyConfiguration": {"KeyType": "AWS_OWNED_KEY"},
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
                InvalidParameterException: aws: prefixed tag key names are not allowed for external use.
                InvalidParameterException: A resource cannot have more than 50 tags.
                {"Tags": {}}
            "#]],
        );
    }

    #[test]
    fn only_pools_that_exist_can_be_tagged() {
        transcript(
            r#"
            TagResource {"ResourceArn": "arn:aws:s3:us-east-1:123456789012:bucket/x", "Tags": {}}
            TagResource {"ResourceArn": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_none", "Tags": {}}
            TagResource {"ResourceArn": "arn:aws:cognito-idp:us-east-1:999999999999:userpool/$pool", "Tags": {}}
            "#,
            expect![[r#"
                InvalidParameterException: Invalid ARN: only user pools can be tagged.
                ResourceNotFoundException: User pool us-east-1_none does not exist.
                ResourceNotFoundException: User pool $pool does not exist.
            "#]],
        );
    }
}
