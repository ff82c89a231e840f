//! AdminAddUserToGroup: puts a user into a group.

use poolhouse_emulator_model::NoOutput;
use poolhouse_emulator_model::shapes::AdminAddUserToGroupRequest;

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn admin_add_user_to_group(
    ctx: &Context,
    input: AdminAddUserToGroupRequest,
) -> Result<NoOutput, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    pool.group(&input.group_name)?;
    let username = pool.resolve_user(input.username.expose())?.username.clone();
    pool.join_group(&username, &input.group_name)?;
    Ok(NoOutput)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn being_in_the_group_already_is_fine() {
        transcript(
            r#"
            user ann
            CreateGroup {"UserPoolId": "$pool", "GroupName": "admins"}
            AdminAddUserToGroup {"UserPoolId": "$pool", "GroupName": "admins", "Username": "ann"}
            AdminAddUserToGroup {"UserPoolId": "$pool", "GroupName": "admins", "Username": "ann"}
            ListUsersInGroup {"UserPoolId": "$pool", "GroupName": "admins"}
            "#,
            expect![[r#"
                {
                  "Group": {
                    "CreationDate": 1700000000.0,
                    "GroupName": "admins",
                    "LastModifiedDate": 1700000000.0,
                    "UserPoolId": "$pool"
                  }
                }
                (empty)
                (empty)
                {
                  "Users": [
                    {
                      "Attributes": [
                        {"Name": "email", "Value": "ann@example.com"},
                        {"Name": "sub", "Value": "$ann"}
                      ],
                      "Enabled": true,
                      "UserCreateDate": 1700000000.0,
                      "UserLastModifiedDate": 1700000000.0,
                      "UserStatus": "CONFIRMED",
                      "Username": "ann"
                    }
                  ]
                }
            "#]],
        );
    }

    #[test]
    fn user_and_group_must_exist() {
        transcript(
            r#"
            user ann
            CreateGroup {"UserPoolId": "$pool", "GroupName": "admins"}
            AdminAddUserToGroup {"UserPoolId": "$pool", "GroupName": "admins", "Username": "bob"}
            AdminAddUserToGroup {"UserPoolId": "$pool", "GroupName": "nobody", "Username": "ann"}
            "#,
            expect![[r#"
                {
                  "Group": {
                    "CreationDate": 1700000000.0,
                    "GroupName": "admins",
                    "LastModifiedDate": 1700000000.0,
                    "UserPoolId": "$pool"
                  }
                }
                UserNotFoundException: User does not exist.
                ResourceNotFoundException: Group not found.
            "#]],
        );
    }

    #[test]
    fn a_user_is_in_a_hundred_groups_at_most() {
        let groups: String = (0..101)
            .map(|number| {
                format!(
                    "CreateGroup {{\"UserPoolId\": \"$pool\", \"GroupName\": \"g{number}\"}} > -\n\
                     AdminAddUserToGroup {{\"UserPoolId\": \"$pool\", \"GroupName\": \"g{number}\", \"Username\": \"ann\"}} > -\n"
                )
            })
            .collect();
        let again = r#"AdminAddUserToGroup {"UserPoolId": "$pool", "GroupName": "g7", "Username": "ann"}"#;
        transcript(
            &format!("user ann\n{groups}\n{again}"),
            expect![[r#"
            InvalidParameterException: Exceeded the limit of 100 groups per user.
            (empty)
        "#]],
        );
    }
}
