//! Transcripts of sign-ins in which functions of the pool have a say.

use expect_test::expect;

use crate::testing::transcript;

#[test]
fn the_pools_functions_make_up_the_challenges() {
    transcript(
        r#"
        $own = CreateUserPool {"PoolName": "own", "LambdaConfig": {"DefineAuthChallenge": "arn:aws:lambda:us-east-1:123456789012:function:define", "CreateAuthChallenge": "arn:aws:lambda:us-east-1:123456789012:function:create", "VerifyAuthChallengeResponse": "arn:aws:lambda:us-east-1:123456789012:function:verify"}} > -
        $app = CreateUserPoolClient {"UserPoolId": "$own", "ClientName": "app"} > -
        $ann = AdminCreateUser {"UserPoolId": "$own", "Username": "ann"} > User.Attributes.0.Value
        AdminSetUserPassword {"UserPoolId": "$own", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        function arn:aws:lambda:us-east-1:123456789012:function:define {"challengeName": "CUSTOM_CHALLENGE"}
        function arn:aws:lambda:us-east-1:123456789012:function:create {"publicChallengeParameters": {"question": "5 + 2"}, "privateChallengeParameters": {"answer": "7"}, "challengeMetadata": "SUM"}
        function arn:aws:lambda:us-east-1:123456789012:function:verify {"answerCorrect": true}
        $session = InitiateAuth {"ClientId": "$app", "AuthFlow": "CUSTOM_AUTH", "AuthParameters": {"USERNAME": "ann"}} > Session
        function arn:aws:lambda:us-east-1:123456789012:function:define {"issueTokens": true}
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "CUSTOM_CHALLENGE", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "ANSWER": "7"}, "ClientMetadata": {"from": "test"}}
        function arn:aws:lambda:us-east-1:123456789012:function:define {"failAuthentication": true}
        InitiateAuth {"ClientId": "$app", "AuthFlow": "CUSTOM_AUTH", "AuthParameters": {"USERNAME": "ann"}}
        function arn:aws:lambda:us-east-1:123456789012:function:define {}
        InitiateAuth {"ClientId": "$app", "AuthFlow": "CUSTOM_AUTH", "AuthParameters": {"USERNAME": "ann"}}
        function arn:aws:lambda:us-east-1:123456789012:function:define {"challengeName": "PASSWORD_VERIFIER"}
        InitiateAuth {"ClientId": "$app", "AuthFlow": "CUSTOM_AUTH", "AuthParameters": {"USERNAME": "ann", "CHALLENGE_NAME": "SRP_A", "SRP_A": "abcdef"}} > ChallengeName
        "#,
        expect![[r#"
            {
              "User": {
                "Attributes": [{"Name": "sub", "Value": "$ann"}],
                "Enabled": true,
                "UserCreateDate": 1700000000.0,
                "UserLastModifiedDate": 1700000000.0,
                "UserStatus": "FORCE_CHANGE_PASSWORD",
                "Username": "ann"
              }
            }
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$app"},
              "region": "us-east-1",
              "request": {
                "session": [],
                "userAttributes": {"cognito:user_status": "CONFIRMED", "sub": "$ann"}
              },
              "response": {"challengeName": null, "failAuthentication": null, "issueTokens": null},
              "triggerSource": "DefineAuthChallenge_Authentication",
              "userName": "ann",
              "userPoolId": "$own",
              "version": "1"
            }
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$app"},
              "region": "us-east-1",
              "request": {
                "challengeName": "CUSTOM_CHALLENGE",
                "session": [],
                "userAttributes": {"cognito:user_status": "CONFIRMED", "sub": "$ann"}
              },
              "response": {
                "challengeMetadata": null,
                "privateChallengeParameters": null,
                "publicChallengeParameters": null
              },
              "triggerSource": "CreateAuthChallenge_Authentication",
              "userName": "ann",
              "userPoolId": "$own",
              "version": "1"
            }
            {
              "ChallengeName": "CUSTOM_CHALLENGE",
              "ChallengeParameters": {"USERNAME": "ann", "question": "5 + 2"},
              "Session": "…"
            }
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$app"},
              "region": "us-east-1",
              "request": {
                "challengeAnswer": "7",
                "clientMetadata": {"from": "test"},
                "privateChallengeParameters": {"answer": "7"},
                "userAttributes": {"cognito:user_status": "CONFIRMED", "sub": "$ann"}
              },
              "response": {"answerCorrect": null},
              "triggerSource": "VerifyAuthChallengeResponse_Authentication",
              "userName": "ann",
              "userPoolId": "$own",
              "version": "1"
            }
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$app"},
              "region": "us-east-1",
              "request": {
                "clientMetadata": {"from": "test"},
                "session": [{"challengeMetadata": "SUM", "challengeName": "CUSTOM_CHALLENGE", "challengeResult": true}],
                "userAttributes": {"cognito:user_status": "CONFIRMED", "sub": "$ann"}
              },
              "response": {"challengeName": null, "failAuthentication": null, "issueTokens": null},
              "triggerSource": "DefineAuthChallenge_Authentication",
              "userName": "ann",
              "userPoolId": "$own",
              "version": "1"
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
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$app"},
              "region": "us-east-1",
              "request": {
                "session": [],
                "userAttributes": {"cognito:user_status": "CONFIRMED", "sub": "$ann"}
              },
              "response": {"challengeName": null, "failAuthentication": null, "issueTokens": null},
              "triggerSource": "DefineAuthChallenge_Authentication",
              "userName": "ann",
              "userPoolId": "$own",
              "version": "1"
            }
            NotAuthorizedException: Incorrect username or password.
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$app"},
              "region": "us-east-1",
              "request": {
                "session": [],
                "userAttributes": {"cognito:user_status": "CONFIRMED", "sub": "$ann"}
              },
              "response": {"challengeName": null, "failAuthentication": null, "issueTokens": null},
              "triggerSource": "DefineAuthChallenge_Authentication",
              "userName": "ann",
              "userPoolId": "$own",
              "version": "1"
            }
            InvalidLambdaResponseException: Unrecognizable lambda output
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$app"},
              "region": "us-east-1",
              "request": {
                "session": [{"challengeMetadata": null, "challengeName": "SRP_A", "challengeResult": true}],
                "userAttributes": {"cognito:user_status": "CONFIRMED", "sub": "$ann"}
              },
              "response": {"challengeName": null, "failAuthentication": null, "issueTokens": null},
              "triggerSource": "DefineAuthChallenge_Authentication",
              "userName": "ann",
              "userPoolId": "$own",
              "version": "1"
            }
            "PASSWORD_VERIFIER"
        "#]],
    );
}

