use expect_test::expect;

use crate::testing::transcript;

#[test]
fn a_code_confirms_and_verifies_the_address_it_went_to() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1", "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}]} > -
        code $p
        wait 60
        ConfirmSignUp {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "000000"}
        ConfirmSignUp {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "$code"}
        $sub = AdminGetUser {"UserPoolId": "$p", "Username": "ann"} > UserAttributes.2.Value
        ConfirmSignUp {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "$code"}
        "#,
        expect![[r#"
            CodeMismatchException: Invalid verification code provided, please try again.
            {}
            {
              "Enabled": true,
              "UserAttributes": [
                {"Name": "email", "Value": "ann@example.com"},
                {"Name": "email_verified", "Value": "true"},
                {"Name": "sub", "Value": "$sub"}
              ],
              "UserCreateDate": 1700000000.0,
              "UserLastModifiedDate": 1700000060.0,
              "UserStatus": "CONFIRMED",
              "Username": "ann"
            }
            NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED
        "#]],
    );
}

#[test]
fn a_code_is_good_for_a_day() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1", "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}]} > -
        code $p
        wait 86400
        ConfirmSignUp {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "$code"}
        "#,
        expect![[r#"
            ExpiredCodeException: Invalid code provided, please request a code again.
        "#]],
    );
}

#[test]
fn an_address_changed_meanwhile_is_not_verified() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1", "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}]} > -
        code $p
        AdminUpdateUserAttributes {"UserPoolId": "$p", "Username": "ann", "UserAttributes": [{"Name": "email", "Value": "new@example.com"}]}
        ConfirmSignUp {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "$code"}
        AdminGetUser {"UserPoolId": "$p", "Username": "ann"} > UserAttributes.1
        "#,
        expect![[r#"
            {}
            {}
            {"Name": "email_verified", "Value": "false"}
        "#]],
    );
}

#[test]
fn an_alias_moves_only_by_force() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"], "AliasAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1", "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}]} > -
        code $p
        ConfirmSignUp {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "$code"}
        SignUp {"ClientId": "$c", "Username": "bob", "Password": "Secret-1", "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}]} > -
        code $p
        ConfirmSignUp {"ClientId": "$c", "Username": "bob", "ConfirmationCode": "$code"}
        AdminGetUser {"UserPoolId": "$p", "Username": "ann@example.com"} > Username
        ConfirmSignUp {"ClientId": "$c", "Username": "bob", "ConfirmationCode": "$code", "ForceAliasCreation": true}
        AdminGetUser {"UserPoolId": "$p", "Username": "ann@example.com"} > Username
        AdminGetUser {"UserPoolId": "$p", "Username": "ann"} > UserAttributes.1
        "#,
        expect![[r#"
            {}
            AliasExistsException: An account with the email already exists.
            "ann"
            {}
            "bob"
            {"Name": "email_verified", "Value": "false"}
        "#]],
    );
}

#[test]
fn attempts_are_limited() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1", "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}]} > -
        code $p
        ConfirmSignUp {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "000000"}
        ConfirmSignUp {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "000000"}
        ConfirmSignUp {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "000000"}
        ConfirmSignUp {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "000000"}
        ConfirmSignUp {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "000000"}
        ConfirmSignUp {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "000000"}
        ConfirmSignUp {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "000000"}
        ConfirmSignUp {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "000000"}
        ConfirmSignUp {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "000000"}
        ConfirmSignUp {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "000000"}
        ConfirmSignUp {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "000000"}
        ConfirmSignUp {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "000000"}
        ConfirmSignUp {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "000000"}
        ConfirmSignUp {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "000000"}
        ConfirmSignUp {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "000000"}
        ConfirmSignUp {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "000000"}
        wait 3600
        ConfirmSignUp {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "$code"}
        "#,
        expect![[r#"
            CodeMismatchException: Invalid verification code provided, please try again.
            CodeMismatchException: Invalid verification code provided, please try again.
            CodeMismatchException: Invalid verification code provided, please try again.
            CodeMismatchException: Invalid verification code provided, please try again.
            CodeMismatchException: Invalid verification code provided, please try again.
            CodeMismatchException: Invalid verification code provided, please try again.
            CodeMismatchException: Invalid verification code provided, please try again.
            CodeMismatchException: Invalid verification code provided, please try again.
            CodeMismatchException: Invalid verification code provided, please try again.
            CodeMismatchException: Invalid verification code provided, please try again.
            CodeMismatchException: Invalid verification code provided, please try again.
            CodeMismatchException: Invalid verification code provided, please try again.
            CodeMismatchException: Invalid verification code provided, please try again.
            CodeMismatchException: Invalid verification code provided, please try again.
            CodeMismatchException: Invalid verification code provided, please try again.
            LimitExceededException: Attempt limit exceeded, please try after some time.
            {}
        "#]],
    );
}

#[test]
fn nobody_is_told_apart_where_the_client_hides_users() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        ConfirmSignUp {"ClientId": "$c", "Username": "nobody", "ConfirmationCode": "123456"}
        $hiding = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app", "PreventUserExistenceErrors": "ENABLED"} > -
        ConfirmSignUp {"ClientId": "$hiding", "Username": "nobody", "ConfirmationCode": "123456"}
        "#,
        expect![[r#"
            UserNotFoundException: Username/client id combination not found.
            CodeMismatchException: Invalid verification code provided, please try again.
        "#]],
    );
}

#[test]
fn a_function_that_fails_leaves_the_user_confirmed() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"], "LambdaConfig": {
            "PostConfirmation": "arn:aws:lambda:us-east-1:123456789012:function:after"}} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        function arn:aws:lambda:us-east-1:123456789012:function:after throws Boom
        $sub = SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1",
            "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}]} > UserSub
        code $p
        ConfirmSignUp {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "$code", "ClientMetadata": {"a": "b"}}
        AdminGetUser {"UserPoolId": "$p", "Username": "ann"} > UserStatus
        "#,
        expect![[r#"
            {
              "CodeDeliveryDetails": {"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "a***@e***"},
              "UserConfirmed": false,
              "UserSub": "$sub"
            }
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$c"},
              "region": "us-east-1",
              "request": {
                "clientMetadata": {"a": "b"},
                "userAttributes": {
                  "cognito:user_status": "CONFIRMED",
                  "email": "ann@example.com",
                  "email_verified": "true",
                  "sub": "$sub"
                }
              },
              "response": {},
              "triggerSource": "PostConfirmation_ConfirmSignUp",
              "userName": "ann",
              "userPoolId": "$p",
              "version": "1"
            }
            UserLambdaValidationException: PostConfirmation failed with error Boom.
            "CONFIRMED"
        "#]],
    );
}
