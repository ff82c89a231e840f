//! Transcripts of USER_AUTH.

use expect_test::expect;

use crate::testing::transcript;

#[test]
fn what_the_user_has_and_the_pool_allows_is_offered() {
    transcript(
        r#"
        $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_AUTH"]} > -
        $free = CreateUserPool {"PoolName": "free", "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "SMS_OTP"]}}} > -
        $other = CreateUserPoolClient {"UserPoolId": "$free", "ClientName": "other", "ExplicitAuthFlows": ["ALLOW_USER_AUTH"]} > -
        user ann
        AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "ann"}}
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "ann", "PREFERRED_CHALLENGE": "EMAIL_OTP"}}
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "ann", "PREFERRED_CHALLENGE": "MAGIC"}}
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "ann", "PREFERRED_CHALLENGE": "PASSWORD"}}
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "ann", "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": "Secret-1"}} > AuthenticationResult.TokenType
        AdminCreateUser {"UserPoolId": "$free", "Username": "bob", "UserAttributes": [{"Name": "email", "Value": "bob@example.com"}, {"Name": "email_verified", "Value": "true"}]} > User.UserStatus
        InitiateAuth {"ClientId": "$other", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "bob"}}
        AdminCreateUser {"UserPoolId": "$free", "Username": "cid", "TemporaryPassword": "Secret-1", "UserAttributes": [{"Name": "email", "Value": "cid@example.com"}, {"Name": "email_verified", "Value": "true"}]} > User.UserStatus
        InitiateAuth {"ClientId": "$other", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "cid", "PREFERRED_CHALLENGE": "EMAIL_OTP"}}
        "#,
        expect![[r#"
            {
              "AvailableChallenges": ["PASSWORD_SRP", "PASSWORD"],
              "ChallengeName": "SELECT_CHALLENGE",
              "ChallengeParameters": {},
              "Session": "…"
            }
            {
              "AvailableChallenges": ["PASSWORD_SRP", "PASSWORD"],
              "ChallengeName": "SELECT_CHALLENGE",
              "ChallengeParameters": {},
              "Session": "…"
            }
            InvalidParameterException: MAGIC is not a challenge that can be selected.
            {
              "AvailableChallenges": ["PASSWORD_SRP", "PASSWORD"],
              "ChallengeName": "PASSWORD",
              "ChallengeParameters": {},
              "Session": "…"
            }
            "Bearer"
            "CONFIRMED"
            {
              "AvailableChallenges": ["EMAIL_OTP"],
              "ChallengeName": "EMAIL_OTP",
              "ChallengeParameters": {
                "CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL",
                "CODE_DELIVERY_DESTINATION": "b***@e***",
                "USER_ID_FOR_SRP": "bob"
              },
              "Session": "…"
            }
            "FORCE_CHANGE_PASSWORD"
            {
              "AvailableChallenges": ["PASSWORD_SRP", "PASSWORD"],
              "ChallengeName": "SELECT_CHALLENGE",
              "ChallengeParameters": {},
              "Session": "…"
            }
        "#]],
    );
}

#[test]
fn a_code_that_was_sent_signs_in_once() {
    transcript(
        r#"
        $free = CreateUserPool {"PoolName": "free", "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}} > -
        $app = CreateUserPoolClient {"UserPoolId": "$free", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_AUTH"]} > -
        AdminCreateUser {"UserPoolId": "$free", "Username": "bob", "UserAttributes": [{"Name": "email", "Value": "bob@example.com"}, {"Name": "email_verified", "Value": "true"}]} > -
        $session = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "bob", "PREFERRED_CHALLENGE": "EMAIL_OTP"}} > Session
        code $free
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "EMAIL_OTP", "Session": "$session", "ChallengeResponses": {"USERNAME": "bob", "EMAIL_OTP_CODE": "none"}}
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "SMS_OTP", "Session": "$session", "ChallengeResponses": {"USERNAME": "bob", "SMS_OTP_CODE": "$code"}}
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "EMAIL_OTP", "Session": "$session", "ChallengeResponses": {"USERNAME": "bob", "EMAIL_OTP_CODE": "$code"}} > AuthenticationResult.TokenType
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "EMAIL_OTP", "Session": "$session", "ChallengeResponses": {"USERNAME": "bob", "EMAIL_OTP_CODE": "$code"}}
        "#,
        expect![[r#"
            {
              "AvailableChallenges": ["EMAIL_OTP"],
              "ChallengeName": "EMAIL_OTP",
              "ChallengeParameters": {
                "CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL",
                "CODE_DELIVERY_DESTINATION": "b***@e***",
                "USER_ID_FOR_SRP": "bob"
              },
              "Session": "…"
            }
            CodeMismatchException: Invalid code or auth state for the user.
            NotAuthorizedException: Invalid session for the user.
            "Bearer"
            NotAuthorizedException: Invalid session for the user, session can only be used once.
        "#]],
    );
}

