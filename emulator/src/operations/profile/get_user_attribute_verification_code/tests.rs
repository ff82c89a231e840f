use expect_test::expect;

use crate::testing::transcript;

#[test]
fn a_code_is_sent_to_an_address_that_is_there() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS", "UserAttributes": [
            {"Name": "email", "Value": "ann@example.com"}, {"Name": "email_verified", "Value": "true"}]} > -
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        token $p $c ann
        GetUserAttributeVerificationCode {"AccessToken": "$token", "AttributeName": "email"}
        GetUserAttributeVerificationCode {"AccessToken": "$token", "AttributeName": "phone_number"}
        GetUserAttributeVerificationCode {"AccessToken": "$token", "AttributeName": "name"}
        messages $p ann
        "#,
        expect![[r#"
            {
              "CodeDeliveryDetails": {"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "a***@e***"}
            }
            InvalidParameterException: User does not have a valid registered phone number
            InvalidParameterException: Invalid attribute name: name cannot be verified.
            [
              {
                "body": "Your confirmation code is 115498",
                "code": "115498",
                "destination": "ann@example.com",
                "kind": "verify_attribute",
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
fn it_may_not_be_asked_too_often() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS", "UserAttributes": [
            {"Name": "email", "Value": "ann@example.com"}, {"Name": "email_verified", "Value": "true"}]} > -
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        token $p $c ann
        GetUserAttributeVerificationCode {"AccessToken": "$token", "AttributeName": "email"} > -
        GetUserAttributeVerificationCode {"AccessToken": "$token", "AttributeName": "email"} > -
        GetUserAttributeVerificationCode {"AccessToken": "$token", "AttributeName": "email"} > -
        GetUserAttributeVerificationCode {"AccessToken": "$token", "AttributeName": "email"} > -
        GetUserAttributeVerificationCode {"AccessToken": "$token", "AttributeName": "email"} > -
        GetUserAttributeVerificationCode {"AccessToken": "$token", "AttributeName": "email"}
        "#,
        expect![[r#"
            LimitExceededException: Attempt limit exceeded, please try after some time.
        "#]],
    );
}
