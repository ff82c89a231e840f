use expect_test::expect;

use crate::testing::transcript;

#[test]
fn a_code_verifies_once() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS", "UserAttributes": [
            {"Name": "email", "Value": "ann@example.com"}, {"Name": "email_verified", "Value": "true"}]} > -
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        token $p $c ann
        GetUserAttributeVerificationCode {"AccessToken": "$token", "AttributeName": "email"} > -
        code $p
        VerifyUserAttribute {"AccessToken": "$token", "AttributeName": "email", "Code": "000000"}
        VerifyUserAttribute {"AccessToken": "$token", "AttributeName": "phone_number", "Code": "$code"}
        VerifyUserAttribute {"AccessToken": "$token", "AttributeName": "name", "Code": "$code"}
        VerifyUserAttribute {"AccessToken": "$token", "AttributeName": "email", "Code": "$code"}
        VerifyUserAttribute {"AccessToken": "$token", "AttributeName": "email", "Code": "$code"}
        "#,
        expect![[r#"
            CodeMismatchException: Invalid verification code provided, please try again.
            ExpiredCodeException: Invalid code provided, please request a code again.
            InvalidParameterException: Invalid attribute name: name cannot be verified.
            {}
            ExpiredCodeException: Invalid code provided, please request a code again.
        "#]],
    );
}

#[test]
fn an_alias_that_another_verified_meanwhile_is_refused() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"], "AliasAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "UserAttributes": [{"Name": "email", "Value": "a@b.de"}]} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "bob", "UserAttributes": [
            {"Name": "email", "Value": "a@b.de"}, {"Name": "email_verified", "Value": "true"}]} > -
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        token $p $c ann
        GetUserAttributeVerificationCode {"AccessToken": "$token", "AttributeName": "email"} > -
        code $p
        VerifyUserAttribute {"AccessToken": "$token", "AttributeName": "email", "Code": "$code"}
        AdminGetUser {"UserPoolId": "$p", "Username": "a@b.de"} > Username
        "#,
        expect![[r#"
            AliasExistsException: An account with the email already exists.
            "bob"
        "#]],
    );
}
