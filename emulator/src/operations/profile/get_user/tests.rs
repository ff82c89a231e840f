use expect_test::expect;

use crate::testing::transcript;

#[test]
fn a_client_reads_what_it_may() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS", "UserAttributes": [
            {"Name": "email", "Value": "ann@example.com"}, {"Name": "email_verified", "Value": "true"}]} > -
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        AdminUpdateUserAttributes {"UserPoolId": "$p", "Username": "ann", "UserAttributes": [{"Name": "name", "Value": "Ann"}]} > -
        token $p $c ann
        $sub = GetUser {"AccessToken": "$token"} > UserAttributes.3.Value
        $narrow = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "narrow", "ReadAttributes": ["name"]} > -
        token $p $narrow ann
        GetUser {"AccessToken": "$token"} > UserAttributes
        "#,
        expect![[r#"
            {
              "UserAttributes": [
                {"Name": "email", "Value": "ann@example.com"},
                {"Name": "email_verified", "Value": "true"},
                {"Name": "name", "Value": "Ann"},
                {"Name": "sub", "Value": "$sub"}
              ],
              "Username": "ann"
            }
            [{"Name": "name", "Value": "Ann"}, {"Name": "sub", "Value": "$sub"}]
        "#]],
    );
}

#[test]
fn tokens_must_be_good() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS", "UserAttributes": [
            {"Name": "email", "Value": "ann@example.com"}, {"Name": "email_verified", "Value": "true"}]} > -
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        token $p $c ann
        GetUser {"AccessToken": "nonsense"}
        AdminDisableUser {"UserPoolId": "$p", "Username": "ann"} > -
        GetUser {"AccessToken": "$token"}
        wait 3600
        GetUser {"AccessToken": "$token"}
        "#,
        expect![[r#"
            NotAuthorizedException: Invalid Access Token
            NotAuthorizedException: User is disabled.
            NotAuthorizedException: Access Token has expired
        "#]],
    );
}
