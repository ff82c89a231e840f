//! AdminDeleteUser: removes a user from a pool and all its groups.

use poolhouse_emulator_model::NoOutput;
use poolhouse_emulator_model::shapes::AdminDeleteUserRequest;

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn admin_delete_user(
    ctx: &Context,
    input: AdminDeleteUserRequest,
) -> Result<NoOutput, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let username = pool.resolve_user(input.username.expose())?.username.clone();
    pool.remove_user(&username);
    Ok(NoOutput)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn the_username_is_free_again() {
        transcript(
            r#"
            user ann
            AdminDeleteUser {"UserPoolId": "$pool", "Username": "ann"}
            AdminGetUser {"UserPoolId": "$pool", "Username": "ann"}
            AdminGetUser {"UserPoolId": "$pool", "Username": "$ann"}
            AdminCreateUser {"UserPoolId": "$pool", "Username": "ann"} > User.UserStatus
            AdminDeleteUser {"UserPoolId": "$pool", "Username": "ann"}
            AdminDeleteUser {"UserPoolId": "$pool", "Username": "ann"}
            "#,
            expect![[r#"
                (empty)
                UserNotFoundException: User does not exist.
                UserNotFoundException: User does not exist.
                "FORCE_CHANGE_PASSWORD"
                (empty)
                UserNotFoundException: User does not exist.
            "#]],
        );
    }

    #[test]
    fn aliases_are_free_again_and_groups_are_left() {
        transcript(
            r#"
            $aliased = CreateUserPool {"PoolName": "aliased", "AliasAttributes": ["email"]} > -
            AdminCreateUser {"UserPoolId": "$aliased", "Username": "ann", "UserAttributes": [
                {"Name": "email", "Value": "a@b.de"}, {"Name": "email_verified", "Value": "true"}]} > -
            CreateGroup {"UserPoolId": "$aliased", "GroupName": "admins"} > -
            AdminAddUserToGroup {"UserPoolId": "$aliased", "GroupName": "admins", "Username": "ann"} > -
            AdminDeleteUser {"UserPoolId": "$aliased", "Username": "a@b.de"}
            ListUsersInGroup {"UserPoolId": "$aliased", "GroupName": "admins"}
            AdminCreateUser {"UserPoolId": "$aliased", "Username": "bob", "UserAttributes": [
                {"Name": "email", "Value": "a@b.de"}, {"Name": "email_verified", "Value": "true"}]} > User.Username
            "#,
            expect![[r#"
                (empty)
                {"Users": []}
                "bob"
            "#]],
        );
    }
}
