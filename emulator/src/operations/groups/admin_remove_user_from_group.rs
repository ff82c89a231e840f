//! AdminRemoveUserFromGroup: takes a user out of a group.

use poolhouse_emulator_model::NoOutput;
use poolhouse_emulator_model::shapes::AdminRemoveUserFromGroupRequest;

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn admin_remove_user_from_group(
    ctx: &Context,
    input: AdminRemoveUserFromGroupRequest,
) -> Result<NoOutput, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    pool.group(&input.group_name)?;
    let username = pool.resolve_user(input.username.expose())?.username.clone();
    pool.leave_group(&username, &input.group_name);
    Ok(NoOutput)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn not_being_in_the_group_is_fine() {
        transcript(
            r#"
            user ann
            CreateGroup {"UserPoolId": "$pool", "GroupName": "admins"}
            AdminAddUserToGroup {"UserPoolId": "$pool", "GroupName": "admins", "Username": "ann"}
            AdminRemoveUserFromGroup {"UserPoolId": "$pool", "GroupName": "admins", "Username": "ann"}
            AdminRemoveUserFromGroup {"UserPoolId": "$pool", "GroupName": "admins", "Username": "ann"}
            ListUsersInGroup {"UserPoolId": "$pool", "GroupName": "admins"}
            AdminRemoveUserFromGroup {"UserPoolId": "$pool", "GroupName": "nobody", "Username": "ann"}
            AdminRemoveUserFromGroup {"UserPoolId": "$pool", "GroupName": "admins", "Username": "bob"}
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
                (empty)
                {"Users": []}
                ResourceNotFoundException: Group not found.
                UserNotFoundException: User does not exist.
            "#]],
        );
    }
}
