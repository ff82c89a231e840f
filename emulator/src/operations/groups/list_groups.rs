//! ListGroups: the groups of a user pool, in pages.

use poolhouse_emulator_model::shapes::{ListGroupsRequest, ListGroupsResponse};

use crate::context::Context;
use crate::error::ApiError;
use crate::page::{DEFAULT_LIMIT, Page};

pub(crate) async fn list_groups(
    ctx: &Context,
    input: ListGroupsRequest,
) -> Result<ListGroupsResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let list = ["ListGroups", pool.id()];
    let page = Page::new(&list, input.limit, DEFAULT_LIMIT, input.next_token.as_deref())?;
    let groups = pool.groups_after(page.after()).map(|group| (group.name.clone(), group.describe(pool.id())));
    let (groups, next_token) = page.take(groups);
    Ok(ListGroupsResponse { groups: Some(groups), next_token })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_pool_without_groups_has_an_empty_list() {
        transcript(r#"ListGroups {"UserPoolId": "$pool"}"#, expect![[r#"
            {"Groups": []}
        "#]]);
    }

    #[test]
    fn pages_follow_one_another_to_the_last() {
        transcript(
            r#"
            CreateGroup {"UserPoolId": "$pool", "GroupName": "b"}
            CreateGroup {"UserPoolId": "$pool", "GroupName": "c"}
            CreateGroup {"UserPoolId": "$pool", "GroupName": "a"}
            $next = ListGroups {"UserPoolId": "$pool", "Limit": 2} > NextToken
            ListGroups {"UserPoolId": "$pool", "Limit": 2, "NextToken": "$next"}
            "#,
            expect![[r#"
                {
                  "Group": {
                    "CreationDate": 1700000000.0,
                    "GroupName": "b",
                    "LastModifiedDate": 1700000000.0,
                    "UserPoolId": "$pool"
                  }
                }
                {
                  "Group": {
                    "CreationDate": 1700000000.0,
                    "GroupName": "c",
                    "LastModifiedDate": 1700000000.0,
                    "UserPoolId": "$pool"
                  }
                }
                {
                  "Group": {
                    "CreationDate": 1700000000.0,
                    "GroupName": "a",
                    "LastModifiedDate": 1700000000.0,
                    "UserPoolId": "$pool"
                  }
                }
                {
                  "Groups": [
                    {
                      "CreationDate": 1700000000.0,
                      "GroupName": "a",
                      "LastModifiedDate": 1700000000.0,
                      "UserPoolId": "$pool"
                    },
                    {
                      "CreationDate": 1700000000.0,
                      "GroupName": "b",
                      "LastModifiedDate": 1700000000.0,
                      "UserPoolId": "$pool"
                    }
                  ],
                  "NextToken": "$next"
                }
                {
                  "Groups": [
                    {
                      "CreationDate": 1700000000.0,
                      "GroupName": "c",
                      "LastModifiedDate": 1700000000.0,
                      "UserPoolId": "$pool"
                    }
                  ]
                }
            "#]],
        );
    }

    #[test]
    fn a_token_of_another_pool_is_refused() {
        transcript(
            r#"
            CreateGroup {"UserPoolId": "$pool", "GroupName": "a"}
            CreateGroup {"UserPoolId": "$pool", "GroupName": "b"}
            $next = ListGroups {"UserPoolId": "$pool", "Limit": 1} > NextToken
            $other = CreateUserPool {"PoolName": "other"} > UserPool.Id
            ListGroups {"UserPoolId": "$other", "NextToken": "$next"}
            "#,
            expect![[r#"
                {
                  "Group": {
                    "CreationDate": 1700000000.0,
                    "GroupName": "a",
                    "LastModifiedDate": 1700000000.0,
                    "UserPoolId": "$pool"
                  }
                }
                {
                  "Group": {
                    "CreationDate": 1700000000.0,
                    "GroupName": "b",
                    "LastModifiedDate": 1700000000.0,
                    "UserPoolId": "$pool"
                  }
                }
                {
                  "Groups": [
                    {
                      "CreationDate": 1700000000.0,
                      "GroupName": "a",
                      "LastModifiedDate": 1700000000.0,
                      "UserPoolId": "$pool"
                    }
                  ],
                  "NextToken": "$next"
                }
                {
                  "UserPool": {
                    "AccountRecoverySetting": {
                      "RecoveryMechanisms": [
                        {"Name": "verified_email", "Priority": 1},
                        {"Name": "verified_phone_number", "Priority": 2}
                      ]
                    },
                    "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": false, "UnusedAccountValidityDays": 7},
                    "Arn": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/$other",
                    "CreationDate": 1700000000.0,
                    "DeletionProtection": "INACTIVE",
                    "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
                    "EstimatedNumberOfUsers": 0,
                    "Id": "$other",
                    "LambdaConfig": {},
                    "LastModifiedDate": 1700000000.0,
                    "MfaConfiguration": "OFF",
                    "Name": "other",
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
                InvalidParameterException: Invalid pagination token.
            "#]],
        );
    }
}
