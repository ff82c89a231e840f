//! AdminResetUserPassword: makes a user choose a new password with a code.

use poolhouse_emulator_model::shapes::{
    AdminResetUserPasswordRequest, AdminResetUserPasswordResponse, UserStatusType,
};

use crate::context::Context;
use crate::domain::{User, recovery_address};
use crate::error::ApiError;

/// Users who have no password of their own yet cannot lose it. For those who signed up and did not
/// confirm, that is unsure.
pub(crate) async fn admin_reset_user_password(
    ctx: &Context,
    input: AdminResetUserPasswordRequest,
) -> Result<AdminResetUserPasswordResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let user = User::clone(pool.resolve_user(input.username.expose())?);
    if !matches!(user.status, UserStatusType::Confirmed | UserStatusType::ResetRequired) {
        return Err(ApiError::password_reset_not_possible());
    }
    if recovery_address(&pool.settings().options, &user).is_none() {
        return Err(ApiError::no_verified_address());
    }
    pool.put_user(User { status: UserStatusType::ResetRequired, modified: ctx.now(), ..user });
    Ok(AdminResetUserPasswordResponse {})
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_confirmed_user_must_reset_and_can_be_told_so_again() {
        transcript(
            r#"
            user ann
            AdminUpdateUserAttributes {"UserPoolId": "$pool", "Username": "ann",
                "UserAttributes": [{"Name": "email_verified", "Value": "true"}]}
            wait 60
            AdminResetUserPassword {"UserPoolId": "$pool", "Username": "ann", "ClientMetadata": {"reason": "lost"}}
            AdminResetUserPassword {"UserPoolId": "$pool", "Username": "ann"}
            AdminGetUser {"UserPoolId": "$pool", "Username": "ann"}
            "#,
            expect![[r#"
                {}
                {}
                {}
                {
                  "Enabled": true,
                  "UserAttributes": [
                    {"Name": "email", "Value": "ann@example.com"},
                    {"Name": "email_verified", "Value": "true"},
                    {"Name": "sub", "Value": "$ann"}
                  ],
                  "UserCreateDate": 1700000000.0,
                  "UserLastModifiedDate": 1700000060.0,
                  "UserStatus": "RESET_REQUIRED",
                  "Username": "ann"
                }
            "#]],
        );
    }

    #[test]
    fn without_a_verified_address_nothing_changes() {
        transcript(
            r#"
            user ann
            AdminResetUserPassword {"UserPoolId": "$pool", "Username": "ann"}
            AdminGetUser {"UserPoolId": "$pool", "Username": "ann"} > UserStatus
            "#,
            expect![[r#"
                InvalidParameterException: Cannot reset password for the user as there is no registered/verified email or phone_number
                "CONFIRMED"
            "#]],
        );
    }

    #[test]
    fn a_temporary_password_cannot_be_reset() {
        transcript(
            r#"
            AdminCreateUser {"UserPoolId": "$pool", "Username": "ann", "UserAttributes": [
                {"Name": "email", "Value": "a@b.de"}, {"Name": "email_verified", "Value": "true"}]} > -
            AdminResetUserPassword {"UserPoolId": "$pool", "Username": "ann"}
            AdminResetUserPassword {"UserPoolId": "$pool", "Username": "bob"}
            "#,
            expect![[r#"
                NotAuthorizedException: User password cannot be reset in the current state.
                UserNotFoundException: User does not exist.
            "#]],
        );
    }
}
