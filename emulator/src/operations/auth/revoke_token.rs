//! RevokeToken: ends the session of a refresh token.

use poolhouse_emulator_model::shapes::{RevokeTokenRequest, RevokeTokenResponse};

use crate::context::Context;
use crate::error::ApiError;
use crate::flow::{check_client_secret, revoke_refresh_token};

/// There are no sessions of the sign-in pages yet that could be linked to one.
pub(crate) async fn revoke_token(
    ctx: &Context,
    input: RevokeTokenRequest,
) -> Result<RevokeTokenResponse, ApiError> {
    let (pool_id, client) = {
        let found = ctx.client(input.client_id.expose());
        let (pool, client) = found.map_err(|_| ApiError::unauthorized_revocation())?;
        (pool.id().to_owned(), client)
    };
    if !check_client_secret(&client, input.client_secret.as_ref().map(|secret| secret.expose())) {
        return Err(ApiError::unauthorized_revocation());
    }
    revoke_refresh_token(ctx, &pool_id, &client, input.token.expose())?;
    Ok(RevokeTokenResponse {})
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_session_ends_once_and_for_all() {
        transcript(
            r#"
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]} > -
            $other = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "other"} > -
            $never = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "never", "EnableTokenRevocation": false} > -
            user ann
            AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
            $token = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > AuthenticationResult.RefreshToken
            RevokeToken {"ClientId": "$other", "Token": "$token"}
            RevokeToken {"ClientId": "nobody", "Token": "$token"}
            RevokeToken {"ClientId": "$never", "Token": "$token"}
            RevokeToken {"ClientId": "$app", "Token": "$token", "ClientSecret": "abcdefghijklmnopqrstuvwxyz"}
            RevokeToken {"ClientId": "$app", "Token": "a.b.c"}
            RevokeToken {"ClientId": "$app", "Token": "a.b.c.d.e"}
            RevokeToken {"ClientId": "$app", "Token": "$token"}
            RevokeToken {"ClientId": "$app", "Token": "$token"}
            InitiateAuth {"ClientId": "$app", "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": {"REFRESH_TOKEN": "$token"}}
            InitiateAuth {"ClientId": "$never", "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": {"REFRESH_TOKEN": "$token"}}
            InitiateAuth {"ClientId": "$app", "AuthFlow": "REFRESH_TOKEN", "AuthParameters": {}}
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
                UnauthorizedException: Unauthorized client
                UnauthorizedException: Unauthorized client
                UnsupportedOperationException: Revoking tokens is not supported for this client
                UnauthorizedException: Unauthorized client
                UnsupportedTokenTypeException: Unsupported token type
                {}
                {}
                {}
                NotAuthorizedException: Refresh Token has been revoked
                NotAuthorizedException: Invalid Refresh Token.
                InvalidParameterException: Missing required parameter REFRESH_TOKEN
            "#]],
        );
    }
}
