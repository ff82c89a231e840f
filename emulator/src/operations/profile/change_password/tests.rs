use expect_test::expect;

use crate::testing::transcript;

#[test]
fn the_old_password_must_be_right_and_the_new_one_good() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS", "UserAttributes": [
            {"Name": "email", "Value": "ann@example.com"}, {"Name": "email_verified", "Value": "true"}]} > -
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        token $p $c ann
        ChangePassword {"AccessToken": "$token", "PreviousPassword": "Secret-0", "ProposedPassword": "Secret-2"}
        ChangePassword {"AccessToken": "$token", "ProposedPassword": "Secret-2"}
        ChangePassword {"AccessToken": "$token", "PreviousPassword": "Secret-1", "ProposedPassword": "secret"}
        ChangePassword {"AccessToken": "$token", "PreviousPassword": "Secret-1", "ProposedPassword": "Secret-2"}
        ChangePassword {"AccessToken": "$token", "PreviousPassword": "Secret-2", "ProposedPassword": "Secret-3"}
        ChangePassword {"AccessToken": "$token", "PreviousPassword": "Secret-3", "ProposedPassword": "Secret-4"}
        GetUser {"AccessToken": "$token"} > Username
        "#,
        expect![[r#"
            NotAuthorizedException: Incorrect username or password.
            NotAuthorizedException: Incorrect username or password.
            InvalidPasswordException: Password does not conform to policy: Password not long enough
            {}
            {}
            LimitExceededException: Attempt limit exceeded, please try after some time.
            "ann"
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
        token $p $c ann
        ChangePassword {"AccessToken": "$token", "PreviousPassword": "Secret-1", "ProposedPassword": "Secret-2"}
        ChangePassword {"AccessToken": "$token", "PreviousPassword": "Secret-2", "ProposedPassword": "Secret-1"}
        "#,
        expect![[r#"
            {}
            PasswordHistoryPolicyViolationException: Password has previously been used
        "#]],
    );
}

#[test]
fn who_has_no_password_gets_a_first_one() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p", "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "UserAttributes": [{"Name": "email", "Value": "a@b.de"}]} > User.UserStatus
        token $p $c ann
        ChangePassword {"AccessToken": "$token", "ProposedPassword": "Secret-1"}
        ChangePassword {"AccessToken": "$token", "ProposedPassword": "Secret-2"}
        "#,
        expect![[r#"
            "CONFIRMED"
            {}
            NotAuthorizedException: Incorrect username or password.
        "#]],
    );
}

#[test]
fn a_temporary_password_stays_one() {
    transcript(
        r#"
        $p = CreateUserPool {"PoolName": "p"} > -
        $c = CreateUserPoolClient {"UserPoolId": "$p", "ClientName": "app"} > -
        AdminCreateUser {"UserPoolId": "$p", "Username": "ann", "MessageAction": "SUPPRESS"} > -
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Secret-1", "Permanent": true} > -
        token $p $c ann
        AdminSetUserPassword {"UserPoolId": "$p", "Username": "ann", "Password": "Temporary-1"} > -
        ChangePassword {"AccessToken": "$token", "PreviousPassword": "Temporary-1", "ProposedPassword": "Secret-2"}
        AdminGetUser {"UserPoolId": "$p", "Username": "ann"} > UserStatus
        "#,
        expect![[r#"
            {}
            "FORCE_CHANGE_PASSWORD"
        "#]],
    );
}
