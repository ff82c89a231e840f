//! AdminConfirmSignUp: confirms a user who signed up, without a code.

use poolhouse_emulator_model::shapes::{
    AdminConfirmSignUpRequest, AdminConfirmSignUpResponse, UserStatusType,
};

use crate::context::Context;
use crate::domain::User;
use crate::error::ApiError;
use crate::flow::triggers::{Moment, PostConfirmation, post_confirmation};

/// No address is verified by it.
pub(crate) async fn admin_confirm_sign_up(
    ctx: &Context,
    input: AdminConfirmSignUpRequest,
) -> Result<AdminConfirmSignUpResponse, ApiError> {
    let moment = confirm(ctx, input)?;
    post_confirmation(ctx, &moment, PostConfirmation::SignUp).await?;
    Ok(AdminConfirmSignUpResponse {})
}

fn confirm(ctx: &Context, input: AdminConfirmSignUpRequest) -> Result<Moment, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let user = User::clone(pool.resolve_user(input.username.expose())?);
    if user.status != UserStatusType::Unconfirmed {
        return Err(ApiError::user_cannot_be_confirmed(user.status));
    }
    let user = User { status: UserStatusType::Confirmed, modified: ctx.now(), ..user };
    pool.put_user(user.clone());
    Ok(Moment::new(&pool, user.into(), None, input.client_metadata))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn who_signed_up_is_confirmed_and_no_address_verified() {
        transcript(
            r#"
            unconfirmed ann
            wait 60
            AdminConfirmSignUp {"UserPoolId": "$pool", "Username": "ann", "ClientMetadata": {"by": "admin"}}
            AdminGetUser {"UserPoolId": "$pool", "Username": "ann"}
            "#,
            expect![[r#"
                {}
                {
                  "Enabled": true,
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
    fn nobody_else_can_be_confirmed() {
        transcript(
            r#"
            user ann
            AdminConfirmSignUp {"UserPoolId": "$pool", "Username": "ann"}
            AdminCreateUser {"UserPoolId": "$pool", "Username": "bob"} > -
            AdminConfirmSignUp {"UserPoolId": "$pool", "Username": "bob"}
            AdminConfirmSignUp {"UserPoolId": "$pool", "Username": "eve"}
            "#,
            expect![[r#"
                NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED
                NotAuthorizedException: User cannot be confirmed. Current status is FORCE_CHANGE_PASSWORD
                UserNotFoundException: User does not exist.
            "#]],
        );
    }

    #[test]
    fn a_function_is_told() {
        transcript(
            r#"
            $p = CreateUserPool {"PoolName": "p", "LambdaConfig": {
                "PostConfirmation": "arn:aws:lambda:us-east-1:123456789012:function:after"}} > -
            $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
            $ann = SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1"} > UserSub
            function arn:aws:lambda:us-east-1:123456789012:function:after {}
            AdminConfirmSignUp {"UserPoolId": "$p", "Username": "ann", "ClientMetadata": {"by": "admin"}}
            "#,
            expect![[r#"
                {"UserConfirmed": false, "UserSub": "$ann"}
                {
                  "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "CLIENT_ID_NOT_APPLICABLE"},
                  "region": "us-east-1",
                  "request": {
                    "clientMetadata": {"by": "admin"},
                    "userAttributes": {"cognito:user_status": "CONFIRMED", "sub": "$ann"}
                  },
                  "response": {},
                  "triggerSource": "PostConfirmation_ConfirmSignUp",
                  "userName": "ann",
                  "userPoolId": "$p",
                  "version": "1"
                }
                {}
            "#]],
        );
    }
}
