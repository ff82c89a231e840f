//! Transcripts of what functions of the pool are told at a sign-in, and what is taken of their answers.

use expect_test::expect;

use crate::testing::transcript;

#[test]
fn a_refresh_does_not_tell_the_functions_what_the_client_says() {
    transcript(
        r#"
        $own = CreateUserPool {"PoolName": "own", "LambdaConfig": {"PreTokenGeneration": "arn:aws:lambda:us-east-1:123456789012:function:claims"}} > -
        $app = CreateUserPoolClient {"UserPoolId": "$own", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]} > -
        AdminCreateUser {"UserPoolId": "$own", "Username": "ann"} > -
        AdminSetUserPassword {"UserPoolId": "$own", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        function arn:aws:lambda:us-east-1:123456789012:function:claims {}
        $token = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}, "ClientMetadata": {"a": "b"}} > AuthenticationResult.RefreshToken
        InitiateAuth {"ClientId": "$app", "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": {"REFRESH_TOKEN": "$token"}, "ClientMetadata": {"a": "b"}} > -
        GetTokensFromRefreshToken {"ClientId": "$app", "RefreshToken": "$token", "ClientMetadata": {"a": "b"}} > -
        "#,
        expect![[r#"
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$app"},
              "region": "us-east-1",
              "request": {
                "groupConfiguration": {"groupsToOverride": [], "iamRolesToOverride": [], "preferredRole": null},
                "userAttributes": {"cognito:user_status": "CONFIRMED", "sub": "fccc2d99-8b06-7238-96f2-1e0e9e309bf5"}
              },
              "response": {"claimsOverrideDetails": null},
              "triggerSource": "TokenGeneration_Authentication",
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
                "groupConfiguration": {"groupsToOverride": [], "iamRolesToOverride": [], "preferredRole": null},
                "userAttributes": {"cognito:user_status": "CONFIRMED", "sub": "fccc2d99-8b06-7238-96f2-1e0e9e309bf5"}
              },
              "response": {"claimsOverrideDetails": null},
              "triggerSource": "TokenGeneration_RefreshTokens",
              "userName": "ann",
              "userPoolId": "$own",
              "version": "1"
            }
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$app"},
              "region": "us-east-1",
              "request": {
                "clientMetadata": {"a": "b"},
                "groupConfiguration": {"groupsToOverride": [], "iamRolesToOverride": [], "preferredRole": null},
                "userAttributes": {"cognito:user_status": "CONFIRMED", "sub": "fccc2d99-8b06-7238-96f2-1e0e9e309bf5"}
              },
              "response": {"claimsOverrideDetails": null},
              "triggerSource": "TokenGeneration_RefreshTokens",
              "userName": "ann",
              "userPoolId": "$own",
              "version": "1"
            }
        "#]],
    );
}

#[test]
fn a_message_that_no_medium_takes_fails() {
    let long = "x".repeat(135);
    let requests = r#"
        $own = CreateUserPool {"PoolName": "own", "LambdaConfig": {"CustomMessage": "arn:aws:lambda:us-east-1:123456789012:function:text"}} > -
        function arn:aws:lambda:us-east-1:123456789012:function:text {"smsMessage": "LONG{####}{username}"}
        AdminCreateUser {"UserPoolId": "$own", "Username": "ann", "DesiredDeliveryMediums": ["SMS"], "UserAttributes": [{"Name": "phone_number", "Value": "+15555550100"}]} > User.Username
        "#;
    let answer = crate::testing::answers(&requests.replace("LONG", &long));
    assert!(answer.contains("longer than 140 characters"), "{answer}");
}

#[test]
fn a_migrated_user_may_have_to_prove_the_phone() {
    transcript(
        r#"
        $own = CreateUserPool {"PoolName": "own", "LambdaConfig": {"UserMigration": "arn:aws:lambda:us-east-1:123456789012:function:old"}} > -
        $app = CreateUserPoolClient {"UserPoolId": "$own", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
        function arn:aws:lambda:us-east-1:123456789012:function:old {"userAttributes": {"phone_number": "+15555550100"}, "finalUserStatus": "CONFIRMED", "enableSMSMFA": true}
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Secret-1"}} > -
        AdminGetUser {"UserPoolId": "$own", "Username": "ann"} > UserMFASettingList
        function arn:aws:lambda:us-east-1:123456789012:function:old {"userAttributes": {"name": "Bob"}, "finalUserStatus": "CONFIRMED", "enableSMSMFA": true}
        InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "bob", "PASSWORD": "Secret-1"}} > -
        "#,
        expect![[r#"
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$app"},
              "region": "us-east-1",
              "request": {"password": "Secret-1"},
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
            ["SMS_MFA"]
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$app"},
              "region": "us-east-1",
              "request": {"password": "Secret-1"},
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
