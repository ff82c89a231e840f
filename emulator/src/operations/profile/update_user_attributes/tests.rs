use expect_test::expect;

use crate::testing::transcript;

#[test]
fn a_new_address_is_sent_a_code() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS", "UserAttributes": [
            {"Name": "email", "Value": "ann@example.com"}, {"Name": "email_verified", "Value": "true"}]} > -
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        token $p $c ann
        UpdateUserAttributes {"AccessToken": "$token", "UserAttributes": [
            {"Name": "email", "Value": "new@example.com"}, {"Name": "name", "Value": "Ann"}]}
        GetUser {"AccessToken": "$token"} > UserAttributes.1
        messages $p
        code $p
        VerifyUserAttribute {"AccessToken": "$token", "AttributeName": "email", "Code": "$code"}
        GetUser {"AccessToken": "$token"} > UserAttributes.1
        UpdateUserAttributes {"AccessToken": "$token", "UserAttributes": [{"Name": "name", "Value": ""}]}
        "#,
        expect![[r#"
            {
              "CodeDeliveryDetailsList": [{"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "n***@e***"}]
            }
            {"Name": "email_verified", "Value": "false"}
            [
              {
                "body": "Your confirmation code is 115498",
                "code": "115498",
                "destination": "new@example.com",
                "kind": "update_attribute",
                "medium": "EMAIL",
                "sent_at": 1700000000.0,
                "subject": "Your verification code",
                "username": "ann"
              }
            ]
            {}
            {"Name": "email_verified", "Value": "true"}
            {"CodeDeliveryDetailsList": []}
        "#]],
    );
}

#[test]
fn what_must_be_verified_first_waits() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"], "AliasAttributes": ["email"],
            "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]}} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS", "UserAttributes": [
            {"Name": "email", "Value": "ann@example.com"}, {"Name": "email_verified", "Value": "true"}]} > -
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        token $p $c ann
        UpdateUserAttributes {"AccessToken": "$token", "UserAttributes": [{"Name": "email", "Value": "new@example.com"}]}
        AdminGetUser {"UserPoolId": "$p", "Username": "new@example.com"}
        AdminGetUser {"UserPoolId": "$p", "Username": "ann@example.com"} > UserAttributes.0
        code $p
        VerifyUserAttribute {"AccessToken": "$token", "AttributeName": "email", "Code": "$code"}
        AdminGetUser {"UserPoolId": "$p", "Username": "new@example.com"} > UserAttributes.0
        AdminGetUser {"UserPoolId": "$p", "Username": "ann@example.com"}
        "#,
        expect![[r#"
            {
              "CodeDeliveryDetailsList": [{"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "n***@e***"}]
            }
            UserNotFoundException: User does not exist.
            {"Name": "email", "Value": "ann@example.com"}
            {}
            {"Name": "email", "Value": "new@example.com"}
            UserNotFoundException: User does not exist.
        "#]],
    );
}

#[test]
fn a_client_writes_what_it_may_and_the_schema_rules() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS", "UserAttributes": [
            {"Name": "email", "Value": "ann@example.com"}, {"Name": "email_verified", "Value": "true"}]} > -
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        token $p $c ann
        UpdateUserAttributes {"AccessToken": "$token", "UserAttributes": [{"Name": "email_verified", "Value": "true"}]}
        UpdateUserAttributes {"AccessToken": "$token", "UserAttributes": [{"Name": "sub", "Value": "x"}]}
        UpdateUserAttributes {"AccessToken": "$token", "UserAttributes": [{"Name": "custom:x", "Value": "x"}]}
        $narrow = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "narrow", "WriteAttributes": ["name"]} > -
        token $p $narrow ann
        UpdateUserAttributes {"AccessToken": "$token", "UserAttributes": [{"Name": "nickname", "Value": "x"}]}
        "#,
        expect![[r#"
            NotAuthorizedException: A client attempted to write unauthorized attribute
            InvalidParameterException: Cannot modify the non-mutable attribute sub
            InvalidParameterException: user.custom:x: Attribute does not exist in the schema.\n
            NotAuthorizedException: A client attempted to write unauthorized attribute
        "#]],
    );
}

#[test]
fn an_alias_of_another_is_refused() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AliasAttributes": ["preferred_username"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS", "UserAttributes": [
            {"Name": "email", "Value": "ann@example.com"}, {"Name": "email_verified", "Value": "true"}]} > -
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "bob", "UserAttributes": [{"Name": "preferred_username", "Value": "star"}]} > -
        token $p $c ann
        UpdateUserAttributes {"AccessToken": "$token", "UserAttributes": [{"Name": "preferred_username", "Value": "star"}]}
        "#,
        expect![[r#"
            AliasExistsException: An account with the preferred_username already exists.
        "#]],
    );
}