#[test]
fn the_choice_is_made_in_a_step_of_its_own() {
    transcript(
        r#"
        $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_AUTH"]} > -
        user ann
        AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        $session = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "ann"}} > Session
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "SELECT_CHALLENGE", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "ANSWER": "EMAIL_OTP"}}
        $next = RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "SELECT_CHALLENGE", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "ANSWER": "PASSWORD"}} > Session
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "PASSWORD", "Session": "$next", "ChallengeResponses": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > AuthenticationResult.TokenType
        $session = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "ann"}} > Session
        $next = RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "SELECT_CHALLENGE", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "ANSWER": "PASSWORD_SRP"}} > Session
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "PASSWORD_SRP", "Session": "$next", "ChallengeResponses": {"USERNAME": "ann", "SRP_A": "abcdef"}} > ChallengeName
        "#,
        expect![[r#"
            {
              "AvailableChallenges": ["PASSWORD_SRP", "PASSWORD"],
              "ChallengeName": "SELECT_CHALLENGE",
              "ChallengeParameters": {},
              "Session": "…"
            }
            InvalidParameterException: EMAIL_OTP is not a challenge that can be selected.
            {"ChallengeName": "PASSWORD", "ChallengeParameters": {}, "Session": "…"}
            "Bearer"
            {
              "AvailableChallenges": ["PASSWORD_SRP", "PASSWORD"],
              "ChallengeName": "SELECT_CHALLENGE",
              "ChallengeParameters": {},
              "Session": "…"
            }
            {"ChallengeName": "PASSWORD_SRP", "ChallengeParameters": {}, "Session": "…"}
            "PASSWORD_VERIFIER"
        "#]],
    );
}

#[test]
fn who_has_nothing_to_choose_is_told_of_the_sign_up_that_is_not_confirmed() {
    transcript(
        r#"
        $free = CreateUserPool {"PoolName": "free", "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}} > -
        $app = CreateUserPoolClient {"UserPoolId": "$free", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_AUTH"]} > -
        SignUp {"ClientId": "$app", "Username": "dee", "UserAttributes": [{"Name": "email", "Value": "dee@example.com"}]} > -
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "dee"}}
        "#,
        expect![[r#"
            UserNotConfirmedException: User is not confirmed.
        "#]],
    );
}

#[test]
fn the_function_before_a_sign_in_hears_of_who_is_not_there_as_of_a_user() {
    transcript(
        r#"
        $own = CreateUserPool {"PoolName": "own", "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}, "LambdaConfig": {"PreAuthentication": "arn:aws:lambda:us-east-1:123456789012:function:before"}} > -
        $app = CreateUserPoolClient {"UserPoolId": "$own", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_AUTH"], "PreventUserExistenceErrors": "ENABLED"} > -
        function arn:aws:lambda:us-east-1:123456789012:function:before throws not today
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "ghost", "PREFERRED_CHALLENGE": "EMAIL_OTP"}}
        "#,
        expect![[r#"
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$app"},
              "region": "us-east-1",
              "request": {"userAttributes": {}, "userNotFound": true},
              "response": {},
              "triggerSource": "PreAuthentication_Authentication",
              "userName": "ghost",
              "userPoolId": "$own",
              "version": "1"
            }
            UserLambdaValidationException: PreAuthentication failed with error not today.
        "#]],
    );
}
