use expect_test::expect;

use crate::testing::transcript;

#[test]
fn the_user_is_gone_and_the_name_free() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS", "UserAttributes": [
            {"Name": "email", "Value": "ann@example.com"}, {"Name": "email_verified", "Value": "true"}]} > -
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        token $p $c ann
        DeleteUser {"AccessToken": "$token"}
        GetUser {"AccessToken": "$token"}
        SignUp {"ClientId": "$c", "Username": "ann", "Password": "Secret-1", "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}]} > -
        "#,
        expect![[r#"
            (empty)
            UserNotFoundException: User does not exist.
        "#]],
    );
}
