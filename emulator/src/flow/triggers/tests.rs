use expect_test::expect;

use crate::testing::{answers, transcript};

const ARN: &str = "arn:aws:lambda:us-east-1:123456789012:function:f";

fn sign_up_with(function: &str) -> String {
    format!(
        r#"
        $p = CreateUserPool {{"PoolName": "p", "LambdaConfig": {{"PreSignUp": "{ARN}"}}}} > -
        $c = CreateUserPoolClient {{"UserPoolId": "$p", "ClientName": "app"}} > -
        {function}
        SignUp {{"ClientId": "$c", "Username": "ann", "Password": "Secret-1"}} > UserConfirmed
        "#
    )
    .replace("FUNCTION", &format!("function {ARN}"))
}

/// What the caller is told, without the events.
fn told(function: &str) -> String {
    answers(&sign_up_with(function)).lines().last().unwrap_or_default().to_owned()
}

#[test]
fn failures_are_told_in_the_words_of_the_service() {
    let cases = [
        ("", "UnexpectedLambdaException: PreSignUp invocation failed due to configuration."),
        ("FUNCTION throws No.", "UserLambdaValidationException: PreSignUp failed with error No.."),
        (
            "FUNCTION denied",
            "UnexpectedLambdaException: PreSignUp invocation failed due to error AccessDeniedException.",
        ),
        (
            "FUNCTION throttled",
            "UnexpectedLambdaException: PreSignUp invocation failed due to error TooManyRequestsException.",
        ),
        (
            "FUNCTION hangs",
            "UnexpectedLambdaException: PreSignUp failed with error Socket timeout while invoking Lambda function.",
        ),
        ("FUNCTION babbles", "InvalidLambdaResponseException: Invalid lambda function output : Invalid JSON"),
        ("FUNCTION answers null", "InvalidLambdaResponseException: Unrecognizable lambda output"),
        ("FUNCTION answers [1]", "InvalidLambdaResponseException: Unrecognizable lambda output"),
        (
            r#"FUNCTION answers {"request": {}}"#,
            "InvalidLambdaResponseException: Unrecognizable lambda output",
        ),
        (
            r#"FUNCTION {"autoConfirmUser": "yes"}"#,
            "InvalidLambdaResponseException: Unrecognizable lambda output",
        ),
        (r#"FUNCTION {"autoConfirmUser": null, "more": 1}"#, "false"),
        (r#"FUNCTION {"autoConfirmUser": true}"#, "true"),
    ];
    for (function, expected) in cases {
        assert_eq!(told(function), expected, "{function}");
    }
}

#[test]
fn a_function_that_takes_too_long_is_asked_three_times() {
    let asked = answers(&sign_up_with("FUNCTION hangs"));
    assert_eq!(asked.matches("PreSignUp_SignUp").count(), 3);
    let asked = answers(&sign_up_with("FUNCTION throws no"));
    assert_eq!(asked.matches("PreSignUp_SignUp").count(), 1);
}

#[test]
fn who_signs_in_is_asked_about_before_told_of_after_and_gets_other_claims() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "LambdaConfig": {
            "PreAuthentication": "arn:aws:lambda:us-east-1:123456789012:function:before", "PostAuthentication": "arn:aws:lambda:us-east-1:123456789012:function:after", "PreTokenGeneration": "arn:aws:lambda:us-east-1:123456789012:function:token"}} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
        $sub = AdminCreateUser {"UserPoolId": "$p", "Username": "ann"} > User.Attributes.0.Value
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        function arn:aws:lambda:us-east-1:123456789012:function:before {}
        function arn:aws:lambda:us-east-1:123456789012:function:after {}
        function arn:aws:lambda:us-east-1:123456789012:function:token {}
        InitiateAuth {"ClientId": "$c", "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}, "ClientMetadata": {"a": "b"}} > AuthenticationResult.TokenType
        function arn:aws:lambda:us-east-1:123456789012:function:before throws Not today
        InitiateAuth {"ClientId": "$c", "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}}
        "#,
        expect![[r#"
            {
              "User": {
                "Attributes": [{"Name": "sub", "Value": "$sub"}],
                "Enabled": true,
                "UserCreateDate": 1700000000.0,
                "UserLastModifiedDate": 1700000000.0,
                "UserStatus": "FORCE_CHANGE_PASSWORD",
                "Username": "ann"
              }
            }
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$c"},
              "region": "us-east-1",
              "request": {
                "userAttributes": {"cognito:user_status": "CONFIRMED", "sub": "$sub"},
                "validationData": {"a": "b"}
              },
              "response": {},
              "triggerSource": "PreAuthentication_Authentication",
              "userName": "ann",
              "userPoolId": "$p",
              "version": "1"
            }
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$c"},
              "region": "us-east-1",
              "request": {
                "newDeviceUsed": false,
                "userAttributes": {"cognito:user_status": "CONFIRMED", "sub": "$sub"}
              },
              "response": {},
              "triggerSource": "PostAuthentication_Authentication",
              "userName": "ann",
              "userPoolId": "$p",
              "version": "1"
            }
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$c"},
              "region": "us-east-1",
              "request": {
                "groupConfiguration": {"groupsToOverride": [], "iamRolesToOverride": [], "preferredRole": null},
                "userAttributes": {"cognito:user_status": "CONFIRMED", "sub": "$sub"}
              },
              "response": {"claimsOverrideDetails": null},
              "triggerSource": "TokenGeneration_Authentication",
              "userName": "ann",
              "userPoolId": "$p",
              "version": "1"
            }
            "Bearer"
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$c"},
              "region": "us-east-1",
              "request": {
                "userAttributes": {"cognito:user_status": "CONFIRMED", "sub": "$sub"}
              },
              "response": {},
              "triggerSource": "PreAuthentication_Authentication",
              "userName": "ann",
              "userPoolId": "$p",
              "version": "1"
            }
            UserLambdaValidationException: PreAuthentication failed with error Not today.
        "#]],
    );
}