#[test]
fn a_pool_without_these_functions_says_so() {
    transcript(
        r#"
        $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
        InitiateAuth {"ClientId": "$app", "AuthFlow": "CUSTOM_AUTH", "AuthParameters": {"USERNAME": "nobody"}}
        "#,
        expect![[r#"
            InvalidParameterException: Custom auth lambda trigger is not configured for the user pool.
        "#]],
    );
}

#[test]
fn functions_are_asked_before_told_after_and_change_what_tokens_say() {
    transcript(
        r#"
        $own = CreateUserPool {"PoolName": "own", "LambdaConfig": {"PreAuthentication": "arn:aws:lambda:us-east-1:123456789012:function:before", "PostAuthentication": "arn:aws:lambda:us-east-1:123456789012:function:after", "PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": "arn:aws:lambda:us-east-1:123456789012:function:claims"}}} > -
        $app = CreateUserPoolClient {"UserPoolId": "$own", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
        $ann = AdminCreateUser {"UserPoolId": "$own", "Username": "ann"} > User.Attributes.0.Value
        AdminSetUserPassword {"UserPoolId": "$own", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        function arn:aws:lambda:us-east-1:123456789012:function:before {}
        function arn:aws:lambda:us-east-1:123456789012:function:after {}
        function arn:aws:lambda:us-east-1:123456789012:function:claims {"claimsAndScopeOverrideDetails": {"accessTokenGeneration": {"scopesToSuppress": ["aws.cognito.signin.user.admin"]}}}
        $token = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}, "ClientMetadata": {"from": "test"}} > AuthenticationResult.AccessToken
        GetUser {"AccessToken": "$token"}
        function arn:aws:lambda:us-east-1:123456789012:function:before throws Not today
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "wrong"}}
        "#,
        expect![[r#"
            {
              "User": {
                "Attributes": [{"Name": "sub", "Value": "$ann"}],
                "Enabled": true,
                "UserCreateDate": 1700000000.0,
                "UserLastModifiedDate": 1700000000.0,
                "UserStatus": "FORCE_CHANGE_PASSWORD",
                "Username": "ann"
              }
            }
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$app"},
              "region": "us-east-1",
              "request": {
                "userAttributes": {"cognito:user_status": "CONFIRMED", "sub": "$ann"},
                "validationData": {"from": "test"}
              },
              "response": {},
              "triggerSource": "PreAuthentication_Authentication",
              "userName": "ann",
              "userPoolId": "$own",
              "version": "1"
            }
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$app"},
              "region": "us-east-1",
              "request": {
                "newDeviceUsed": false,
                "userAttributes": {"cognito:user_status": "CONFIRMED", "sub": "$ann"}
              },
              "response": {},
              "triggerSource": "PostAuthentication_Authentication",
              "userName": "ann",
              "userPoolId": "$own",
              "version": "1"
            }
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$app"},
              "region": "us-east-1",
              "request": {
                "groupConfiguration": {"groupsToOverride": [], "iamRolesToOverride": [], "preferredRole": null},
                "scopes": ["aws.cognito.signin.user.admin"],
                "userAttributes": {"cognito:user_status": "CONFIRMED", "sub": "$ann"}
              },
              "response": {"claimsAndScopeOverrideDetails": null},
              "triggerSource": "TokenGeneration_Authentication",
              "userName": "ann",
              "userPoolId": "$own",
              "version": "2"
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
            NotAuthorizedException: Access Token does not have required scopes
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$app"},
              "region": "us-east-1",
              "request": {
                "userAttributes": {"cognito:user_status": "CONFIRMED", "sub": "$ann"}
              },
              "response": {},
              "triggerSource": "PreAuthentication_Authentication",
              "userName": "ann",
              "userPoolId": "$own",
              "version": "1"
            }
            UserLambdaValidationException: PreAuthentication failed with error Not today.
        "#]],
    );
}

