//! AdminUserGlobalSignOut: ends every session of a user.

use poolhouse_emulator_model::shapes::{AdminUserGlobalSignOutRequest, AdminUserGlobalSignOutResponse};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn admin_user_global_sign_out(
    ctx: &Context,
    input: AdminUserGlobalSignOutRequest,
) -> Result<AdminUserGlobalSignOutResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let username = pool.resolve_user(input.username.expose())?.username.clone();
    pool.end_token_sessions(&username);
    Ok(AdminUserGlobalSignOutResponse {})
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_user_is_signed_out_everywhere() {
        transcript(
            r#"
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
            user ann
            AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
            $token = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > AuthenticationResult.AccessToken
            AdminUserGlobalSignOut {"UserPoolId": "$pool", "Username": "$ann"}
            GetUser {"AccessToken": "$token"}
            AdminUserGlobalSignOut {"UserPoolId": "$pool", "Username": "bob"}
            "#,
            expect![[r#"
                {
                  "AuthenticationResult": {
                    "AccessToken": "…",
                    "ExpiresIn": 3600,
                    "IdToken": "…",
                    "RefreshToken": "…",
                    "TokenType": "Bearer"
                  },
                  "ChallengeParameters": {}
                }
                {}
                NotAuthorizedException: Access Token has been revoked
                UserNotFoundException: User does not exist.
            "#]],
        );
    }
}
