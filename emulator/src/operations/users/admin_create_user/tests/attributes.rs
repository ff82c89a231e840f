use expect_test::expect;

use crate::testing::transcript;

#[test]
fn required_attributes_may_be_missing_and_immutable_ones_are_set() {
    transcript(
        r#"
        $strict = CreateUserPool {"PoolName": "strict", "Schema": [
            {"Name": "nickname", "Required": true}, {"Name": "name", "Mutable": false},
            {"Name": "role", "AttributeDataType": "String"},
            {"Name": "note", "AttributeDataType": "String", "DeveloperOnlyAttribute": true},
            {"Name": "active", "AttributeDataType": "Boolean"}]} > -
        $ann = AdminCreateUser {"UserPoolId": "$strict", "Username": "ann", "UserAttributes": [
            {"Name": "name", "Value": "Ann"}, {"Name": "custom:role", "Value": "admin"},
            {"Name": "dev:custom:note", "Value": "n"}, {"Name": "custom:active", "Value": "True"},
            {"Name": "gender", "Value": ""}, {"Name": "email"}]} > User.Attributes.4.Value
        AdminGetUser {"UserPoolId": "$strict", "Username": "ann"} > UserAttributes
        "#,
        expect![[r#"
            {
              "User": {
                "Attributes": [
                  {"Name": "custom:active", "Value": "true"},
                  {"Name": "custom:role", "Value": "admin"},
                  {"Name": "dev:custom:note", "Value": "n"},
                  {"Name": "name", "Value": "Ann"},
                  {"Name": "sub", "Value": "$ann"}
                ],
                "Enabled": true,
                "UserCreateDate": 1700000000.0,
                "UserLastModifiedDate": 1700000000.0,
                "UserStatus": "FORCE_CHANGE_PASSWORD",
                "Username": "ann"
              }
            }
            [
              {"Name": "custom:active", "Value": "true"},
              {"Name": "custom:role", "Value": "admin"},
              {"Name": "dev:custom:note", "Value": "n"},
              {"Name": "name", "Value": "Ann"},
              {"Name": "sub", "Value": "$ann"}
            ]
        "#]],
    );
}

#[test]
fn unknown_attributes_are_refused() {
    transcript(
        r#"
        AdminCreateUser {"UserPoolId": "$pool", "Username": "ann", "UserAttributes": [{"Name": "custom:x", "Value": "1"}]}
        AdminCreateUser {"UserPoolId": "$pool", "Username": "ann", "UserAttributes": [{"Name": "sub", "Value": "1"}]}
        AdminGetUser {"UserPoolId": "$pool", "Username": "ann"}
        "#,
        expect![[r#"
            InvalidParameterException: Attributes did not conform to the schema: Type for attribute {custom:x} could not be determined
            InvalidParameterException: Cannot modify the non-mutable attribute sub
            UserNotFoundException: User does not exist.
        "#]],
    );
}

#[test]
fn values_keep_to_type_and_length() {
    transcript(
        r#"
        $typed = CreateUserPool {"PoolName": "typed", "Schema": [
            {"Name": "code", "AttributeDataType": "String", "StringAttributeConstraints": {"MinLength": "2", "MaxLength": "3"}},
            {"Name": "age", "AttributeDataType": "Number", "NumberAttributeConstraints": {"MinValue": "0", "MaxValue": "150"}},
            {"Name": "since", "AttributeDataType": "DateTime"}]} > -
        AdminCreateUser {"UserPoolId": "$typed", "Username": "ann", "UserAttributes": [
            {"Name": "custom:code", "Value": "long"}, {"Name": "custom:age", "Value": "-1"},
            {"Name": "custom:since", "Value": "ever"}, {"Name": "birthdate", "Value": "1.2.2003"}]}
        AdminCreateUser {"UserPoolId": "$typed", "Username": "ann", "UserAttributes": [
            {"Name": "custom:code", "Value": "s"}, {"Name": "custom:age", "Value": "151"}]}
        AdminCreateUser {"UserPoolId": "$typed", "Username": "ann", "UserAttributes": [
            {"Name": "custom:age", "Value": "old"}, {"Name": "email_verified", "Value": "yes"}]}
        AdminCreateUser {"UserPoolId": "$typed", "Username": "ann", "UserAttributes": [{"Name": "email", "Value": "ann"}]}
        AdminCreateUser {"UserPoolId": "$typed", "Username": "ann", "UserAttributes": [{"Name": "phone_number", "Value": "030123"}]}
        AdminCreateUser {"UserPoolId": "$typed", "Username": "ann", "UserAttributes": [
            {"Name": "custom:code", "Value": "abc"}, {"Name": "custom:age", "Value": "42"},
            {"Name": "custom:since", "Value": "2026-02-28"}, {"Name": "birthdate", "Value": "2003-02-01"}]} > User.UserStatus
        "#,
        expect![[r#"
            InvalidParameterException: Attributes did not conform to the schema: birthdate: String must be at least 10 characters long\ncustom:age: Number must be at least 0\ncustom:code: String must be at most 3 characters long\ncustom:since: Value must be a date\n
            InvalidParameterException: Attributes did not conform to the schema: custom:age: Number must be at most 150\ncustom:code: String must be at least 2 characters long\n
            InvalidParameterException: Attributes did not conform to the schema: custom:age: Value must be a number\nemail_verified: Value must be true or false\n
            InvalidParameterException: Invalid email address format.
            InvalidParameterException: Invalid phone number format.
            "FORCE_CHANGE_PASSWORD"
        "#]],
    );
}

#[test]
fn only_an_address_that_is_given_can_be_verified() {
    transcript(
        r#"
        AdminCreateUser {"UserPoolId": "$pool", "Username": "ann", "UserAttributes": [{"Name": "email_verified", "Value": "true"}]}
        AdminCreateUser {"UserPoolId": "$pool", "Username": "ann", "UserAttributes": [{"Name": "phone_number_verified", "Value": "True"}]}
        AdminCreateUser {"UserPoolId": "$pool", "Username": "ann", "UserAttributes": [{"Name": "email_verified", "Value": "false"}]} > User.Username
        "#,
        expect![[r#"
            InvalidParameterException: Email is required to be verified
            InvalidParameterException: Phone number is required to be verified
            "ann"
        "#]],
    );
}
