use expect_test::expect;

use crate::testing::transcript;

#[test]
fn a_code_goes_to_the_address_that_the_pool_verifies() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        $sub = SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1",
            "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}]} > UserSub
        AdminGetUser {"UserPoolId": "$p", "Username": "ann"}
        messages $p
        "#,
        expect![[r#"
            {
              "CodeDeliveryDetails": {"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "a***@e***"},
              "UserConfirmed": false,
              "UserSub": "$sub"
            }
            {
              "Enabled": true,
              "UserAttributes": [
                {"Name": "email", "Value": "ann@example.com"},
                {"Name": "sub", "Value": "$sub"}
              ],
              "UserCreateDate": 1700000000.0,
              "UserLastModifiedDate": 1700000000.0,
              "UserStatus": "UNCONFIRMED",
              "Username": "ann"
            }
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
              }
            ]
        "#]],
    );
}

#[test]
fn without_an_address_to_verify_no_code_is_sent() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        $sub = SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1"} > UserSub
        messages $p
        "#,
        expect![[r#"
            {"UserConfirmed": false, "UserSub": "$sub"}
            []
        "#]],
    );
}

#[test]
fn the_phone_goes_before_the_mail() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email", "phone_number"],
            "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}, "SmsVerificationMessage": "{####}!"} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1", "UserAttributes": [
            {"Name": "email", "Value": "ann@example.com"}, {"Name": "phone_number", "Value": "+14255550123"}]} > CodeDeliveryDetails
        messages $p
        "#,
        expect![[r#"
            {"AttributeName": "phone_number", "DeliveryMedium": "SMS", "Destination": "+*******0123"}
            [
              {
                "body": "702968!",
                "code": "702968",
                "destination": "+14255550123",
                "kind": "sign_up",
                "medium": "SMS",
                "sent_at": 1700000000.0,
                "subject": null,
                "username": "ann"
              }
            ]
        "#]],
    );
}

#[test]
fn a_link_confirms_where_the_pool_sends_links() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"],
            "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_LINK", "EmailSubjectByLink": "Hello"}} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        SignUp {"ClientId": "$c", "Username": "ann+smith", "Password": "Secret-1", "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}]} > -
        code $p
        messages $p
        "#,
        expect![[r#"
            [
              {
                "body": "Please click the link below to verify your email address. <a href=\"https://cognito-idp.us-east-1.amazonaws.com/confirmUser?client_id=$c&user_name=ann%2Bsmith&confirmation_code=$code\">Verify Email</a>",
                "code": "$code",
                "destination": "ann@example.com",
                "kind": "sign_up",
                "medium": "EMAIL",
                "sent_at": 1700000000.0,
                "subject": "Hello",
                "username": "ann+smith"
              }
            ]
        "#]],
    );
}

#[test]
fn usernames_are_taken_once() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1", "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}]} > -
        SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1", "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}]} > -
        "#,
        expect![[r#"
            UsernameExistsException: User already exists
        "#]],
    );
}

