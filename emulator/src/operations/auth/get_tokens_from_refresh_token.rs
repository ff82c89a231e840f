//! GetTokensFromRefreshToken: new tokens for a refresh token, which it replaces where they rotate.

use poolhouse_emulator_model::shapes::{GetTokensFromRefreshTokenRequest, GetTokensFromRefreshTokenResponse};

use crate::context::Context;
use crate::error::ApiError;
use crate::flow::{Refresh, check_client_secret, refresh_tokens};

pub(crate) async fn get_tokens_from_refresh_token(
    ctx: &Context,
    input: GetTokensFromRefreshTokenRequest,
) -> Result<GetTokensFromRefreshTokenResponse, ApiError> {
    let (pool_id, client) = {
        let (pool, client) = ctx.client(input.client_id.expose())?;
        (pool.id().to_owned(), client)
    };
    if !check_client_secret(&client, input.client_secret.as_ref().map(|secret| secret.expose())) {
        return Err(ApiError::invalid_client_secret(&client.id));
    }
    let refresh = Refresh {
        pool_id: &pool_id,
        client: &client,
        token: input.refresh_token.expose(),
        device_key: input.device_key.as_deref(),
        metadata: input.client_metadata.as_ref(),
    };
    let tokens = refresh_tokens(ctx, &refresh).await?;
    Ok(GetTokensFromRefreshTokenResponse { authentication_result: Some(tokens) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn without_rotation_the_refresh_token_stays() {
        transcript(
            r#"
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"], "RefreshTokenValidity": 60, "TokenValidityUnits": {"RefreshToken": "minutes"}} > -
            $other = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "other", "ClientSecret": "abcdefghijklmnopqrstuvwxyz"} > -
            user ann
            AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
            $token = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > AuthenticationResult.RefreshToken
            GetTokensFromRefreshToken {"ClientId": "$app", "RefreshToken": "$token"}
            GetTokensFromRefreshToken {"ClientId": "$app", "RefreshToken": "a.b.c.d.e"}
            GetTokensFromRefreshToken {"ClientId": "$app", "RefreshToken": "$token", "ClientSecret": "abcdefghijklmnopqrstuvwxyz"}
            GetTokensFromRefreshToken {"ClientId": "$other", "RefreshToken": "$token", "ClientSecret": "abcdefghijklmnopqrstuvwxyz"}
            GetTokensFromRefreshToken {"ClientId": "$other", "RefreshToken": "$token"}
            AdminDisableUser {"UserPoolId": "$pool", "Username": "ann"}
            GetTokensFromRefreshToken {"ClientId": "$app", "RefreshToken": "$token"}
            AdminEnableUser {"UserPoolId": "$pool", "Username": "ann"}
            GetTokensFromRefreshToken {"ClientId": "$app", "RefreshToken": "$token"}
            AdminDeleteUser {"UserPoolId": "$pool", "Username": "ann"}
            GetTokensFromRefreshToken {"ClientId": "$app", "RefreshToken": "$token"}
            wait 3600
            GetTokensFromRefreshToken {"ClientId": "$app", "RefreshToken": "$token"}
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
                  "AuthenticationResult": {"AccessToken": "…", "ExpiresIn": 3600, "IdToken": "…", "TokenType": "Bearer"}
                }
                NotAuthorizedException: Invalid Refresh Token.
                NotAuthorizedException: Invalid client secret for client $app
                NotAuthorizedException: Invalid Refresh Token.
                NotAuthorizedException: Invalid client secret for client $other
                {}
                NotAuthorizedException: User is disabled.
                {}
                NotAuthorizedException: Refresh Token has been revoked
                (empty)
                UserNotFoundException: User does not exist.
                NotAuthorizedException: Refresh Token has expired
            "#]],
        );
    }

    #[test]
    fn a_token_that_was_replaced_works_for_the_grace_and_then_ends_everything() {
        transcript(
            r#"
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"], "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10}} > -
            user ann
            AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
            $first = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > AuthenticationResult.RefreshToken
            $second = GetTokensFromRefreshToken {"ClientId": "$app", "RefreshToken": "$first"} > AuthenticationResult.RefreshToken
            wait 9
            GetTokensFromRefreshToken {"ClientId": "$app", "RefreshToken": "$first"} > AuthenticationResult.TokenType
            $third = GetTokensFromRefreshToken {"ClientId": "$app", "RefreshToken": "$second"} > AuthenticationResult.RefreshToken
            GetTokensFromRefreshToken {"ClientId": "$app", "RefreshToken": "$first"}
            GetTokensFromRefreshToken {"ClientId": "$app", "RefreshToken": "$third"}
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
                  }
                }
                "Bearer"
                {
                  "AuthenticationResult": {
                    "AccessToken": "…",
                    "ExpiresIn": 3600,
                    "IdToken": "…",
                    "RefreshToken": "…",
                    "TokenType": "Bearer"
                  }
                }
                RefreshTokenReuseException: Refresh token has already been used.
                NotAuthorizedException: Refresh Token has been revoked
            "#]],
        );
    }
}
