use expect_test::expect;

use crate::testing::transcript;

#[test]
fn a_new_code_takes_the_place_of_the_old() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1", "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}]} > -
        code $p
        ConfirmSignUp {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "$code"} > -
        SignUp {"ClientId": "$c", "Username": "bob", "Password": "Secret-1", "UserAttributes": [{"Name": "email", "Value": "bob@example.com"}]} > -
        code $p
        ResendConfirmationCode {"ClientId": "$c", "Username": "bob"}
        ConfirmSignUp {"ClientId": "$c", "Username": "bob", "ConfirmationCode": "$code"}
        code $p
        ConfirmSignUp {"ClientId": "$c", "Username": "bob", "ConfirmationCode": "$code"}
        ResendConfirmationCode {"ClientId": "$c", "Username": "bob"}
        "#,
        expect![[r#"
            {
              "CodeDeliveryDetails": {"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "b***@e***"}
            }
            CodeMismatchException: Invalid verification code provided, please try again.
            {}
            InvalidParameterException: User is already confirmed.
        "#]],
    );
}

#[test]
fn there_must_be_an_address_and_it_may_not_be_asked_too_often() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1"} > -
        ResendConfirmationCode {"ClientId": "$c", "Username": "ann"}
        SignUp {"ClientId": "$c", "Username": "bob", "Password": "Secret-1", "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}]} > -
        ResendConfirmationCode {"ClientId": "$c", "Username": "bob"} > -
        ResendConfirmationCode {"ClientId": "$c", "Username": "bob"} > -
        ResendConfirmationCode {"ClientId": "$c", "Username": "bob"} > -
        ResendConfirmationCode {"ClientId": "$c", "Username": "bob"} > -
        ResendConfirmationCode {"ClientId": "$c", "Username": "bob"} > -
        ResendConfirmationCode {"ClientId": "$c", "Username": "bob"}
        "#,
        expect![[r#"
            InvalidParameterException: Auto verification not turned on.
            LimitExceededException: Attempt limit exceeded, please try after some time.
        "#]],
    );
}

#[test]
fn nobody_gets_a_simulated_answer_where_the_client_hides_users() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app", "PreventUserExistenceErrors": "ENABLED"} > -
        ResendConfirmationCode {"ClientId": "$c", "Username": "bob@example.com"}
        $open = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "open"} > -
        ResendConfirmationCode {"ClientId": "$open", "Username": "bob@example.com"}
        messages $p
        "#,
        expect![[r#"
            {
              "CodeDeliveryDetails": {"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "b***@e***"}
            }
            UserNotFoundException: Username/client id combination not found.
            []
        "#]],
    );
}

#[test]
fn a_function_words_the_message() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"], "LambdaConfig": {
            "CustomMessage": "arn:aws:lambda:us-east-1:123456789012:function:words"}} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        function arn:aws:lambda:us-east-1:123456789012:function:words {"emailMessage": null}
        $sub = SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1",
            "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}]} > UserSub
        function arn:aws:lambda:us-east-1:123456789012:function:words {"emailMessage": "Code: {####}", "emailSubject": "Hi"}
        ResendConfirmationCode {"ClientId": "$c", "Username": "ann", "ClientMetadata": {"lang": "de"}}
        function arn:aws:lambda:us-east-1:123456789012:function:words {"emailMessage": "no code"}
        ResendConfirmationCode {"ClientId": "$c", "Username": "ann"}
        messages $p
        "#,
        expect![[r#"
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$c"},
              "region": "us-east-1",
              "request": {
                "codeParameter": "{####}",
                "linkParameter": "{##Click Here##}",
                "userAttributes": {
                  "cognito:user_status": "UNCONFIRMED",
                  "email": "ann@example.com",
                  "sub": "fccc2d99-8b06-7238-96f2-1e0e9e309bf5"
                },
                "usernameParameter": null
              },
              "response": {"emailMessage": null, "emailSubject": null, "smsMessage": null},
              "triggerSource": "CustomMessage_SignUp",
              "userName": "ann",
              "userPoolId": "$p",
              "version": "1"
            }
            {
              "CodeDeliveryDetails": {"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "a***@e***"},
              "UserConfirmed": false,
              "UserSub": "$sub"
            }
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$c"},
              "region": "us-east-1",
              "request": {
                "clientMetadata": {"lang": "de"},
                "codeParameter": "{####}",
                "linkParameter": "{##Click Here##}",
                "userAttributes": {
                  "cognito:user_status": "UNCONFIRMED",
                  "email": "ann@example.com",
                  "sub": "$sub"
                },
                "usernameParameter": null
              },
              "response": {"emailMessage": null, "emailSubject": null, "smsMessage": null},
              "triggerSource": "CustomMessage_ResendCode",
              "userName": "ann",
              "userPoolId": "$p",
              "version": "1"
            }
            {
              "CodeDeliveryDetails": {"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "a***@e***"}
            }
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$c"},
              "region": "us-east-1",
              "request": {
                "codeParameter": "{####}",
                "linkParameter": "{##Click Here##}",
                "userAttributes": {
                  "cognito:user_status": "UNCONFIRMED",
                  "email": "ann@example.com",
                  "sub": "$sub"
                },
                "usernameParameter": null
              },
              "response": {"emailMessage": null, "emailSubject": null, "smsMessage": null},
              "triggerSource": "CustomMessage_ResendCode",
              "userName": "ann",
              "userPoolId": "$p",
              "version": "1"
            }
            InvalidLambdaResponseException: CustomMessage answered with a message that lacks {####}.
            [
              {
                "body": "Your confirmation code is 702968",
                "code": "702968",
                "destination": "ann@example.com",
                "kind": "sign_up",
                "medium": "EMAIL",
                "sent_at": 1700000000.0,
                "subject": "Your verification code",
                "username": "ann"
              },
              {
                "body": "Code: 980168",
                "code": "980168",
                "destination": "ann@example.com",
                "kind": "resend_code",
                "medium": "EMAIL",
                "sent_at": 1700000000.0,
                "subject": "Hi",
                "username": "ann"
              }
            ]
        "#]],
    );
}

