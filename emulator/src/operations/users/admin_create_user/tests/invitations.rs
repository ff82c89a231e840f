use expect_test::expect;

use crate::testing::transcript;

#[test]
fn an_invitation_tells_name_and_password() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AdminCreateUserConfig": {"InviteMessageTemplate": {
            "EmailMessage": "{username}: {####}", "EmailSubject": "Welcome", "SMSMessage": "{username}/{####}"}}} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "TemporaryPassword": "Secret-1", "UserAttributes": [
            {"Name": "email", "Value": "ann@example.com"}, {"Name": "phone_number", "Value": "+14255550123"}],
            "DesiredDeliveryMediums": ["EMAIL", "SMS"]} > -
        messages $p
        "#,
        expect![[r#"
            [
              {
                "body": "ann/Secret-1",
                "code": "Secret-1",
                "destination": "+14255550123",
                "kind": "invitation",
                "medium": "SMS",
                "sent_at": 1700000000.0,
                "subject": null,
                "username": "ann"
              },
              {
                "body": "ann: Secret-1",
                "code": "Secret-1",
                "destination": "ann@example.com",
                "kind": "invitation",
                "medium": "EMAIL",
                "sent_at": 1700000000.0,
                "subject": "Welcome",
                "username": "ann"
              }
            ]
        "#]],
    );
}

#[test]
fn a_password_that_was_made_up_is_told_and_told_anew() {
    transcript(
        r#"
        AdminCreateUser {"UserPoolId": "$pool", "Username": "ann", "UserAttributes": [
            {"Name": "email", "Value": "ann@example.com"}]} > User.UserStatus
        AdminCreateUser {"UserPoolId": "$pool", "Username": "ann", "MessageAction": "RESEND", "TemporaryPassword": "Secret-2"} > User.UserStatus
        messages $pool ann
        "#,
        expect![[r#"
            "FORCE_CHANGE_PASSWORD"
            "FORCE_CHANGE_PASSWORD"
            [
              {
                "body": "Your username is ann and temporary password is d?1InLco.",
                "code": "d?1InLco",
                "destination": "ann@example.com",
                "kind": "invitation",
                "medium": "EMAIL",
                "sent_at": 1700000000.0,
                "subject": "Your temporary password",
                "username": "ann"
              },
              {
                "body": "Your username is ann and temporary password is Secret-2.",
                "code": "Secret-2",
                "destination": "ann@example.com",
                "kind": "invitation",
                "medium": "EMAIL",
                "sent_at": 1700000000.0,
                "subject": "Your temporary password",
                "username": "ann"
              }
            ]
        "#]],
    );
}

#[test]
fn nothing_is_sent_where_nobody_wants_it_or_nobody_can_be_reached() {
    transcript(
        r#"
        AdminCreateUser {"UserPoolId": "$pool", "Username": "ann", "MessageAction": "SUPPRESS", "UserAttributes": [
            {"Name": "email", "Value": "ann@example.com"}]} > -
        AdminCreateUser {"UserPoolId": "$pool", "Username": "bob"} > -
        messages $pool
        "#,
        expect![[r#"
            []
        "#]],
    );
}

#[test]
fn functions_are_asked_and_word_the_invitation() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "LambdaConfig": {
            "PreSignUp": "arn:aws:lambda:us-east-1:123456789012:function:before",
            "CustomMessage": "arn:aws:lambda:us-east-1:123456789012:function:words"}} > -
        function arn:aws:lambda:us-east-1:123456789012:function:before {"autoConfirmUser": true, "autoVerifyEmail": true}
        function arn:aws:lambda:us-east-1:123456789012:function:words {"emailMessage": "{username}, {####}!"}
        $sub = AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "TemporaryPassword": "Secret-1", "UserAttributes": [
            {"Name": "email", "Value": "ann@example.com"}], "ClientMetadata": {"by": "admin"},
            "ValidationData": [{"Name": "a", "Value": "b"}]} > User.Attributes.1.Value
        messages $p
        function arn:aws:lambda:us-east-1:123456789012:function:before throws No
        AdminCreateUser {"UserPoolId": "$p", "Username": "bob"}
        AdminGetUser {"UserPoolId": "$p", "Username": "bob"}
        "#,
        expect![[r#"
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "CLIENT_ID_NOT_APPLICABLE"},
              "region": "us-east-1",
              "request": {
                "clientMetadata": {"by": "admin"},
                "userAttributes": {"email": "ann@example.com"},
                "validationData": {"a": "b"}
              },
              "response": {"autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false},
              "triggerSource": "PreSignUp_AdminCreateUser",
              "userName": "ann",
              "userPoolId": "$p",
              "version": "1"
            }
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "CLIENT_ID_NOT_APPLICABLE"},
              "region": "us-east-1",
              "request": {
                "clientMetadata": {"by": "admin"},
                "codeParameter": "{####}",
                "linkParameter": "{##Click Here##}",
                "userAttributes": {
                  "cognito:user_status": "FORCE_CHANGE_PASSWORD",
                  "email": "ann@example.com",
                  "sub": "ea88e527-a819-7062-c680-488a0d74b233"
                },
                "usernameParameter": "{username}"
              },
              "response": {"emailMessage": null, "emailSubject": null, "smsMessage": null},
              "triggerSource": "CustomMessage_AdminCreateUser",
              "userName": "ann",
              "userPoolId": "$p",
              "version": "1"
            }
            {
              "User": {
                "Attributes": [
                  {"Name": "email", "Value": "ann@example.com"},
                  {"Name": "sub", "Value": "$sub"}
                ],
                "Enabled": true,
                "UserCreateDate": 1700000000.0,
                "UserLastModifiedDate": 1700000000.0,
                "UserStatus": "FORCE_CHANGE_PASSWORD",
                "Username": "ann"
              }
            }
            [
              {
                "body": "ann, Secret-1!",
                "code": "Secret-1",
                "destination": "ann@example.com",
                "kind": "invitation",
                "medium": "EMAIL",
                "sent_at": 1700000000.0,
                "subject": "Your temporary password",
                "username": "ann"
              }
            ]
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "CLIENT_ID_NOT_APPLICABLE"},
              "region": "us-east-1",
              "request": {"userAttributes": {}, "validationData": null},
              "response": {"autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false},
              "triggerSource": "PreSignUp_AdminCreateUser",
              "userName": "bob",
              "userPoolId": "$p",
              "version": "1"
            }
            UserLambdaValidationException: PreSignUp failed with error No.
            UserNotFoundException: User does not exist.
        "#]],
    );
}

