use expect_test::expect;

use crate::testing::transcript;

#[test]
fn a_temporary_password_keeps_to_the_policy() {
    transcript(
        r#"
        AdminCreateUser {"UserPoolId": "$pool", "Username": "ann", "TemporaryPassword": "Short-1"}
        AdminCreateUser {"UserPoolId": "$pool", "Username": "ann", "TemporaryPassword": "secret-1"}
        AdminCreateUser {"UserPoolId": "$pool", "Username": "ann", "TemporaryPassword": "SECRET-1"}
        AdminCreateUser {"UserPoolId": "$pool", "Username": "ann", "TemporaryPassword": "Secret--"}
        AdminCreateUser {"UserPoolId": "$pool", "Username": "ann", "TemporaryPassword": "Secret11"}
        AdminCreateUser {"UserPoolId": "$pool", "Username": "ann", "TemporaryPassword": "Secret-1"} > User.UserStatus
        "#,
        expect![[r#"
            InvalidPasswordException: Password did not conform with password policy: Password not long enough
            InvalidPasswordException: Password did not conform with password policy: Password must have uppercase characters
            InvalidPasswordException: Password did not conform with password policy: Password must have lowercase characters
            InvalidPasswordException: Password did not conform with password policy: Password must have numeric characters
            InvalidPasswordException: Password did not conform with password policy: Password must have symbol characters
            "FORCE_CHANGE_PASSWORD"
        "#]],
    );
}

#[test]
fn who_can_sign_in_by_one_time_password_needs_no_password() {
    transcript(
        r#"
        $codes = CreateUserPool {"PoolName": "codes",
            "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}} > -
        AdminCreateUser {"UserPoolId": "$codes", "Username": "ann", "UserAttributes": [
            {"Name": "email", "Value": "a@b.de"}]} > User.UserStatus
        AdminCreateUser {"UserPoolId": "$codes", "Username": "amy", "UserAttributes": [
            {"Name": "email", "Value": "b@b.de"}], "TemporaryPassword": ""} > User.UserStatus
        AdminCreateUser {"UserPoolId": "$codes", "Username": "bob", "UserAttributes": [
            {"Name": "email", "Value": "b@b.de"}], "TemporaryPassword": "Secret-1"} > User.UserStatus
        AdminCreateUser {"UserPoolId": "$codes", "Username": "eve", "UserAttributes": [
            {"Name": "phone_number", "Value": "+4930123"}]} > User.UserStatus
        "#,
        expect![[r#"
            "CONFIRMED"
            "CONFIRMED"
            "FORCE_CHANGE_PASSWORD"
            "FORCE_CHANGE_PASSWORD"
        "#]],
    );
}
