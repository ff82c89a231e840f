//! AdminGetUser: one user with all attributes.

use poolhouse_emulator_model::shapes::{AdminGetUserRequest, AdminGetUserResponse};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn admin_get_user(
    ctx: &Context,
    input: AdminGetUserRequest,
) -> Result<AdminGetUserResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let user = pool.resolve_user(input.username.expose())?;
    Ok(AdminGetUserResponse {
        username: user.username.as_str().into(),
        user_attributes: Some(user.describe_attributes()),
        user_create_date: Some(user.created),
        user_last_modified_date: Some(user.modified),
        enabled: Some(user.enabled),
        user_status: Some(user.status),
        mfa_options: user.second_factors.describe_legacy(),
        user_mfa_setting_list: user.second_factors.describe_enabled(),
        preferred_mfa_setting: user.second_factors.describe_preferred(),
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_user_is_described_with_the_sub() {
        transcript(
            r#"
            user ann
            AdminGetUser {"UserPoolId": "$pool", "Username": "ann"}
            "#,
            expect![[r#"
                {
                  "Enabled": true,
                  "UserAttributes": [
                    {"Name": "email", "Value": "ann@example.com"},
                    {"Name": "sub", "Value": "$ann"}
                  ],
                  "UserCreateDate": 1700000000.0,
                  "UserLastModifiedDate": 1700000000.0,
                  "UserStatus": "CONFIRMED",
                  "Username": "ann"
                }
            "#]],
        );
    }

    #[test]
    fn the_sub_finds_a_user_where_there_are_no_aliases() {
        transcript(
            r#"
            user ann
            AdminGetUser {"UserPoolId": "$pool", "Username": "$ann"} > Username
            $aliased = CreateUserPool {"PoolName": "aliased", "AliasAttributes": ["email"]} > -
            $bob = AdminCreateUser {"UserPoolId": "$aliased", "Username": "bob"} > User.Attributes.0.Value
            AdminGetUser {"UserPoolId": "$aliased", "Username": "$bob"}
            "#,
            expect![[r#"
                "ann"
                {
                  "User": {
                    "Attributes": [{"Name": "sub", "Value": "$bob"}],
                    "Enabled": true,
                    "UserCreateDate": 1700000000.0,
                    "UserLastModifiedDate": 1700000000.0,
                    "UserStatus": "FORCE_CHANGE_PASSWORD",
                    "Username": "bob"
                  }
                }
                UserNotFoundException: User does not exist.
            "#]],
        );
    }

    #[test]
    fn an_alias_finds_its_user_once_it_is_verified() {
        transcript(
            r#"
            $aliased = CreateUserPool {"PoolName": "aliased", "AliasAttributes": ["email", "preferred_username"]} > -
            AdminCreateUser {"UserPoolId": "$aliased", "Username": "ann", "UserAttributes": [
                {"Name": "email", "Value": "ann@example.com"}, {"Name": "preferred_username", "Value": "annie"}]} > -
            AdminGetUser {"UserPoolId": "$aliased", "Username": "annie"} > Username
            AdminGetUser {"UserPoolId": "$aliased", "Username": "ann@example.com"} > Username
            AdminUpdateUserAttributes {"UserPoolId": "$aliased", "Username": "ann", "UserAttributes": [
                {"Name": "email_verified", "Value": "true"}]}
            AdminGetUser {"UserPoolId": "$aliased", "Username": "ann@example.com"} > Username
            "#,
            expect![[r#"
                "ann"
                UserNotFoundException: User does not exist.
                {}
                "ann"
            "#]],
        );
    }

    #[test]
    fn case_counts_unless_the_pool_ignores_it() {
        transcript(
            r#"
            user ann
            AdminGetUser {"UserPoolId": "$pool", "Username": "Ann"}
            $folding = CreateUserPool {"PoolName": "folding", "UsernameConfiguration": {"CaseSensitive": false},
                "AliasAttributes": ["email"]} > -
            AdminCreateUser {"UserPoolId": "$folding", "Username": "Ann", "UserAttributes": [
                {"Name": "email", "Value": "Ann@Example.com"}, {"Name": "email_verified", "Value": "true"}]} > -
            AdminGetUser {"UserPoolId": "$folding", "Username": "ANN"} > Username
            AdminGetUser {"UserPoolId": "$folding", "Username": "ann@EXAMPLE.com"} > UserAttributes.0
            "#,
            expect![[r#"
                UserNotFoundException: User does not exist.
                "ann"
                {"Name": "email", "Value": "Ann@Example.com"}
            "#]],
        );
    }

    #[test]
    fn user_and_pool_must_exist() {
        transcript(
            r#"
            AdminGetUser {"UserPoolId": "$pool", "Username": "ann"}
            AdminGetUser {"UserPoolId": "us-east-1_gone", "Username": "ann"}
            "#,
            expect![[r#"
                UserNotFoundException: User does not exist.
                ResourceNotFoundException: User pool us-east-1_gone does not exist.
            "#]],
        );
    }
}
