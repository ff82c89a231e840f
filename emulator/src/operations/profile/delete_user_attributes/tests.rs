use expect_test::expect;

use crate::testing::transcript;

#[test]
fn an_address_takes_its_flag_along() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS", "UserAttributes": [
            {"Name": "email", "Value": "ann@example.com"}, {"Name": "email_verified", "Value": "true"}]} > -
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        token $p $c ann
        DeleteUserAttributes {"AccessToken": "$token", "UserAttributeNames": ["email"]}
        $sub = GetUser {"AccessToken": "$token"} > UserAttributes.0.Value
        DeleteUserAttributes {"AccessToken": "$token", "UserAttributeNames": ["custom:x"]}
        DeleteUserAttributes {"AccessToken": "$token", "UserAttributeNames": ["email_verified"]}
        "#,
        expect![[r#"
            {}
            {
              "UserAttributes": [{"Name": "sub", "Value": "$sub"}],
              "Username": "ann"
            }
            InvalidParameterException: user.custom:x: Attribute does not exist in the schema.\n
            NotAuthorizedException: A client attempted to write unauthorized attribute
        "#]],
    );
}