#[test]
fn an_address_as_username_is_taken_once_and_the_name_is_the_sub() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "UsernameAttributes": ["email"], "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        $sub = SignUp {"ClientId": "$c", "Username": "ann@example.com", "Password": "Secret-1"} > UserSub
        SignUp {"ClientId": "$c", "Username": "ann@example.com", "Password": "Secret-1"}
        SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1"}
        SignUp {"ClientId": "$c", "Username": "bob@example.com", "Password": "Secret-1", "UserAttributes": [
            {"Name": "email", "Value": "eve@example.com"}]}
        AdminGetUser {"UserPoolId": "$p", "Username": "ann@example.com"} > UserAttributes
        messages $p ann@example.com
        "#,
        expect![[r#"
            {
              "CodeDeliveryDetails": {"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "a***@e***"},
              "UserConfirmed": false,
              "UserSub": "$sub"
            }
            UsernameExistsException: An account with the given email already exists.
            InvalidParameterException: Username should be an email.
            InvalidParameterException: User attribute email must be the same as the username.
            [
              {"Name": "email", "Value": "ann@example.com"},
              {"Name": "sub", "Value": "$sub"}
            ]
            [
              {
                "body": "Your confirmation code is 702968",
                "code": "702968",
                "destination": "ann@example.com",
                "kind": "sign_up",
                "medium": "EMAIL",
                "sent_at": 1700000000.0,
                "subject": "Your verification code",
                "username": "$sub"
              }
            ]
        "#]],
    );
}

#[test]
fn an_alias_may_be_given_twice_before_it_is_confirmed() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"], "AliasAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1", "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}]} > -
        SignUp {"ClientId": "$c", "Username": "bob", "Password": "Secret-1", "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}]} > -
        AdminGetUser {"UserPoolId": "$p", "Username": "bob"} > UserStatus
        SignUp {"ClientId": "$c", "Username": "eve@example.com", "Password": "Secret-1"}
        "#,
        expect![[r#"
            "UNCONFIRMED"
            InvalidParameterException: Username cannot be of email format, since user pool is configured for email alias.
        "#]],
    );
}

#[test]
fn attributes_are_held_to_the_schema_and_to_the_client() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "Schema": [{"Name": "email", "Required": true}, {"Name": "name", "Required": true}]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1"}
        SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1", "UserAttributes": [
            {"Name": "custom:x", "Value": "1"}, {"Name": "email", "Value": "a@b.de"}, {"Name": "name", "Value": "Ann"}]}
        SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1", "UserAttributes": [
            {"Name": "email", "Value": "a"}, {"Name": "name", "Value": "Ann"}]}
        SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1", "UserAttributes": [
            {"Name": "email_verified", "Value": "true"}]}
        $narrow = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "narrow", "WriteAttributes": ["email", "name"]} > -
        SignUp {"ClientId": "$narrow", "Username": "ann", "Password": "Secret-1", "UserAttributes": [
            {"Name": "nickname", "Value": "annie"}]}
        "#,
        expect![[r#"
            InvalidParameterException: Attributes did not conform to the schema: name.formatted: The attribute name.formatted is required\nemail: The attribute is required\n
            InvalidParameterException: Attributes did not conform to the schema: custom:x: Attribute does not exist in the schema.\n
            InvalidParameterException: Invalid email address format.
            NotAuthorizedException: A client attempted to write unauthorized attribute
            NotAuthorizedException: A client attempted to write unauthorized attribute
        "#]],
    );
}

#[test]
fn passwords_are_held_to_the_policy() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        SignUp {"ClientId": "$c", "Username": "ann", "Password": "secret"}
        SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secrets1"}
        SignUp {"ClientId": "$c", "Username": "ann"}
        "#,
        expect![[r#"
            InvalidPasswordException: Password did not conform with policy: Password not long enough
            InvalidPasswordException: Password did not conform with policy: Password must have symbol characters
            InvalidParameterException: 1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null
        "#]],
    );
}

#[test]
fn who_can_get_a_one_time_password_may_sign_up_without_another() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        SignUp {"ClientId": "$c", "Username": "ann", "UserAttributes": [{"Name": "email", "Value": "a@b.de"}]} > UserConfirmed
        SignUp {"ClientId": "$c", "Username": "bob"}
        "#,
        expect![[r#"
            false
            InvalidParameterException: 1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null
        "#]],
    );
}

#[test]
fn a_pool_may_leave_it_to_administrators() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": true}} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1"}
        "#,
        expect![[r#"
            NotAuthorizedException: SignUp is not permitted for this user pool
        "#]],
    );
}

#[test]
fn a_preferred_username_is_no_alias_before_confirmation() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AliasAttributes": ["preferred_username"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1", "UserAttributes": [
            {"Name": "preferred_username", "Value": "annie"}]}
        "#,
        expect![[r#"
            InvalidParameterException: Preferred username cannot be provided for unconfirmed account, since user pool is configured for preferred username alias.
        "#]],
    );
}

