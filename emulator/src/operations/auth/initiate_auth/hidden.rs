//! Transcripts of sign-ins by clients that must not learn which users there are.

use expect_test::expect;

use crate::testing::{answers, transcript};

#[test]
fn nobody_is_asked_for_codes_like_a_user() {
    transcript(
        r#"
        $free = CreateUserPool {"PoolName": "free", "UsernameAttributes": ["email"], "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "SMS_OTP"]}}} > -
        $app = CreateUserPoolClient {"UserPoolId": "$free", "ClientName": "app", "PreventUserExistenceErrors": "ENABLED", "ExplicitAuthFlows": ["ALLOW_USER_AUTH"]} > -
        $bob = AdminCreateUser {"UserPoolId": "$free", "Username": "bob@example.com", "UserAttributes": [{"Name": "email_verified", "Value": "true"}]} > User.Username
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "bob@example.com", "PREFERRED_CHALLENGE": "EMAIL_OTP"}} > ChallengeParameters
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "cid@example.com", "PREFERRED_CHALLENGE": "EMAIL_OTP"}} > ChallengeParameters
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "cid@example.com", "PREFERRED_CHALLENGE": "EMAIL_OTP"}} > ChallengeParameters.USER_ID_FOR_SRP
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "cid@example.com", "PREFERRED_CHALLENGE": "SMS_OTP"}} > ChallengeParameters.CODE_DELIVERY_DELIVERY_MEDIUM
        $session = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "cid@example.com", "PREFERRED_CHALLENGE": "EMAIL_OTP"}} > Session
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "EMAIL_OTP", "Session": "$session", "ChallengeResponses": {"USERNAME": "cid@example.com", "EMAIL_OTP_CODE": "12345678"}}
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "EMAIL_OTP", "Session": "$session", "ChallengeResponses": {"USERNAME": "cid@example.com", "EMAIL_OTP_CODE": "12345678"}}
        "#,
        expect![[r#"
            {
              "User": {
                "Attributes": [
                  {"Name": "email", "Value": "bob@example.com"},
                  {"Name": "email_verified", "Value": "true"},
                  {"Name": "sub", "Value": "$bob"}
                ],
                "Enabled": true,
                "UserCreateDate": 1700000000.0,
                "UserLastModifiedDate": 1700000000.0,
                "UserStatus": "CONFIRMED",
                "Username": "$bob"
              }
            }
            {
              "CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL",
              "CODE_DELIVERY_DESTINATION": "b***@e***",
              "USER_ID_FOR_SRP": "$bob"
            }
            {
              "CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL",
              "CODE_DELIVERY_DESTINATION": "c***@e***",
              "USER_ID_FOR_SRP": "4d011021-51c3-79bc-e3b9-5f3aae0fae15"
            }
            "4d011021-51c3-79bc-e3b9-5f3aae0fae15"
            "SMS"
            {
              "AvailableChallenges": ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP", "SMS_OTP"],
              "ChallengeName": "EMAIL_OTP",
              "ChallengeParameters": {
                "CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL",
                "CODE_DELIVERY_DESTINATION": "c***@e***",
                "USER_ID_FOR_SRP": "4d011021-51c3-79bc-e3b9-5f3aae0fae15"
              },
              "Session": "…"
            }
            CodeMismatchException: Invalid code or auth state for the user.
            CodeMismatchException: Invalid code or auth state for the user.
        "#]],
    );
}

#[test]
fn nobody_is_locked_out_like_a_user() {
    let attempts = |name: &str| {
        let attempt = format!(
            r#"
            InitiateAuth {{"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {{"USERNAME": "{name}", "PASSWORD": "Secret-2"}}}}
            "#
        );
        let prepare = r#"
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "PreventUserExistenceErrors": "ENABLED", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
            user ann
            "#;
        answers(&format!("{prepare}{}{}", attempt.repeat(6), ["wait 1", &attempt].concat()))
    };
    let told = attempts("ann");
    assert_eq!(told.matches("Password attempts exceeded").count(), 1, "{told}");
    assert_eq!(attempts("bob"), told);
}

#[test]
fn who_is_made_later_does_not_inherit_the_lock_of_nobody() {
    let attempt = r#"
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > AuthenticationResult.TokenType
        "#;
    let told = answers(&format!(
        r#"
        $app = CreateUserPoolClient {{"UserPoolId": "$pool", "ClientName": "app", "PreventUserExistenceErrors": "ENABLED", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]}} > -
        {}
        user ann
        AdminSetUserPassword {{"UserPoolId": "$pool", "Username": "ann", "Password": "Secret-1", "Permanent": true}} > -
        {attempt}
        "#,
        attempt.repeat(5)
    ));
    assert_eq!(told.lines().last(), Some("\"Bearer\""), "{told}");
}
