//! AdminDisableUser: keeps a user from signing in, and ends where the user is signed in.

use poolhouse_emulator_model::shapes::{AdminDisableUserRequest, AdminDisableUserResponse};

use crate::context::Context;
use crate::domain::User;
use crate::error::ApiError;

pub(crate) async fn admin_disable_user(
    ctx: &Context,
    input: AdminDisableUserRequest,
) -> Result<AdminDisableUserResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let user = User::clone(pool.resolve_user(input.username.expose())?);
    pool.end_token_sessions(&user.username);
    pool.put_user(User { enabled: false, modified: ctx.now(), ..user });
    Ok(AdminDisableUserResponse {})
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_disabled_user_can_be_disabled_again() {
        transcript(
            r#"
            user ann
            wait 60
            AdminDisableUser {"UserPoolId": "$pool", "Username": "ann"}
            AdminDisableUser {"UserPoolId": "$pool", "Username": "$ann"}
            AdminGetUser {"UserPoolId": "$pool", "Username": "ann"}
            "#,
            expect![[r#"
                {}
                {}
                {
                  "Enabled": false,
                  "UserAttributes": [
                    {"Name": "email", "Value": "ann@example.com"},
                    {"Name": "sub", "Value": "$ann"}
                  ],
                  "UserCreateDate": 1700000000.0,
                  "UserLastModifiedDate": 1700000060.0,
                  "UserStatus": "CONFIRMED",
                  "Username": "ann"
                }
            "#]],
        );
    }

    #[test]
    fn the_user_must_exist() {
        transcript(
            r#"AdminDisableUser {"UserPoolId": "$pool", "Username": "ann"}"#,
            expect![[r#"
            UserNotFoundException: User does not exist.
        "#]],
        );
    }
}