#[test]
fn a_user_whom_only_a_function_knows_is_taken_over() {
    transcript(
        r#"
        $own = CreateUserPool {"PoolName": "own", "LambdaConfig": {"UserMigration": "arn:aws:lambda:us-east-1:123456789012:function:old"}} > -
        $app = CreateUserPoolClient {"UserPoolId": "$own", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
        function arn:aws:lambda:us-east-1:123456789012:function:old {"userAttributes": {"email": "ann@example.com"}, "finalUserStatus": "CONFIRMED", "messageAction": "SUPPRESS"}
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "old"}} > AuthenticationResult.TokenType
        function arn:aws:lambda:us-east-1:123456789012:function:old throws unknown
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "old"}} > AuthenticationResult.TokenType
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "bob", "PASSWORD": "old"}}
        "#,
        expect![[r#"
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$app"},
              "region": "us-east-1",
              "request": {"password": "old"},
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
              "userPoolId": "$own",
              "version": "1"
            }
            "Bearer"
            "Bearer"
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$app"},
              "region": "us-east-1",
              "request": {"password": "old"},
              "response": {
                "desiredDeliveryMediums": null,
                "enableSMSMFA": null,
                "finalUserStatus": null,
                "forceAliasCreation": null,
                "messageAction": null,
                "userAttributes": null
              },
              "triggerSource": "UserMigration_Authentication",
              "userName": "bob",
              "userPoolId": "$own",
              "version": "1"
            }
            UserNotFoundException: Exception migrating user in app client $app
        "#]],
    );
}

#[test]
fn functions_are_told_who_is_not_there_where_the_client_hides_it() {
    transcript(
        r#"
        $own = CreateUserPool {"PoolName": "own", "LambdaConfig": {"PreAuthentication": "arn:aws:lambda:us-east-1:123456789012:function:before", "DefineAuthChallenge": "arn:aws:lambda:us-east-1:123456789012:function:define", "CreateAuthChallenge": "arn:aws:lambda:us-east-1:123456789012:function:create", "VerifyAuthChallengeResponse": "arn:aws:lambda:us-east-1:123456789012:function:verify"}} > -
        $app = CreateUserPoolClient {"UserPoolId": "$own", "ClientName": "app", "PreventUserExistenceErrors": "ENABLED"} > -
        $ann = AdminCreateUser {"UserPoolId": "$own", "Username": "ann"} > User.Attributes.0.Value
        AdminSetUserPassword {"UserPoolId": "$own", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        function arn:aws:lambda:us-east-1:123456789012:function:before {}
        function arn:aws:lambda:us-east-1:123456789012:function:define {"failAuthentication": true}
        InitiateAuth {"ClientId": "$app", "AuthFlow": "CUSTOM_AUTH", "AuthParameters": {"USERNAME": "ann"}}
        InitiateAuth {"ClientId": "$app", "AuthFlow": "CUSTOM_AUTH", "AuthParameters": {"USERNAME": "bob"}}
        "#,
        expect![[r#"
            {
              "User": {
                "Attributes": [{"Name": "sub", "Value": "$ann"}],
                "Enabled": true,
                "UserCreateDate": 1700000000.0,
                "UserLastModifiedDate": 1700000000.0,
                "UserStatus": "FORCE_CHANGE_PASSWORD",
                "Username": "ann"
              }
            }
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$app"},
              "region": "us-east-1",
              "request": {
                "userAttributes": {"cognito:user_status": "CONFIRMED", "sub": "$ann"},
                "userNotFound": false
              },
              "response": {},
              "triggerSource": "PreAuthentication_Authentication",
              "userName": "ann",
              "userPoolId": "$own",
              "version": "1"
            }
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$app"},
              "region": "us-east-1",
              "request": {
                "session": [],
                "userAttributes": {"cognito:user_status": "CONFIRMED", "sub": "$ann"},
                "userNotFound": false
              },
              "response": {"challengeName": null, "failAuthentication": null, "issueTokens": null},
              "triggerSource": "DefineAuthChallenge_Authentication",
              "userName": "ann",
              "userPoolId": "$own",
              "version": "1"
            }
            NotAuthorizedException: Incorrect username or password.
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$app"},
              "region": "us-east-1",
              "request": {"userAttributes": {}, "userNotFound": true},
              "response": {},
              "triggerSource": "PreAuthentication_Authentication",
              "userName": "bob",
              "userPoolId": "$own",
              "version": "1"
            }
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$app"},
              "region": "us-east-1",
              "request": {"session": [], "userAttributes": {}, "userNotFound": true},
              "response": {"challengeName": null, "failAuthentication": null, "issueTokens": null},
              "triggerSource": "DefineAuthChallenge_Authentication",
              "userName": "bob",
              "userPoolId": "$own",
              "version": "1"
            }
            NotAuthorizedException: Incorrect username or password.
        "#]],
    );
}
