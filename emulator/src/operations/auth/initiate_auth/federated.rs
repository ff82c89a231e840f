//! Transcripts of who belongs to an identity provider, and signs in nowhere else.

use expect_test::expect;

use crate::testing::transcript;

#[test]
fn no_flow_of_the_pool_lets_them_in() {
    transcript(
        r#"
        $pool = CreateUserPool {"PoolName": "own", "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}, "LambdaConfig": {"DefineAuthChallenge": "arn:aws:lambda:us-east-1:123456789012:function:define", "CreateAuthChallenge": "arn:aws:lambda:us-east-1:123456789012:function:create", "VerifyAuthChallengeResponse": "arn:aws:lambda:us-east-1:123456789012:function:verify"}} > -
        $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH"]} > -
        federated google_1
        AdminUpdateUserAttributes {"UserPoolId": "$pool", "Username": "google_1", "UserAttributes": [{"Name": "email_verified", "Value": "true"}]} > -
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "google_1", "PASSWORD": "Secret-1"}}
        AdminInitiateAuth {"UserPoolId": "$pool", "ClientId": "$app", "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "google_1", "PASSWORD": "Secret-1"}}
        $block = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_SRP_AUTH", "AuthParameters": {"USERNAME": "google_1", "SRP_A": "abcdef"}} > ChallengeParameters.SECRET_BLOCK
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": {"USERNAME": "google_1", "PASSWORD_CLAIM_SECRET_BLOCK": "$block", "PASSWORD_CLAIM_SIGNATURE": "YWJj", "TIMESTAMP": "Tue Nov 14 22:13:20 UTC 2023"}}
        InitiateAuth {"ClientId": "$app", "AuthFlow": "CUSTOM_AUTH", "AuthParameters": {"USERNAME": "google_1"}}
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "google_1"}}
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "google_1", "PREFERRED_CHALLENGE": "EMAIL_OTP"}}
        messages $pool google_1
        "#,
        expect![[r#"
            NotAuthorizedException: Incorrect username or password.
            NotAuthorizedException: Incorrect username or password.
            {
              "ChallengeName": "PASSWORD_VERIFIER",
              "ChallengeParameters": {
                "SALT": "…",
                "SECRET_BLOCK": "…",
                "SRP_B": "…",
                "USERNAME": "google_1",
                "USER_ID_FOR_SRP": "google_1"
              }
            }
            NotAuthorizedException: Incorrect username or password.
            NotAuthorizedException: Incorrect username or password.
            NotAuthorizedException: Incorrect username or password.
            NotAuthorizedException: Incorrect username or password.
            []
        "#]],
    );
}

#[test]
fn they_have_no_password_to_forget_or_to_reset() {
    transcript(
        r#"
        $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
        federated google_1
        AdminUpdateUserAttributes {"UserPoolId": "$pool", "Username": "google_1", "UserAttributes": [{"Name": "email_verified", "Value": "true"}]} > -
        ForgotPassword {"ClientId": "$app", "Username": "google_1"}
        ConfirmForgotPassword {"ClientId": "$app", "Username": "google_1", "ConfirmationCode": "123456", "Password": "Secret-2"}
        AdminResetUserPassword {"UserPoolId": "$pool", "Username": "google_1"}
        ConfirmSignUp {"ClientId": "$app", "Username": "google_1", "ConfirmationCode": "123456"}
        AdminConfirmSignUp {"UserPoolId": "$pool", "Username": "google_1"}
        messages $pool google_1
        "#,
        expect![[r#"
            NotAuthorizedException: User password cannot be reset in the current state.
            NotAuthorizedException: User password cannot be reset in the current state.
            NotAuthorizedException: User password cannot be reset in the current state.
            NotAuthorizedException: User cannot be confirmed. Current status is EXTERNAL_PROVIDER
            NotAuthorizedException: User cannot be confirmed. Current status is EXTERNAL_PROVIDER
            []
        "#]],
    );
}

#[test]
fn one_who_is_given_a_password_is_the_pools_own() {
    transcript(
        r#"
        $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
        federated google_1
        AdminSetUserPassword {"UserPoolId": "$pool", "Username": "google_1", "Password": "Secret-1", "Permanent": true} > -
        AdminGetUser {"UserPoolId": "$pool", "Username": "google_1"} > UserStatus
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "google_1", "PASSWORD": "Secret-1"}} > AuthenticationResult.TokenType
        "#,
        expect![[r#"
            "CONFIRMED"
            "Bearer"
        "#]],
    );
}
