use expect_test::expect;

use crate::testing::transcript;

#[test]
fn an_invitation_is_sent_again_as_long_as_it_is_not_accepted() {
    transcript(
        r#"
        $ann = AdminCreateUser {"UserPoolId": "$pool", "Username": "ann"} > User.Attributes.0.Value
        wait 60
        AdminCreateUser {"UserPoolId": "$pool", "Username": "ann", "MessageAction": "RESEND"}
        AdminCreateUser {"UserPoolId": "$pool", "Username": "$ann", "MessageAction": "RESEND", "TemporaryPassword": "short"}
        AdminSetUserPassword {"UserPoolId": "$pool", "Username": "ann", "Password": "Secret-1", "Permanent": true}
        AdminCreateUser {"UserPoolId": "$pool", "Username": "ann", "MessageAction": "RESEND"}
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
              "User": {
                "Attributes": [{"Name": "sub", "Value": "$ann"}],
                "Enabled": true,
                "UserCreateDate": 1700000000.0,
                "UserLastModifiedDate": 1700000060.0,
                "UserStatus": "FORCE_CHANGE_PASSWORD",
                "Username": "ann"
              }
            }
            InvalidPasswordException: Password did not conform with password policy: Password not long enough
            {}
            UnsupportedUserStateException: Resend not possible. ann status is not FORCE_CHANGE_PASSWORD
        "#]],
    );
}

#[test]
fn nobody_is_made_by_it() {
    transcript(
        r#"AdminCreateUser {"UserPoolId": "$pool", "Username": "ann", "MessageAction": "RESEND"}"#,
        expect![[r#"
            UserNotFoundException: User does not exist.
        "#]],
    );
}

#[test]
fn who_has_no_address_gets_no_email() {
    transcript(
        r#"
        AdminCreateUser {"UserPoolId": "$pool", "Username": "ann", "DesiredDeliveryMediums": ["EMAIL"]}
        AdminGetUser {"UserPoolId": "$pool", "Username": "ann"}
        AdminCreateUser {"UserPoolId": "$pool", "Username": "ann", "DesiredDeliveryMediums": ["EMAIL", "SMS"]} > User.UserStatus
        AdminCreateUser {"UserPoolId": "$pool", "Username": "ann", "MessageAction": "RESEND", "DesiredDeliveryMediums": ["EMAIL"]}
        "#,
        expect![[r#"
            InvalidParameterException: User does not have an email address for the delivery medium EMAIL.
            UserNotFoundException: User does not exist.
            "FORCE_CHANGE_PASSWORD"
            InvalidParameterException: User does not have an email address for the delivery medium EMAIL.
        "#]],
    );
}
