use expect_test::expect;

use crate::testing::transcript;

#[test]
fn a_user_is_invited_and_described() {
    transcript(
        r#"
        $ann = AdminCreateUser {"UserPoolId": "$pool", "Username": "ann", "MessageAction": "SUPPRESS",
            "DesiredDeliveryMediums": ["EMAIL"], "ClientMetadata": {"source": "import", "referralCode": "7"},
            "ValidationData": [{"Name": "ticket", "Value": "12"}]} > User.Attributes.0.Value
        AdminGetUser {"UserPoolId": "$pool", "Username": "ann"}
        "#,
        expect![[r#"
            {
              "User": {
                "Attributes": [{"Name": "sub", "Value": "$ann"}],
                "Enabled": true,
                "UserCreateDate": 1700000000.0,
                "UserLastModifiedDate": 1700000000.0,
                "UserStatus": "FORCE_CHANGE_PASSWORD",
                "Username": "ann"
              }
            }
            {
              "Enabled": true,
              "UserAttributes": [{"Name": "sub", "Value": "$ann"}],
              "UserCreateDate": 1700000000.0,
              "UserLastModifiedDate": 1700000000.0,
              "UserStatus": "FORCE_CHANGE_PASSWORD",
              "Username": "ann"
            }
        "#]],
    );
}

#[test]
fn a_username_that_is_taken_is_refused() {
    transcript(
        r#"
        user ann
        AdminCreateUser {"UserPoolId": "$pool", "Username": "ann"}
        AdminCreateUser {"UserPoolId": "$pool", "Username": "Ann"} > User.Username
        "#,
        expect![[r#"
            UsernameExistsException: User account already exists
            "Ann"
        "#]],
    );
}

#[test]
fn a_pool_that_ignores_case_folds_usernames() {
    transcript(
        r#"
        $folding = CreateUserPool {"PoolName": "folding", "UsernameConfiguration": {"CaseSensitive": false}} > -
        AdminCreateUser {"UserPoolId": "$folding", "Username": "Ann"} > User.Username
        AdminCreateUser {"UserPoolId": "$folding", "Username": "aNN"}
        "#,
        expect![[r#"
            "ann"
            UsernameExistsException: User account already exists
        "#]],
    );
}

#[test]
fn a_username_must_not_look_like_an_alias() {
    transcript(
        r#"
        $aliased = CreateUserPool {"PoolName": "aliased", "AliasAttributes": ["email", "phone_number"]} > -
        AdminCreateUser {"UserPoolId": "$aliased", "Username": "a@b.de"}
        AdminCreateUser {"UserPoolId": "$aliased", "Username": "+4930123"}
        AdminCreateUser {"UserPoolId": "$pool", "Username": "a@b.de"} > User.Username
        "#,
        expect![[r#"
            InvalidParameterException: Username cannot be of email format, since user pool is configured for email alias.
            InvalidParameterException: Username cannot be of phone number format, since user pool is configured for phone number alias.
            "a@b.de"
        "#]],
    );
}

#[test]
fn an_address_given_as_username_becomes_an_attribute() {
    transcript(
        r#"
        $emails = CreateUserPool {"PoolName": "emails", "UsernameAttributes": ["email"]} > -
        $ann = AdminCreateUser {"UserPoolId": "$emails", "Username": "a@b.de"} > User.Username
        AdminGetUser {"UserPoolId": "$emails", "Username": "a@b.de"}
        AdminGetUser {"UserPoolId": "$emails", "Username": "$ann"} > Username
        AdminCreateUser {"UserPoolId": "$emails", "Username": "a@b.de"}
        AdminCreateUser {"UserPoolId": "$emails", "Username": "ann"}
        AdminCreateUser {"UserPoolId": "$emails", "Username": "c@d.de", "UserAttributes": [{"Name": "email", "Value": "e@f.de"}]}
        $bob = AdminCreateUser {"UserPoolId": "$emails", "Username": "c@d.de", "UserAttributes": [
            {"Name": "email", "Value": "c@d.de"}, {"Name": "email_verified", "Value": "true"}]} > User.Username
        AdminGetUser {"UserPoolId": "$emails", "Username": "c@d.de"} > UserAttributes
        "#,
        expect![[r#"
            {
              "User": {
                "Attributes": [
                  {"Name": "email", "Value": "a@b.de"},
                  {"Name": "sub", "Value": "$ann"}
                ],
                "Enabled": true,
                "UserCreateDate": 1700000000.0,
                "UserLastModifiedDate": 1700000000.0,
                "UserStatus": "FORCE_CHANGE_PASSWORD",
                "Username": "$ann"
              }
            }
            {
              "Enabled": true,
              "UserAttributes": [
                {"Name": "email", "Value": "a@b.de"},
                {"Name": "sub", "Value": "$ann"}
              ],
              "UserCreateDate": 1700000000.0,
              "UserLastModifiedDate": 1700000000.0,
              "UserStatus": "FORCE_CHANGE_PASSWORD",
              "Username": "$ann"
            }
            "$ann"
            UsernameExistsException: An account with the given email already exists.
            InvalidParameterException: Username should be an email.
            InvalidParameterException: User attribute email must be the same as the username.
            {
              "User": {
                "Attributes": [
                  {"Name": "email", "Value": "c@d.de"},
                  {"Name": "email_verified", "Value": "true"},
                  {"Name": "sub", "Value": "$bob"}
                ],
                "Enabled": true,
                "UserCreateDate": 1700000000.0,
                "UserLastModifiedDate": 1700000000.0,
                "UserStatus": "FORCE_CHANGE_PASSWORD",
                "Username": "$bob"
              }
            }
            [
              {"Name": "email", "Value": "c@d.de"},
              {"Name": "email_verified", "Value": "true"},
              {"Name": "sub", "Value": "$bob"}
            ]
        "#]],
    );
}

#[test]
fn where_both_addresses_serve_as_usernames_each_is_of_one_user() {
    transcript(
        r#"
        $either = CreateUserPool {"PoolName": "either", "UsernameAttributes": ["phone_number", "email"]} > -
        $ann = AdminCreateUser {"UserPoolId": "$either", "Username": "a@b.de", "UserAttributes": [
            {"Name": "phone_number", "Value": "+4930123"}]} > User.Username
        AdminCreateUser {"UserPoolId": "$either", "Username": "+4930123"}
        AdminCreateUser {"UserPoolId": "$either", "Username": "ann"}
        AdminGetUser {"UserPoolId": "$either", "Username": "+4930123"} > Username
        $phones = CreateUserPool {"PoolName": "phones", "UsernameAttributes": ["phone_number"]} > -
        AdminCreateUser {"UserPoolId": "$phones", "Username": "a@b.de"}
        "#,
        expect![[r#"
            {
              "User": {
                "Attributes": [
                  {"Name": "email", "Value": "a@b.de"},
                  {"Name": "phone_number", "Value": "+4930123"},
                  {"Name": "sub", "Value": "$ann"}
                ],
                "Enabled": true,
                "UserCreateDate": 1700000000.0,
                "UserLastModifiedDate": 1700000000.0,
                "UserStatus": "FORCE_CHANGE_PASSWORD",
                "Username": "$ann"
              }
            }
            UsernameExistsException: An account with the given phone_number already exists.
            InvalidParameterException: Username should be either an email or a phone number.
            "$ann"
            InvalidParameterException: Username should be a phone number.
        "#]],
    );
}

#[test]
fn case_does_not_count_in_addresses_where_the_pool_ignores_it() {
    transcript(
        r#"
        $emails = CreateUserPool {"PoolName": "emails", "UsernameAttributes": ["email"],
            "UsernameConfiguration": {"CaseSensitive": false}} > -
        $ann = AdminCreateUser {"UserPoolId": "$emails", "Username": "Ann@b.de", "UserAttributes": [
            {"Name": "email", "Value": "ann@B.de"}]} > User.Username
        AdminCreateUser {"UserPoolId": "$emails", "Username": "ann@b.de"}
        "#,
        expect![[r#"
            {
              "User": {
                "Attributes": [
                  {"Name": "email", "Value": "Ann@b.de"},
                  {"Name": "sub", "Value": "$ann"}
                ],
                "Enabled": true,
                "UserCreateDate": 1700000000.0,
                "UserLastModifiedDate": 1700000000.0,
                "UserStatus": "FORCE_CHANGE_PASSWORD",
                "Username": "$ann"
              }
            }
            UsernameExistsException: An account with the given email already exists.
        "#]],
    );
}

#[test]
fn the_request_is_checked_as_a_whole_before_the_pool() {
    transcript(
        r#"
        AdminCreateUser {"UserPoolId": "$pool", "Username": "with space", "TemporaryPassword": "with space"}
        AdminCreateUser {"UserPoolId": "us-east-1_gone", "Username": "ann"}
        "#,
        expect![[r#"
            InvalidParameterException: 2 validation errors detected: Value at 'temporaryPassword' failed to satisfy constraint: Member must satisfy regular expression pattern: [\S]+; Value at 'username' failed to satisfy constraint: Member must satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}]+
            ResourceNotFoundException: User pool us-east-1_gone does not exist.
        "#]],
    );
}
