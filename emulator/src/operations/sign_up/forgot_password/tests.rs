use expect_test::expect;

use crate::testing::transcript;

#[test]
fn a_code_goes_to_a_verified_address() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS", "UserAttributes": [
            {"Name": "email", "Value": "ann@example.com"}, {"Name": "email_verified", "Value": "true"}]} > -
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        ForgotPassword {"ClientId": "$c", "Username": "ann"}
        AdminGetUser {"UserPoolId": "$p", "Username": "ann"} > UserStatus
        messages $p
        "#,
        expect![[r#"
            {
              "CodeDeliveryDetails": {"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "a***@e***"}
            }
            "CONFIRMED"
            [
              {
                "body": "Your password reset code is 956109",
                "code": "956109",
                "destination": "ann@example.com",
                "kind": "forgot_password",
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
fn who_cannot_be_reached_is_told_so() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "new"} > -
        ForgotPassword {"ClientId": "$c", "Username": "new"}
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "new", "Password": "Secret-1", "Permanent": true} > -
        ForgotPassword {"ClientId": "$c", "Username": "new"}
        AdminDisableUser {"UserPoolId": "$p", "Username": "new"} > -
        ForgotPassword {"ClientId": "$c", "Username": "new"}
        ForgotPassword {"ClientId": "$c", "Username": "nobody"}
        SignUp {"ClientId": "$c", "Username": "eve", "Password": "Secret-1", "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}]} > -
        ForgotPassword {"ClientId": "$c", "Username": "eve"}
        "#,
        expect![[r#"
            NotAuthorizedException: User password cannot be reset in the current state.
            InvalidParameterException: Cannot reset password for the user as there is no registered/verified email or phone_number
            NotAuthorizedException: User is disabled
            UserNotFoundException: Username/client id combination not found.
            InvalidParameterException: Cannot reset password for the user as there is no registered/verified email or phone_number
        "#]],
    );
}

#[test]
fn who_hides_users_hides_all_of_that() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app", "PreventUserExistenceErrors": "ENABLED"} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "new"} > -
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "new", "Password": "Secret-1", "Permanent": true} > -
        ForgotPassword {"ClientId": "$c", "Username": "new"}
        ForgotPassword {"ClientId": "$c", "Username": "nobody@example.com"}
        ForgotPassword {"ClientId": "$c", "Username": "+14255550123"}
        AdminDisableUser {"UserPoolId": "$p", "Username": "new"} > -
        ForgotPassword {"ClientId": "$c", "Username": "new"}
        messages $p
        "#,
        expect![[r#"
            {
              "CodeDeliveryDetails": {"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "d***@s***"}
            }
            {
              "CodeDeliveryDetails": {"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "n***@e***"}
            }
            {
              "CodeDeliveryDetails": {"AttributeName": "phone_number", "DeliveryMedium": "SMS", "Destination": "+*******0123"}
            }
            {
              "CodeDeliveryDetails": {"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "d***@s***"}
            }
            []
        "#]],
    );
}

#[test]
fn a_pool_may_leave_it_to_administrators() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]}} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS", "UserAttributes": [
            {"Name": "email", "Value": "ann@example.com"}, {"Name": "email_verified", "Value": "true"}]} > -
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        ForgotPassword {"ClientId": "$c", "Username": "ann"}
        "#,
        expect![[r#"
            NotAuthorizedException: Contact administrator to reset password.
        "#]],
    );
}

#[test]
fn a_function_may_know_the_user() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "LambdaConfig": {
            "UserMigration": "arn:aws:lambda:us-east-1:123456789012:function:old"}} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        function arn:aws:lambda:us-east-1:123456789012:function:old {}
        ForgotPassword {"ClientId": "$c", "Username": "ann"}
        function arn:aws:lambda:us-east-1:123456789012:function:old throws no such file
        ForgotPassword {"ClientId": "$c", "Username": "ann"}
        function arn:aws:lambda:us-east-1:123456789012:function:old {"userAttributes": {"email": "ann@example.com", "email_verified": "true"}, "messageAction": "SUPPRESS"}
        ForgotPassword {"ClientId": "$c", "Username": "ann", "ClientMetadata": {"a": "b"}}
        AdminGetUser {"UserPoolId": "$p", "Username": "ann"} > UserStatus
        ForgotPassword {"ClientId": "$c", "Username": "ann"} > -
        "#,
        expect![[r#"
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$c"},
              "region": "us-east-1",
              "request": {},
              "response": {
                "desiredDeliveryMediums": null,
                "enableSMSMFA": null,
                "finalUserStatus": null,
                "forceAliasCreation": null,
                "messageAction": null,
                "userAttributes": null
              },
              "triggerSource": "UserMigration_ForgotPassword",
              "userName": "ann",
              "userPoolId": "$p",
              "version": "1"
            }
            UserNotFoundException: Username/client id combination not found.
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$c"},
              "region": "us-east-1",
              "request": {},
              "response": {
                "desiredDeliveryMediums": null,
                "enableSMSMFA": null,
                "finalUserStatus": null,
                "forceAliasCreation": null,
                "messageAction": null,
                "userAttributes": null
              },
              "triggerSource": "UserMigration_ForgotPassword",
              "userName": "ann",
              "userPoolId": "$p",
              "version": "1"
            }
            UserNotFoundException: Exception migrating user in app client $c
            {
              "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "$c"},
              "region": "us-east-1",
              "request": {"clientMetadata": {"a": "b"}},
              "response": {
                "desiredDeliveryMediums": null,
                "enableSMSMFA": null,
                "finalUserStatus": null,
                "forceAliasCreation": null,
                "messageAction": null,
                "userAttributes": null
              },
              "triggerSource": "UserMigration_ForgotPassword",
              "userName": "ann",
              "userPoolId": "$p",
              "version": "1"
            }
            {
              "CodeDeliveryDetails": {"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "a***@e***"}
            }
            "RESET_REQUIRED"
        "#]],
    );
}
