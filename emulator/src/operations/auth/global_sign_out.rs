//! GlobalSignOut: ends every session of the user who bears the token.

use poolhouse_emulator_model::shapes::{GlobalSignOutRequest, GlobalSignOutResponse};

use crate::context::Context;
use crate::error::ApiError;
use crate::flow::authorized;

pub(crate) async fn global_sign_out(
    ctx: &Context,
    input: GlobalSignOutRequest,
) -> Result<GlobalSignOutResponse, ApiError> {
    let access = authorized(ctx, input.access_token.expose())?;
    ctx.pool(&access.pool_id)?.end_token_sessions(&access.username);
    Ok(GlobalSignOutResponse {})
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn every_session_ends_and_new_ones_begin() {
        transcript(
            r#"
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"], "EnableTokenRevocation": false} > -
            user ann
            AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
            $here = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > AuthenticationResult.AccessToken
            $there = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > AuthenticationResult.AccessToken
            GlobalSignOut {"AccessToken": "$here"}
            GlobalSignOut {"AccessToken": "$here"}
            GetUser {"AccessToken": "$there"}
            $again = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > AuthenticationResult.AccessToken
            GetUser {"AccessToken": "$again"} > Username
            wait 3600
            GetUser {"AccessToken": "$again"}
            GlobalSignOut {"AccessToken": "none"}
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
                NotAuthorizedException: Access Token has been revoked
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
                "ann"
                NotAuthorizedException: Access Token has expired
                NotAuthorizedException: Invalid Access Token
            "#]],
        );
    }

    #[test]
    fn a_token_is_worth_what_its_user_and_client_are() {
        transcript(
            r#"
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
            user ann
            AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
            $token = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > AuthenticationResult.AccessToken
            $id = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > AuthenticationResult.IdToken
            GlobalSignOut {"AccessToken": "$id"}
            AdminDisableUser {"UserPoolId": "$pool", "Username": "ann"}
            GlobalSignOut {"AccessToken": "$token"}
            AdminEnableUser {"UserPoolId": "$pool", "Username": "ann"}
            GlobalSignOut {"AccessToken": "$token"}
            AdminDeleteUser {"UserPoolId": "$pool", "Username": "ann"}
            GlobalSignOut {"AccessToken": "$token"}
            DeleteUserPoolClient {"UserPoolId": "$pool", "ClientId": "$app"}
            GlobalSignOut {"AccessToken": "$token"}
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
                NotAuthorizedException: Invalid Access Token
                {}
                NotAuthorizedException: User is disabled.
                {}
                NotAuthorizedException: Access Token has been revoked
                (empty)
                NotAuthorizedException: Access Token has been revoked
                (empty)
                ResourceNotFoundException: User pool client $app does not exist.
            "#]],
        );
    }
}