#[test]
fn a_sign_in_of_the_pools_own_making() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "LambdaConfig": {"DefineAuthChallenge": "arn:aws:lambda:us-east-1:123456789012:function:define",
            "CreateAuthChallenge": "arn:aws:lambda:us-east-1:123456789012:function:create", "VerifyAuthChallengeResponse": "arn:aws:lambda:us-east-1:123456789012:function:verify"}} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH"]} > -
        $sub = AdminCreateUser {"UserPoolId": "$p", "Username": "ann"} > User.Attributes.0.Value
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        function arn:aws:lambda:us-east-1:123456789012:function:define {"challengeName": "CUSTOM_CHALLENGE", "issueTokens": false, "failAuthentication": false}
        function arn:aws:lambda:us-east-1:123456789012:function:create {"publicChallengeParameters": {"question": "Who?"}, "privateChallengeParameters": {"answer": "Me"}, "challengeMetadata": "WHO"}
        function arn:aws:lambda:us-east-1:123456789012:function:verify {"answerCorrect": true}
        $session = InitiateAuth {"ClientId": "$c", "AuthFlow": "CUSTOM_AUTH", "AuthParameters": {"USERNAME": "ann"}} > Session
        function arn:aws:lambda:us-east-1:123456789012:function:define {"issueTokens": true}
        RespondToAuthChallenge {"ClientId": "$c", "ChallengeName": "CUSTOM_CHALLENGE", "Session": "$session",
            "ChallengeResponses": {"USERNAME": "ann", "ANSWER": "Me"}, "ClientMetadata": {"a": "b"}} > AuthenticationResult.TokenType
        function arn:aws:lambda:us-east-1:123456789012:function:define {}
        InitiateAuth {"ClientId": "$c", "AuthFlow": "CUSTOM_AUTH", "AuthParameters": {"USERNAME": "ann"}}
        "#,
        expect![[r#"
            {
              "User": {
                "Attributes": [{"Name": "sub", "Value": "$sub"}],
                "Enabled": true,
                "UserCreateDate": 1700000000.0,
                "UserLastModifiedDate": 1700000000.0,
                "UserStatus": "FORCE_CHANGE_PASSWORD",
                "Username": "ann"
              }
            }
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$c"},
              "region": "us-east-1",
              "request": {
                "session": [],
                "userAttributes": {"cognito:user_status": "CONFIRMED", "sub": "$sub"}
              },
              "response": {"challengeName": null, "failAuthentication": null, "issueTokens": null},
              "triggerSource": "DefineAuthChallenge_Authentication",
              "userName": "ann",
              "userPoolId": "$p",
              "version": "1"
            }
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$c"},
              "region": "us-east-1",
              "request": {
                "challengeName": "CUSTOM_CHALLENGE",
                "session": [],
                "userAttributes": {"cognito:user_status": "CONFIRMED", "sub": "$sub"}
              },
              "response": {
                "challengeMetadata": null,
                "privateChallengeParameters": null,
                "publicChallengeParameters": null
              },
              "triggerSource": "CreateAuthChallenge_Authentication",
              "userName": "ann",
              "userPoolId": "$p",
              "version": "1"
            }
            {
              "ChallengeName": "CUSTOM_CHALLENGE",
              "ChallengeParameters": {"USERNAME": "ann", "question": "Who?"},
              "Session": "…"
            }
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$c"},
              "region": "us-east-1",
              "request": {
                "challengeAnswer": "Me",
                "clientMetadata": {"a": "b"},
                "privateChallengeParameters": {"answer": "Me"},
                "userAttributes": {"cognito:user_status": "CONFIRMED", "sub": "$sub"}
              },
              "response": {"answerCorrect": null},
              "triggerSource": "VerifyAuthChallengeResponse_Authentication",
              "userName": "ann",
              "userPoolId": "$p",
              "version": "1"
            }
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$c"},
              "region": "us-east-1",
              "request": {
                "clientMetadata": {"a": "b"},
                "session": [{"challengeMetadata": "WHO", "challengeName": "CUSTOM_CHALLENGE", "challengeResult": true}],
                "userAttributes": {"cognito:user_status": "CONFIRMED", "sub": "$sub"}
              },
              "response": {"challengeName": null, "failAuthentication": null, "issueTokens": null},
              "triggerSource": "DefineAuthChallenge_Authentication",
              "userName": "ann",
              "userPoolId": "$p",
              "version": "1"
            }
            "Bearer"
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$c"},
              "region": "us-east-1",
              "request": {
                "session": [],
                "userAttributes": {"cognito:user_status": "CONFIRMED", "sub": "$sub"}
              },
              "response": {"challengeName": null, "failAuthentication": null, "issueTokens": null},
              "triggerSource": "DefineAuthChallenge_Authentication",
              "userName": "ann",
              "userPoolId": "$p",
              "version": "1"
            }
            InvalidLambdaResponseException: Unrecognizable lambda output
        "#]],
    );
}

