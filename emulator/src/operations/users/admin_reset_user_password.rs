//! AdminResetUserPassword: makes a user choose a new password with a code.

use poolhouse_emulator_model::shapes::{
    AdminResetUserPasswordRequest, AdminResetUserPasswordResponse, UserStatusType,
};

use crate::context::Context;
use crate::domain::{CodePurpose, MessageKind, User, recovery_address};
use crate::error::ApiError;
use crate::flow::triggers::Moment;
use crate::flow::{Letter, deliver};

/// Users who have no password of their own yet cannot lose it. For those who signed up and did not
/// confirm, that is unsure.
pub(crate) async fn admin_reset_user_password(
    ctx: &Context,
    input: AdminResetUserPasswordRequest,
) -> Result<AdminResetUserPasswordResponse, ApiError> {
    let (moment, letter) = reset(ctx, input)?;
    deliver(ctx, &moment, &letter).await?;
    Ok(AdminResetUserPasswordResponse {})
}

fn reset(ctx: &Context, input: AdminResetUserPasswordRequest) -> Result<(Moment, Letter), ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let mut user = User::clone(pool.resolve_user(input.username.expose())?);
    if !matches!(user.status, UserStatusType::Confirmed | UserStatusType::ResetRequired) {
        return Err(ApiError::password_reset_not_possible());
    }
    let address = recovery_address(&pool.settings().options, &user);
    let to = address.and_then(|address| Some((address, user.attribute(address.as_str())?.to_owned())));
    let to = to.ok_or_else(ApiError::no_verified_address)?;
    user.status = UserStatusType::ResetRequired;
    user.modified = ctx.now();
    let purpose = CodePurpose::ForgotPassword;
    let letter = Letter::with_code(ctx, &mut user, MessageKind::ForgotPassword, purpose, to);
    pool.put_user(user.clone());
    Ok((Moment::new(&pool, user.into(), None, input.client_metadata), letter))
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

    #[test]
    fn the_code_is_sent() {
        transcript(
            r#"
            user ann
            AdminUpdateUserAttributes {"UserPoolId": "$pool", "Username": "ann",
                "UserAttributes": [{"Name": "email_verified", "Value": "true"}]} > -
            AdminResetUserPassword {"UserPoolId": "$pool", "Username": "ann"}
            messages $pool
            "#,
            expect![[r#"
                {}
                [
                  {
                    "body": "Your password reset code is 397151",
                    "code": "397151",
                    "destination": "ann@example.com",
                    "kind": "forgot_password",
                    "medium": "EMAIL",
                    "sent_at": 1700000000.0,
                    "subject": "Your verification code",
                    "username": "ann"
                  }
                ]
            "#]],
        );
    }
}