#[test]
fn a_custom_sender_sends_in_the_place_of_the_pool() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"], "LambdaConfig": {
            "KMSKeyID": "arn:aws:kms:us-east-1:123456789012:key/k", "CustomEmailSender": {
            "LambdaArn": "arn:aws:lambda:us-east-1:123456789012:function:sends", "LambdaVersion": "V1_0"}}} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        function arn:aws:lambda:us-east-1:123456789012:function:sends {}
        $sub = SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1",
            "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}]} > UserSub
        messages $p
        function arn:aws:lambda:us-east-1:123456789012:function:sends throws No mail today
        ResendConfirmationCode {"ClientId": "$c", "Username": "ann"}
        "#,
        expect![[r#"
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$c"},
              "region": "us-east-1",
              "request": {
                "code": "NzAyOTY4",
                "type": "customEmailSenderRequestV1",
                "userAttributes": {
                  "cognito:user_status": "UNCONFIRMED",
                  "email": "ann@example.com",
                  "sub": "fccc2d99-8b06-7238-96f2-1e0e9e309bf5"
                }
              },
              "response": {},
              "triggerSource": "CustomEmailSender_SignUp",
              "userName": "ann",
              "userPoolId": "$p",
              "version": "1"
            }
            {
              "CodeDeliveryDetails": {"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "a***@e***"},
              "UserConfirmed": false,
              "UserSub": "$sub"
            }
            []
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$c"},
              "region": "us-east-1",
              "request": {
                "code": "OTgwMTY4",
                "type": "customEmailSenderRequestV1",
                "userAttributes": {
                  "cognito:user_status": "UNCONFIRMED",
                  "email": "ann@example.com",
                  "sub": "$sub"
                }
              },
              "response": {},
              "triggerSource": "CustomEmailSender_ResendCode",
              "userName": "ann",
              "userPoolId": "$p",
              "version": "1"
            }
            {
              "CodeDeliveryDetails": {"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "a***@e***"}
            }
        "#]],
    );
}
