//! DeleteGroup: removes a group, and everyone from it.

use poolhouse_emulator_model::NoOutput;
use poolhouse_emulator_model::shapes::DeleteGroupRequest;

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn delete_group(ctx: &Context, input: DeleteGroupRequest) -> Result<NoOutput, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    pool.group(&input.group_name)?;
    pool.remove_group(&input.group_name);
    Ok(NoOutput)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn its_members_are_in_it_no_more_even_when_it_comes_back() {
        transcript(
            r#"
            user ann
            CreateGroup {"UserPoolId": "$pool", "GroupName": "admins"}
            AdminAddUserToGroup {"UserPoolId": "$pool", "GroupName": "admins", "Username": "ann"}
            DeleteGroup {"UserPoolId": "$pool", "GroupName": "admins"}
            DeleteGroup {"UserPoolId": "$pool", "GroupName": "admins"}
            CreateGroup {"UserPoolId": "$pool", "GroupName": "admins"}
            ListUsersInGroup {"UserPoolId": "$pool", "GroupName": "admins"}
            AdminListGroupsForUser {"UserPoolId": "$pool", "Username": "ann"}
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
                ResourceNotFoundException: Group not found.
                {
                  "Group": {
                    "CreationDate": 1700000000.0,
                    "GroupName": "admins",
                    "LastModifiedDate": 1700000000.0,
                    "UserPoolId": "$pool"
                  }
                }
                {"Users": []}
                {"Groups": []}
            "#]],
        );
    }
}
