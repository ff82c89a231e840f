//! ListTagsForResource: the tags of a user pool.

use poolhouse_emulator_model::shapes::{ListTagsForResourceRequest, ListTagsForResourceResponse};

use super::tagged_pool::tagged_pool;
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn list_tags_for_resource(
    ctx: &Context,
    input: ListTagsForResourceRequest,
) -> Result<ListTagsForResourceResponse, ApiError> {
    let pool = tagged_pool(ctx, &input.resource_arn)?;
    let tags = pool.settings().options.user_pool_tags.clone();
    Ok(ListTagsForResourceResponse { tags: Some(tags.unwrap_or_default()) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn tags_given_at_creation_are_listed() {
        transcript(
            r#"
            $arn = DescribeUserPool {"UserPoolId": "$pool"} > UserPool.Arn
            ListTagsForResource {"ResourceArn": "$arn"}
            $arn = CreateUserPool {"PoolName": "tagged", "UserPoolTags": {"team": "red"}} > UserPool.Arn
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
                {"Tags": {}}
                {
                  "UserPool": {
                    "AccountRecoverySetting": {
                      "RecoveryMechanisms": [
                        {"Name": "verified_email", "Priority": 1},
                        {"Name": "verified_phone_number", "Priority": 2}
                      ]
                    },
                    "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": false, "UnusedAccountValidityDays": 7},
                    "Arn": "$arn",
                    "CreationDate": 1700000000.0,
                    "DeletionProtection": "INACTIVE",
                    "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
                    "EstimatedNumberOfUsers": 0,
                    "Id": "us-east-1_Pg7xY9rGg",
                    "LambdaConfig": {},
                    "LastModifiedDate": 1700000000.0,
                    "MfaConfiguration": "OFF",
                    "Name": "tagged",
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
                    "UserPoolTags": {"team": "red"},
                    "UserPoolTier": "ESSENTIALS",
                    "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE"}
                  }
                }
                {"Tags": {"team": "red"}}
            "#]],
        );
    }
}
