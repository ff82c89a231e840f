//! UntagResource: removes tags of a user pool by their keys.

use poolhouse_emulator_model::shapes::{UntagResourceRequest, UntagResourceResponse};

use super::tagged_pool::tagged_pool;
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn untag_resource(
    ctx: &Context,
    input: UntagResourceRequest,
) -> Result<UntagResourceResponse, ApiError> {
    let mut pool = tagged_pool(ctx, &input.resource_arn)?;
    let mut settings = pool.settings().clone();
    let tags = settings.options.user_pool_tags.get_or_insert_default();
    tags.retain(|key, _| !input.tag_keys.contains(key));
    pool.put_settings(settings);
    Ok(UntagResourceResponse {})
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn tags_go_by_key_and_a_key_that_is_not_there_is_fine() {
        transcript(
            r#"
            $arn = DescribeUserPool {"UserPoolId": "$pool"} > UserPool.Arn
            TagResource {"ResourceArn": "$arn", "Tags": {"stage": "test", "team": "red"}}
            UntagResource {"ResourceArn": "$arn", "TagKeys": ["team", "colour"]}
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
                {"Tags": {"stage": "test"}}
            "#]],
        );
    }
}