#[test]
fn an_invitation_by_address_calls_the_user_by_it() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "UsernameAttributes": ["email"]} > -
        $sub = AdminCreateUser {"UserPoolId": "$p", "Username": "ann@example.com", "TemporaryPassword": "Secret-1"} > User.Username
        messages $p
        "#,
        expect![[r#"
            {
              "User": {
                "Attributes": [
                  {"Name": "email", "Value": "ann@example.com"},
                  {"Name": "sub", "Value": "$sub"}
                ],
                "Enabled": true,
                "UserCreateDate": 1700000000.0,
                "UserLastModifiedDate": 1700000000.0,
                "UserStatus": "FORCE_CHANGE_PASSWORD",
                "Username": "$sub"
              }
            }
            [
              {
                "body": "Your username is ann@example.com and temporary password is Secret-1.",
                "code": "Secret-1",
                "destination": "ann@example.com",
                "kind": "invitation",
                "medium": "EMAIL",
                "sent_at": 1700000000.0,
                "subject": "Your temporary password",
                "username": "$sub"
              }
            ]
        "#]],
    );
}

#[test]
fn the_use_of_an_invitation_verifies_the_address_that_it_was_sent_to() {
    transcript(
        r#"
        $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
        AdminCreateUser {"UserPoolId": "$pool", "Username": "ann", "TemporaryPassword": "Temporary-1", "DesiredDeliveryMediums": ["EMAIL"], "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}, {"Name": "phone_number", "Value": "+15550100"}]} > -
        $session = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Temporary-1"}} > Session
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "NEW_PASSWORD": "Secret-1"}} > -
        AdminGetUser {"UserPoolId": "$pool", "Username": "ann"} > UserAttributes
        AdminCreateUser {"UserPoolId": "$pool", "Username": "bob", "TemporaryPassword": "Temporary-1", "MessageAction": "SUPPRESS", "UserAttributes": [{"Name": "email", "Value": "bob@example.com"}]} > -
        $session = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "bob", "PASSWORD": "Temporary-1"}} > Session
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "$session", "ChallengeResponses": {"USERNAME": "bob", "NEW_PASSWORD": "Secret-1"}} > -
        AdminGetUser {"UserPoolId": "$pool", "Username": "bob"} > UserAttributes
        AdminCreateUser {"UserPoolId": "$pool", "Username": "cid", "TemporaryPassword": "Temporary-1", "DesiredDeliveryMediums": ["EMAIL"], "UserAttributes": [{"Name": "email", "Value": "cid@example.com"}]} > -
        AdminUpdateUserAttributes {"UserPoolId": "$pool", "Username": "cid", "UserAttributes": [{"Name": "email", "Value": "new@example.com"}]} > -
        $session = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "cid", "PASSWORD": "Temporary-1"}} > Session
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "$session", "ChallengeResponses": {"USERNAME": "cid", "NEW_PASSWORD": "Secret-1"}} > -
        AdminGetUser {"UserPoolId": "$pool", "Username": "cid"} > UserAttributes
        "#,
        expect![[r#"
            {
              "ChallengeName": "NEW_PASSWORD_REQUIRED",
              "ChallengeParameters": {
                "USER_ID_FOR_SRP": "ann",
                "requiredAttributes": "[]",
                "userAttributes": "{\"email\":\"ann@example.com\",\"phone_number\":\"+15550100\"}"
              },
              "Session": "…"
            }
            [
              {"Name": "email", "Value": "ann@example.com"},
              {"Name": "email_verified", "Value": "true"},
              {"Name": "phone_number", "Value": "+15550100"},
              {"Name": "sub", "Value": "1f6fe19b-201a-75d6-68b6-cbfd08ae601f"}
            ]
            {
              "ChallengeName": "NEW_PASSWORD_REQUIRED",
              "ChallengeParameters": {
                "USER_ID_FOR_SRP": "bob",
                "requiredAttributes": "[]",
                "userAttributes": "{\"email\":\"bob@example.com\"}"
              },
              "Session": "…"
            }
            [
              {"Name": "email", "Value": "bob@example.com"},
              {"Name": "sub", "Value": "867abd93-7af8-78c8-0f9e-cacf4e9776ec"}
            ]
            {
              "ChallengeName": "NEW_PASSWORD_REQUIRED",
              "ChallengeParameters": {
                "USER_ID_FOR_SRP": "cid",
                "requiredAttributes": "[]",
                "userAttributes": "{\"email\":\"new@example.com\",\"email_verified\":\"false\"}"
              },
              "Session": "…"
            }
            [
              {"Name": "email", "Value": "new@example.com"},
              {"Name": "email_verified", "Value": "false"},
              {"Name": "sub", "Value": "2ce00d82-0d4c-7751-5764-196f4b3cc3c0"}
            ]
        "#]],
    );
}

#[test]
fn an_address_by_which_somebody_else_signs_in_stays_theirs() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AliasAttributes": ["email"]} > -
        $app = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "bob", "UserAttributes": [{"Name": "email", "Value": "us@example.com"}, {"Name": "email_verified", "Value": "true"}]} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "TemporaryPassword": "Temporary-1", "DesiredDeliveryMediums": ["EMAIL"], "UserAttributes": [{"Name": "email", "Value": "us@example.com"}]} > -
        $session = InitiateAuth {"ClientId": "$app", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Temporary-1"}} > Session
        RespondToAuthChallenge {"ClientId": "$app", "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "$session", "ChallengeResponses": {"USERNAME": "ann", "NEW_PASSWORD": "Secret-1"}} > AuthenticationResult.TokenType
        AdminGetUser {"UserPoolId": "$p", "Username": "us@example.com"} > Username
        "#,
        expect![[r#"
            {
              "ChallengeName": "NEW_PASSWORD_REQUIRED",
              "ChallengeParameters": {
                "USER_ID_FOR_SRP": "ann",
                "requiredAttributes": "[]",
                "userAttributes": "{\"email\":\"us@example.com\"}"
              },
              "Session": "…"
            }
            "Bearer"
            "bob"
        "#]],
    );
}
