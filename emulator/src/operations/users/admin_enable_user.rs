//! AdminEnableUser: lets a user sign in again.

use poolhouse_emulator_model::shapes::{AdminEnableUserRequest, AdminEnableUserResponse};

use crate::context::Context;
use crate::domain::User;
use crate::error::ApiError;

pub(crate) async fn admin_enable_user(
    ctx: &Context,
    input: AdminEnableUserRequest,
) -> Result<AdminEnableUserResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let user = User::clone(pool.resolve_user(input.username.expose())?);
    pool.put_user(User { enabled: true, modified: ctx.now(), ..user });
    Ok(AdminEnableUserResponse {})
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn the_status_stays_as_it_was() {
        transcript(
            r#"
            AdminCreateUser {"UserPoolId": "$pool", "Username": "ann"} > -
            AdminDisableUser {"UserPoolId": "$pool", "Username": "ann"}
            wait 60
            AdminEnableUser {"UserPoolId": "$pool", "Username": "ann"}
            AdminEnableUser {"UserPoolId": "$pool", "Username": "ann"}
            $ann = AdminGetUser {"UserPoolId": "$pool", "Username": "ann"} > UserAttributes.0.Value
            "#,
            expect![[r#"
                {}
                {}
                {}
                {
                  "Enabled": true,
                  "UserAttributes": [{"Name": "sub", "Value": "$ann"}],
                  "UserCreateDate": 1700000000.0,
                  "UserLastModifiedDate": 1700000060.0,
                  "UserStatus": "FORCE_CHANGE_PASSWORD",
                  "Username": "ann"
                }
            "#]],
        );
    }

    #[test]
    fn the_user_must_exist() {
        transcript(
            r#"AdminEnableUser {"UserPoolId": "$pool", "Username": "ann"}"#,
            expect![[r#"
            UserNotFoundException: User does not exist.
        "#]],
        );
    }
}
