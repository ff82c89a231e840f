use expect_test::expect;

use crate::testing::transcript;

#[test]
fn a_code_sets_a_new_password_once() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS", "UserAttributes": [
            {"Name": "email", "Value": "ann@example.com"}, {"Name": "email_verified", "Value": "true"}]} > -
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        AdminResetUserPassword {"UserPoolId": "$p", "Username": "ann"} > -
        ForgotPassword {"ClientId": "$c", "Username": "ann"} > -
        code $p
        ConfirmForgotPassword {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "000000", "Password": "Secret-2"}
        ConfirmForgotPassword {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "$code", "Password": "secret-2"}
        ConfirmForgotPassword {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "$code", "Password": "Secret-2"}
        AdminGetUser {"UserPoolId": "$p", "Username": "ann"} > UserStatus
        ConfirmForgotPassword {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "$code", "Password": "Secret-3"}
        "#,
        expect![[r#"
            CodeMismatchException: Invalid verification code provided, please try again.
            InvalidPasswordException: Password does not conform to policy: Password must have uppercase characters
            {}
            "CONFIRMED"
            ExpiredCodeException: Invalid code provided, please request a code again.
        "#]],
    );
}

#[test]
fn the_code_of_an_administrators_reset_works_and_ends_sessions() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS", "UserAttributes": [
            {"Name": "email", "Value": "ann@example.com"}, {"Name": "email_verified", "Value": "true"}]} > -
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        token $p $c ann
        AdminResetUserPassword {"UserPoolId": "$p", "Username": "ann"} > -
        code $p
        ConfirmForgotPassword {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "$code", "Password": "Secret-2"}
        GetUser {"AccessToken": "$token"}
        "#,
        expect![[r#"
            {}
            NotAuthorizedException: Access Token has been revoked
        "#]],
    );
}

#[test]
fn a_code_is_good_for_an_hour() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS", "UserAttributes": [
            {"Name": "email", "Value": "ann@example.com"}, {"Name": "email_verified", "Value": "true"}]} > -
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        ForgotPassword {"ClientId": "$c", "Username": "ann"} > -
        code $p
        wait 3600
        ConfirmForgotPassword {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "$code", "Password": "Secret-2"}
        "#,
        expect![[r#"
            ExpiredCodeException: Invalid code provided, please request a code again.
        "#]],
    );
}

#[test]
fn passwords_of_the_past_are_refused() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "Policies": {"PasswordPolicy": {"MinimumLength": 8, "PasswordHistorySize": 2}}} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS", "UserAttributes": [
            {"Name": "email", "Value": "ann@example.com"}, {"Name": "email_verified", "Value": "true"}]} > -
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        ForgotPassword {"ClientId": "$c", "Username": "ann"} > -
        code $p
        ConfirmForgotPassword {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "$code", "Password": "Secret-1"}
        "#,
        expect![[r#"
            PasswordHistoryPolicyViolationException: Password has previously been used
        "#]],
    );
}

#[test]
fn nobody_and_the_disabled_are_told_apart_only_where_the_client_does_not_hide_users() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app", "PreventUserExistenceErrors": "ENABLED"} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS", "UserAttributes": [
            {"Name": "email", "Value": "ann@example.com"}, {"Name": "email_verified", "Value": "true"}]} > -
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        $open = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "open"} > -
        ConfirmForgotPassword {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "000000", "Password": "Secret-2"}
        AdminDisableUser {"UserPoolId": "$p", "Username": "ann"} > -
        ConfirmForgotPassword {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "000000", "Password": "Secret-2"}
        ConfirmForgotPassword {"ClientId": "$open", "Username": "ann", "ConfirmationCode": "000000", "Password": "Secret-2"}
        ConfirmForgotPassword {"ClientId": "$c", "Username": "nobody", "ConfirmationCode": "000000", "Password": "Secret-2"}
        ConfirmForgotPassword {"ClientId": "$open", "Username": "nobody", "ConfirmationCode": "000000", "Password": "Secret-2"}
        AdminCreateUser {"UserPoolId": "$p", "Username": "new"} > -
        ConfirmForgotPassword {"ClientId": "$open", "Username": "new", "ConfirmationCode": "000000", "Password": "Secret-2"}
        "#,
        expect![[r#"
            ExpiredCodeException: Invalid code provided, please request a code again.
            CodeMismatchException: Invalid verification code provided, please try again.
            NotAuthorizedException: User is disabled
            CodeMismatchException: Invalid verification code provided, please try again.
            UserNotFoundException: Username/client id combination not found.
            NotAuthorizedException: User password cannot be reset in the current state.
        "#]],
    );
}

#[test]
fn a_function_is_told() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "LambdaConfig": {
            "PostConfirmation": "arn:aws:lambda:us-east-1:123456789012:function:after"}} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS", "UserAttributes": [
            {"Name": "email", "Value": "ann@example.com"}, {"Name": "email_verified", "Value": "true"}]} > -
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        $sub = AdminGetUser {"UserPoolId": "$p", "Username": "ann"} > UserAttributes.2.Value
        ForgotPassword {"ClientId": "$c", "Username": "ann"} > -
        code $p
        function arn:aws:lambda:us-east-1:123456789012:function:after answers []
        ConfirmForgotPassword {"ClientId": "$c", "Username": "ann", "ConfirmationCode": "$code", "Password": "Secret-2"}
        "#,
        expect![[r#"
            {
              "Enabled": true,
              "UserAttributes": [
                {"Name": "email", "Value": "ann@example.com"},
                {"Name": "email_verified", "Value": "true"},
                {"Name": "sub", "Value": "$sub"}
              ],
              "UserCreateDate": 1700000000.0,
              "UserLastModifiedDate": 1700000000.0,
              "UserStatus": "CONFIRMED",
              "Username": "ann"
            }
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$c"},
              "region": "us-east-1",
              "request": {
                "userAttributes": {
                  "cognito:user_status": "CONFIRMED",
                  "email": "ann@example.com",
                  "email_verified": "true",
                  "sub": "$sub"
                }
              },
              "response": {},
              "triggerSource": "PostConfirmation_ConfirmForgotPassword",
              "userName": "ann",
              "userPoolId": "$p",
              "version": "1"
            }
            InvalidLambdaResponseException: Unrecognizable lambda output
        "#]],
    );
}