#[test]
fn clients_must_be_known_and_prove_their_secret() {
    transcript(
        r#"
        $s = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "GenerateSecret": true} > -
        SignUp {"ClientId": "nobody", "Username": "ann", "Password": "Secret-1"}
        SignUp {"ClientId": "$s", "Username": "ann", "Password": "Secret-1"}
        SignUp {"ClientId": "$s", "Username": "ann", "Password": "Secret-1", "SecretHash": "d3Jvbmc="}
        "#,
        expect![[r#"
            ResourceNotFoundException: User pool client nobody does not exist.
            NotAuthorizedException: Unable to verify secret hash for client $s
            NotAuthorizedException: Unable to verify secret hash for client $s
        "#]],
    );
}

#[test]
fn a_function_is_asked_before_and_may_confirm() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"], "LambdaConfig": {
            "PreSignUp": "arn:aws:lambda:us-east-1:123456789012:function:before",
            "PostConfirmation": "arn:aws:lambda:us-east-1:123456789012:function:after"}} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        function arn:aws:lambda:us-east-1:123456789012:function:before {"autoConfirmUser": true, "autoVerifyEmail": true}
        function arn:aws:lambda:us-east-1:123456789012:function:after {}
        $sub = SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1",
            "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}],
            "ValidationData": [{"Name": "captcha", "Value": "seven"}], "ClientMetadata": {"from": "app"}} > UserSub
        AdminGetUser {"UserPoolId": "$p", "Username": "ann"} > UserAttributes
        messages $p
        function arn:aws:lambda:us-east-1:123456789012:function:before {"autoVerifyPhone": true}
        SignUp {"ClientId": "$c", "Username": "bob", "Password": "Secret-1"}
        "#,
        expect![[r#"
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$c"},
              "region": "us-east-1",
              "request": {
                "clientMetadata": {"from": "app"},
                "userAttributes": {"email": "ann@example.com"},
                "validationData": {"captcha": "seven"}
              },
              "response": {"autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false},
              "triggerSource": "PreSignUp_SignUp",
              "userName": "ann",
              "userPoolId": "$p",
              "version": "1"
            }
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$c"},
              "region": "us-east-1",
              "request": {
                "clientMetadata": {"from": "app"},
                "userAttributes": {
                  "cognito:user_status": "CONFIRMED",
                  "email": "ann@example.com",
                  "email_verified": "true",
                  "sub": "fccc2d99-8b06-7238-96f2-1e0e9e309bf5"
                }
              },
              "response": {},
              "triggerSource": "PostConfirmation_ConfirmSignUp",
              "userName": "ann",
              "userPoolId": "$p",
              "version": "1"
            }
            {"UserConfirmed": true, "UserSub": "$sub"}
            [
              {"Name": "email", "Value": "ann@example.com"},
              {"Name": "email_verified", "Value": "true"},
              {"Name": "sub", "Value": "$sub"}
            ]
            []
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$c"},
              "region": "us-east-1",
              "request": {"userAttributes": {}, "validationData": null},
              "response": {"autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false},
              "triggerSource": "PreSignUp_SignUp",
              "userName": "bob",
              "userPoolId": "$p",
              "version": "1"
            }
            InvalidLambdaResponseException: PreSignUp cannot verify phone_number, since the user has none.
        "#]],
    );
}

#[test]
fn a_function_that_confirms_moves_an_alias() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AliasAttributes": ["email"], "LambdaConfig": {
            "PreSignUp": "arn:aws:lambda:us-east-1:123456789012:function:before"}} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        function arn:aws:lambda:us-east-1:123456789012:function:before {"autoConfirmUser": true, "autoVerifyEmail": true}
        SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1", "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}]} > -
        SignUp {"ClientId": "$c", "Username": "bob", "Password": "Secret-1", "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}]} > -
        AdminGetUser {"UserPoolId": "$p", "Username": "ann@example.com"} > Username
        AdminGetUser {"UserPoolId": "$p", "Username": "ann"} > UserAttributes.1
        "#,
        expect![[r#"
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$c"},
              "region": "us-east-1",
              "request": {"userAttributes": {"email": "ann@example.com"}, "validationData": null},
              "response": {"autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false},
              "triggerSource": "PreSignUp_SignUp",
              "userName": "ann",
              "userPoolId": "$p",
              "version": "1"
            }
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$c"},
              "region": "us-east-1",
              "request": {"userAttributes": {"email": "ann@example.com"}, "validationData": null},
              "response": {"autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false},
              "triggerSource": "PreSignUp_SignUp",
              "userName": "bob",
              "userPoolId": "$p",
              "version": "1"
            }
            "bob"
            {"Name": "email_verified", "Value": "false"}
        "#]],
    );
}

#[test]
fn a_function_that_fails_leaves_no_user() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "LambdaConfig": {
            "PreSignUp": "arn:aws:lambda:us-east-1:123456789012:function:before"}} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1"}
        function arn:aws:lambda:us-east-1:123456789012:function:before throws Domain not allowed.
        SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1"}
        AdminGetUser {"UserPoolId": "$p", "Username": "ann"}
        "#,
        expect![[r#"
            UnexpectedLambdaException: PreSignUp invocation failed due to configuration.
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$c"},
              "region": "us-east-1",
              "request": {"userAttributes": {}, "validationData": null},
              "response": {"autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false},
              "triggerSource": "PreSignUp_SignUp",
              "userName": "ann",
              "userPoolId": "$p",
              "version": "1"
            }
            UserLambdaValidationException: PreSignUp failed with error Domain not allowed..
            UserNotFoundException: User does not exist.
        "#]],
    );
}