#[test]
fn a_user_whom_only_a_function_knows_signs_in() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "LambdaConfig": {"UserMigration": "arn:aws:lambda:us-east-1:123456789012:function:old"}} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
        function arn:aws:lambda:us-east-1:123456789012:function:old {"userAttributes": {"email": "ann@example.com", "email_verified": "true"}, "finalUserStatus": "CONFIRMED", "messageAction": "SUPPRESS"}
        InitiateAuth {"ClientId": "$c", "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": "ann", "PASSWORD": "weak"}, "ClientMetadata": {"a": "b"}} > AuthenticationResult.TokenType
        InitiateAuth {"ClientId": "$c", "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": "ann", "PASSWORD": "weak"}} > AuthenticationResult.TokenType
        InitiateAuth {"ClientId": "$c", "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": "ann", "PASSWORD": "wrong"}}
        "#,
        expect![[r#"
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$c"},
              "region": "us-east-1",
              "request": {"password": "weak", "validationData": {"a": "b"}},
              "response": {
                "desiredDeliveryMediums": null,
                "enableSMSMFA": null,
                "finalUserStatus": null,
                "forceAliasCreation": null,
                "messageAction": null,
                "userAttributes": null
              },
              "triggerSource": "UserMigration_Authentication",
              "userName": "ann",
              "userPoolId": "$p",
              "version": "1"
            }
            "Bearer"
            "Bearer"
            NotAuthorizedException: Incorrect username or password.
        "#]],
    );
}

#[test]
fn where_addresses_are_usernames_a_function_tells_them() {
    let told = answers(
        r#"
        $p = CreateUserPool {"PoolName": "p", "UsernameAttributes": ["email"], "LambdaConfig": {"UserMigration": "arn:aws:lambda:us-east-1:123456789012:function:old"}} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
        function arn:aws:lambda:us-east-1:123456789012:function:old {"userAttributes": {"name": "Ann"}, "finalUserStatus": "CONFIRMED"}
        InitiateAuth {"ClientId": "$c", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann@example.com", "PASSWORD": "weak"}} > AuthenticationResult.TokenType
        function arn:aws:lambda:us-east-1:123456789012:function:old {"userAttributes": {"email": "ann@example.com"}, "finalUserStatus": "CONFIRMED"}
        InitiateAuth {"ClientId": "$c", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann@example.com", "PASSWORD": "weak"}} > AuthenticationResult.TokenType
        "#,
    );
    let told: Vec<&str> = told.lines().filter(|line| !line.starts_with([' ', '{', '}'])).collect();
    assert_eq!(told, ["UserNotFoundException: Exception migrating user in app client $c", "\"Bearer\""]);
}
