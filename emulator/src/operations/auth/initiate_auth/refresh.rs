//! Transcripts of REFRESH_TOKEN_AUTH.

use expect_test::expect;

use crate::testing::transcript;

#[test]
fn the_secret_hash_is_asked_for_before_the_token_is_looked_at() {
    transcript(
        r#"
        $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "ClientSecret": "abcdefghijklmnopqrstuvwxyz"} > -
        InitiateAuth {"ClientId": "$app", "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": {"REFRESH_TOKEN": "a.b.c.d.e"}}
        InitiateAuth {"ClientId": "$app", "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": {"REFRESH_TOKEN": "a.b.c.d.e", "SECRET_HASH": "eA=="}}
        "#,
        expect![[r#"
            NotAuthorizedException: Client $app is configured with secret but SECRET_HASH was not received
            NotAuthorizedException: Invalid Refresh Token.
        "#]],
    );
}

#[test]
fn tokens_that_rotate_are_refreshed_by_another_operation() {
    transcript(
        r#"
        $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"], "RefreshTokenRotation": {"Feature": "ENABLED"}} > -
        user ann
        AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        $token = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > AuthenticationResult.RefreshToken
        InitiateAuth {"ClientId": "$app", "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": {"REFRESH_TOKEN": "$token"}}
        GetTokensFromRefreshToken {"ClientId": "$app", "RefreshToken": "$token"} > AuthenticationResult.TokenType
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
            UnsupportedOperationException: Refresh tokens of this client rotate, use GetTokensFromRefreshToken instead.
            "Bearer"
        "#]],
    );
}
