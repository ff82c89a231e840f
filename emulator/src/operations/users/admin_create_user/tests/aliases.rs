use expect_test::expect;

use crate::testing::transcript;

#[test]
fn a_verified_alias_of_another_user_is_refused() {
    transcript(
        r#"
        $aliased = CreateUserPool {"PoolName": "aliased", "AliasAttributes": ["email", "phone_number"]} > -
        AdminCreateUser {"UserPoolId": "$aliased", "Username": "ann", "UserAttributes": [
            {"Name": "email", "Value": "a@b.de"}, {"Name": "email_verified", "Value": "true"},
            {"Name": "phone_number", "Value": "+4930123"}, {"Name": "phone_number_verified", "Value": "true"}]} > -
        AdminCreateUser {"UserPoolId": "$aliased", "Username": "bob", "UserAttributes": [
            {"Name": "email", "Value": "a@b.de"}, {"Name": "email_verified", "Value": "true"}]}
        AdminCreateUser {"UserPoolId": "$aliased", "Username": "bob", "ForceAliasCreation": false, "UserAttributes": [
            {"Name": "phone_number", "Value": "+4930123"}, {"Name": "phone_number_verified", "Value": "true"}]}
        AdminGetUser {"UserPoolId": "$aliased", "Username": "bob"}
        AdminCreateUser {"UserPoolId": "$aliased", "Username": "bob", "UserAttributes": [
            {"Name": "email", "Value": "a@b.de"}]} > User.Username
        AdminGetUser {"UserPoolId": "$aliased", "Username": "a@b.de"} > Username
        "#,
        expect![[r#"
            AliasExistsException: An account with the email already exists.
            AliasExistsException: An account with the phone_number already exists.
            UserNotFoundException: User does not exist.
            "bob"
            "ann"
        "#]],
    );
}

#[test]
fn a_forced_alias_moves_and_its_old_owner_keeps_the_address_unverified() {
    transcript(
        r#"
        $aliased = CreateUserPool {"PoolName": "aliased", "AliasAttributes": ["email", "phone_number"]} > -
        $ann = AdminCreateUser {"UserPoolId": "$aliased", "Username": "ann", "UserAttributes": [
            {"Name": "email", "Value": "a@b.de"}, {"Name": "email_verified", "Value": "true"},
            {"Name": "phone_number", "Value": "+4930123"}, {"Name": "phone_number_verified", "Value": "true"}]} > User.Attributes.4.Value
        wait 60
        AdminCreateUser {"UserPoolId": "$aliased", "Username": "bob", "ForceAliasCreation": true, "UserAttributes": [
            {"Name": "email", "Value": "a@b.de"}, {"Name": "email_verified", "Value": "true"},
            {"Name": "phone_number", "Value": "+4930123"}, {"Name": "phone_number_verified", "Value": "true"}]} > User.UserStatus
        AdminGetUser {"UserPoolId": "$aliased", "Username": "a@b.de"} > Username
        AdminGetUser {"UserPoolId": "$aliased", "Username": "+4930123"} > Username
        AdminGetUser {"UserPoolId": "$aliased", "Username": "ann"}
        "#,
        expect![[r#"
            {
              "User": {
                "Attributes": [
                  {"Name": "email", "Value": "a@b.de"},
                  {"Name": "email_verified", "Value": "true"},
                  {"Name": "phone_number", "Value": "+4930123"},
                  {"Name": "phone_number_verified", "Value": "true"},
                  {"Name": "sub", "Value": "$ann"}
                ],
                "Enabled": true,
                "UserCreateDate": 1700000000.0,
                "UserLastModifiedDate": 1700000000.0,
                "UserStatus": "FORCE_CHANGE_PASSWORD",
                "Username": "ann"
              }
            }
            "FORCE_CHANGE_PASSWORD"
            "bob"
            "bob"
            {
              "Enabled": true,
              "UserAttributes": [
                {"Name": "email", "Value": "a@b.de"},
                {"Name": "email_verified", "Value": "false"},
                {"Name": "phone_number", "Value": "+4930123"},
                {"Name": "phone_number_verified", "Value": "false"},
                {"Name": "sub", "Value": "$ann"}
              ],
              "UserCreateDate": 1700000000.0,
              "UserLastModifiedDate": 1700000060.0,
              "UserStatus": "FORCE_CHANGE_PASSWORD",
              "Username": "ann"
            }
        "#]],
    );
}

#[test]
fn an_unverified_address_moves_nothing() {
    transcript(
        r#"
        $aliased = CreateUserPool {"PoolName": "aliased", "AliasAttributes": ["email"]} > -
        AdminCreateUser {"UserPoolId": "$aliased", "Username": "ann", "UserAttributes": [
            {"Name": "email", "Value": "a@b.de"}, {"Name": "email_verified", "Value": "true"}]} > -
        AdminCreateUser {"UserPoolId": "$aliased", "Username": "bob", "ForceAliasCreation": true, "UserAttributes": [
            {"Name": "email", "Value": "a@b.de"}]} > User.Username
        AdminGetUser {"UserPoolId": "$aliased", "Username": "a@b.de"} > Username
        "#,
        expect![[r#"
            "bob"
            "ann"
        "#]],
    );
}

#[test]
fn a_preferred_username_is_of_one_user_even_when_forced() {
    transcript(
        r#"
        $aliased = CreateUserPool {"PoolName": "aliased", "AliasAttributes": ["preferred_username"]} > -
        AdminCreateUser {"UserPoolId": "$aliased", "Username": "ann", "ForceAliasCreation": true,
            "UserAttributes": [{"Name": "preferred_username", "Value": "annie"}]} > User.UserStatus
        AdminGetUser {"UserPoolId": "$aliased", "Username": "annie"} > Username
        AdminCreateUser {"UserPoolId": "$aliased", "Username": "bob", "ForceAliasCreation": true,
            "UserAttributes": [{"Name": "preferred_username", "Value": "annie"}]}
        "#,
        expect![[r#"
            "FORCE_CHANGE_PASSWORD"
            "ann"
            AliasExistsException: An account with the preferred_username already exists.
        "#]],
    );
}

#[test]
fn where_no_attribute_is_an_alias_users_share_addresses() {
    transcript(
        r#"
        AdminCreateUser {"UserPoolId": "$pool", "Username": "ann", "UserAttributes": [
            {"Name": "email", "Value": "a@b.de"}, {"Name": "email_verified", "Value": "true"}]} > User.Username
        AdminCreateUser {"UserPoolId": "$pool", "Username": "bob", "UserAttributes": [
            {"Name": "email", "Value": "a@b.de"}, {"Name": "email_verified", "Value": "true"}]} > User.Username
        "#,
        expect![[r#"
            "ann"
            "bob"
        "#]],
    );
}
