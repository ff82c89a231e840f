//! AdminUpdateUserAttributes: changes attributes of a user.

use poolhouse_emulator_model::shapes::{AdminUpdateUserAttributesRequest, AdminUpdateUserAttributesResponse};

use crate::context::Context;
use crate::domain::{AttributeChanges, User};
use crate::error::ApiError;
use crate::flow::triggers::Moment;
use crate::flow::{Letter, deliver_all, verification_letters};

/// A sign-in name that another user has is refused, and never moves. New addresses that the pool
/// verifies by itself are sent a code each, unless the request says that they are verified.
pub(crate) async fn admin_update_user_attributes(
    ctx: &Context,
    input: AdminUpdateUserAttributesRequest,
) -> Result<AdminUpdateUserAttributesResponse, ApiError> {
    let (moment, letters) = update(ctx, input)?;
    deliver_all(ctx, &moment, &letters).await?;
    Ok(AdminUpdateUserAttributesResponse {})
}

fn update(ctx: &Context, input: AdminUpdateUserAttributesRequest) -> Result<(Moment, Vec<Letter>), ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let mut user = User::clone(pool.resolve_user(input.username.expose())?);
    let given: Vec<_> = input.user_attributes.iter().map(|given| given.name.clone()).collect();
    let settings = pool.shared_settings();
    let changes = AttributeChanges::at_update(&settings.schema, &user, input.user_attributes)?;
    user.change_attributes(changes, &settings.options)?;
    if let Some(name) = pool.names_of_others(&user).first() {
        return Err(ApiError::alias_exists(name.attribute));
    }
    let letters = verification_letters(ctx, &settings.options, &mut user, &given);
    user.modified = ctx.now();
    pool.put_user(user.clone());
    Ok((Moment::new(&pool, user.into(), None, input.client_metadata), letters))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn values_are_set_replaced_and_removed() {
        transcript(
            r#"
            user ann
            AdminUpdateUserAttributes {"UserPoolId": "$pool", "Username": "ann", "UserAttributes": [
                {"Name": "name", "Value": "Ann"}, {"Name": "nickname", "Value": "annie"}], "ClientMetadata": {"a": "b"}}
            wait 60
            AdminUpdateUserAttributes {"UserPoolId": "$pool", "Username": "ann", "UserAttributes": [
                {"Name": "name", "Value": "Ann B."}, {"Name": "nickname", "Value": ""}, {"Name": "gender"}]}
            AdminGetUser {"UserPoolId": "$pool", "Username": "ann"}
            "#,
            expect![[r#"
                {}
                {}
                {
                  "Enabled": true,
                  "UserAttributes": [
                    {"Name": "email", "Value": "ann@example.com"},
                    {"Name": "name", "Value": "Ann B."},
                    {"Name": "sub", "Value": "$ann"}
                  ],
                  "UserCreateDate": 1700000000.0,
                  "UserLastModifiedDate": 1700000060.0,
                  "UserStatus": "CONFIRMED",
                  "Username": "ann"
                }
            "#]],
        );
    }

    #[test]
    fn a_new_address_is_not_verified_unless_the_request_says_so() {
        transcript(
            r#"
            $sub = AdminCreateUser {"UserPoolId": "$pool", "Username": "ann", "UserAttributes": [
                {"Name": "email", "Value": "a@b.de"}, {"Name": "email_verified", "Value": "true"}]} > User.Attributes.2.Value
            AdminUpdateUserAttributes {"UserPoolId": "$pool", "Username": "ann",
                "UserAttributes": [{"Name": "email", "Value": "c@d.de"}]}
            AdminGetUser {"UserPoolId": "$pool", "Username": "ann"} > UserAttributes
            AdminUpdateUserAttributes {"UserPoolId": "$pool", "Username": "ann",
                "UserAttributes": [{"Name": "email", "Value": "e@f.de"}, {"Name": "email_verified", "Value": "True"}]}
            AdminGetUser {"UserPoolId": "$pool", "Username": "ann"} > UserAttributes
            AdminUpdateUserAttributes {"UserPoolId": "$pool", "Username": "ann",
                "UserAttributes": [{"Name": "phone_number_verified", "Value": "true"}]}
            "#,
            expect![[r#"
                {
                  "User": {
                    "Attributes": [
                      {"Name": "email", "Value": "a@b.de"},
                      {"Name": "email_verified", "Value": "true"},
                      {"Name": "sub", "Value": "$sub"}
                    ],
                    "Enabled": true,
                    "UserCreateDate": 1700000000.0,
                    "UserLastModifiedDate": 1700000000.0,
                    "UserStatus": "FORCE_CHANGE_PASSWORD",
                    "Username": "ann"
                  }
                }
                {}
                [
                  {"Name": "email", "Value": "c@d.de"},
                  {"Name": "email_verified", "Value": "false"},
                  {"Name": "sub", "Value": "$sub"}
                ]
                {}
                [
                  {"Name": "email", "Value": "e@f.de"},
                  {"Name": "email_verified", "Value": "true"},
                  {"Name": "sub", "Value": "$sub"}
                ]
                InvalidParameterException: Phone number is required to be verified
            "#]],
        );
    }

    #[test]
    fn where_it_must_be_verified_first_the_old_address_stays() {
        transcript(
            r#"
            $careful = CreateUserPool {"PoolName": "careful", "AliasAttributes": ["email"],
                "AutoVerifiedAttributes": ["email"],
                "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]}} > -
            $sub = AdminCreateUser {"UserPoolId": "$careful", "Username": "ann", "UserAttributes": [
                {"Name": "email", "Value": "a@b.de"}, {"Name": "email_verified", "Value": "true"}]} > User.Attributes.2.Value
            AdminUpdateUserAttributes {"UserPoolId": "$careful", "Username": "ann", "UserAttributes": [
                {"Name": "email", "Value": "c@d.de"}, {"Name": "name", "Value": "Ann"}]}
            AdminGetUser {"UserPoolId": "$careful", "Username": "a@b.de"} > UserAttributes
            AdminUpdateUserAttributes {"UserPoolId": "$careful", "Username": "ann",
                "UserAttributes": [{"Name": "email", "Value": "c@d.de"}, {"Name": "email_verified", "Value": "true"}]}
            AdminGetUser {"UserPoolId": "$careful", "Username": "c@d.de"} > UserAttributes
            AdminGetUser {"UserPoolId": "$careful", "Username": "a@b.de"}
            "#,
            expect![[r#"
                {
                  "User": {
                    "Attributes": [
                      {"Name": "email", "Value": "a@b.de"},
                      {"Name": "email_verified", "Value": "true"},
                      {"Name": "sub", "Value": "$sub"}
                    ],
                    "Enabled": true,
                    "UserCreateDate": 1700000000.0,
                    "UserLastModifiedDate": 1700000000.0,
                    "UserStatus": "FORCE_CHANGE_PASSWORD",
                    "Username": "ann"
                  }
                }
                {}
                [
                  {"Name": "email", "Value": "a@b.de"},
                  {"Name": "email_verified", "Value": "true"},
                  {"Name": "name", "Value": "Ann"},
                  {"Name": "sub", "Value": "$sub"}
                ]
                {}
                [
                  {"Name": "email", "Value": "c@d.de"},
                  {"Name": "email_verified", "Value": "true"},
                  {"Name": "name", "Value": "Ann"},
                  {"Name": "sub", "Value": "$sub"}
                ]
                UserNotFoundException: User does not exist.
            "#]],
        );
    }

    #[test]
    fn an_address_that_serves_as_username_changes_at_once() {
        transcript(
            r#"
            $emails = CreateUserPool {"PoolName": "emails", "UsernameAttributes": ["email"]} > -
            $ann = AdminCreateUser {"UserPoolId": "$emails", "Username": "a@b.de"} > User.Username
            AdminUpdateUserAttributes {"UserPoolId": "$emails", "Username": "a@b.de",
                "UserAttributes": [{"Name": "email", "Value": "c@d.de"}]}
            AdminGetUser {"UserPoolId": "$emails", "Username": "c@d.de"}
            AdminGetUser {"UserPoolId": "$emails", "Username": "a@b.de"}
            AdminCreateUser {"UserPoolId": "$emails", "Username": "a@b.de"} > -
            AdminUpdateUserAttributes {"UserPoolId": "$emails", "Username": "a@b.de",
                "UserAttributes": [{"Name": "email", "Value": "c@d.de"}]}
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
                {}
                {
                  "Enabled": true,
                  "UserAttributes": [
                    {"Name": "email", "Value": "c@d.de"},
                    {"Name": "email_verified", "Value": "false"},
                    {"Name": "sub", "Value": "$ann"}
                  ],
                  "UserCreateDate": 1700000000.0,
                  "UserLastModifiedDate": 1700000000.0,
                  "UserStatus": "FORCE_CHANGE_PASSWORD",
                  "Username": "$ann"
                }
                UserNotFoundException: User does not exist.
                AliasExistsException: An account with the email already exists.
            "#]],
        );
    }

    #[test]
    fn an_alias_of_another_user_is_refused_once_it_would_be_verified() {
        transcript(
            r#"
            $aliased = CreateUserPool {"PoolName": "aliased",
                "AliasAttributes": ["email", "phone_number", "preferred_username"]} > -
            AdminCreateUser {"UserPoolId": "$aliased", "Username": "ann", "UserAttributes": [
                {"Name": "email", "Value": "a@b.de"}, {"Name": "email_verified", "Value": "true"},
                {"Name": "phone_number", "Value": "+4930123"}, {"Name": "phone_number_verified", "Value": "true"},
                {"Name": "preferred_username", "Value": "annie"}]} > -
            AdminCreateUser {"UserPoolId": "$aliased", "Username": "bob"} > -
            AdminUpdateUserAttributes {"UserPoolId": "$aliased", "Username": "bob",
                "UserAttributes": [{"Name": "email", "Value": "a@b.de"}, {"Name": "phone_number", "Value": "+4930123"}]}
            AdminUpdateUserAttributes {"UserPoolId": "$aliased", "Username": "bob",
                "UserAttributes": [{"Name": "email_verified", "Value": "true"}]}
            AdminUpdateUserAttributes {"UserPoolId": "$aliased", "Username": "bob",
                "UserAttributes": [{"Name": "phone_number_verified", "Value": "true"}]}
            AdminUpdateUserAttributes {"UserPoolId": "$aliased", "Username": "bob",
                "UserAttributes": [{"Name": "preferred_username", "Value": "annie"}]}
            AdminGetUser {"UserPoolId": "$aliased", "Username": "a@b.de"} > Username
            AdminUpdateUserAttributes {"UserPoolId": "$aliased", "Username": "ann",
                "UserAttributes": [{"Name": "email_verified", "Value": "false"}]}
            AdminUpdateUserAttributes {"UserPoolId": "$aliased", "Username": "bob",
                "UserAttributes": [{"Name": "email_verified", "Value": "true"}]}
            AdminGetUser {"UserPoolId": "$aliased", "Username": "a@b.de"} > Username
            "#,
            expect![[r#"
                {}
                AliasExistsException: An account with the email already exists.
                AliasExistsException: An account with the phone_number already exists.
                AliasExistsException: An account with the preferred_username already exists.
                "ann"
                {}
                {}
                "bob"
            "#]],
        );
    }

    #[test]
    fn what_the_schema_does_not_allow_is_told_together() {
        transcript(
            r#"
            $strict = CreateUserPool {"PoolName": "strict", "Schema": [
                {"Name": "nickname", "Required": true}, {"Name": "name", "Mutable": false},
                {"Name": "role", "AttributeDataType": "String"},
                {"Name": "code", "AttributeDataType": "String", "Mutable": true,
                 "StringAttributeConstraints": {"MinLength": "2", "MaxLength": "3"}},
                {"Name": "age", "AttributeDataType": "Number", "Mutable": true,
                 "NumberAttributeConstraints": {"MinValue": "0", "MaxValue": "150"}},
                {"Name": "since", "AttributeDataType": "DateTime", "Mutable": true}]} > -
            AdminCreateUser {"UserPoolId": "$strict", "Username": "ann",
                "UserAttributes": [{"Name": "name", "Value": "Ann"}]} > -
            AdminUpdateUserAttributes {"UserPoolId": "$strict", "Username": "ann", "UserAttributes": [
                {"Name": "name", "Value": "Ann"}, {"Name": "custom:age", "Value": "42"}]}
            AdminUpdateUserAttributes {"UserPoolId": "$strict", "Username": "ann",
                "UserAttributes": [{"Name": "name", "Value": "Bob"}]}
            AdminUpdateUserAttributes {"UserPoolId": "$strict", "Username": "ann", "UserAttributes": [
                {"Name": "custom:role", "Value": "late"}, {"Name": "custom:code", "Value": "long"},
                {"Name": "custom:age", "Value": "old"}, {"Name": "custom:since", "Value": "ever"},
                {"Name": "nickname", "Value": ""}, {"Name": "email_verified", "Value": "maybe"},
                {"Name": "custom:shoe", "Value": "9"}]}
            AdminUpdateUserAttributes {"UserPoolId": "$strict", "Username": "ann", "UserAttributes": [
                {"Name": "custom:code", "Value": "s"}, {"Name": "custom:age", "Value": "-1"}]}
            AdminUpdateUserAttributes {"UserPoolId": "$strict", "Username": "ann",
                "UserAttributes": [{"Name": "custom:age", "Value": "151"}]}
            "#,
            expect![[r#"
                {}
                InvalidParameterException: user.name: Attribute cannot be updated.\n
                InvalidParameterException: user.custom:age: Value must be a number\nuser.custom:code: String must be at most 3 characters long\nuser.custom:role: Attribute cannot be updated.\nuser.custom:shoe: Attribute does not exist in the schema.\nuser.custom:since: Value must be a date\nuser.email_verified: Value must be true or false\nuser.nickname: The attribute is required\n
                InvalidParameterException: user.custom:age: Number must be at least 0\nuser.custom:code: String must be at least 2 characters long\n
                InvalidParameterException: user.custom:age: Number must be at most 150\n
            "#]],
        );
    }

    #[test]
    fn some_attributes_are_refused_with_words_of_their_own() {
        transcript(
            r#"
            user ann
            AdminUpdateUserAttributes {"UserPoolId": "$pool", "Username": "ann", "UserAttributes": [{"Name": "sub", "Value": "x"}]}
            AdminUpdateUserAttributes {"UserPoolId": "$pool", "Username": "ann", "UserAttributes": [{"Name": "username", "Value": "x"}]}
            AdminUpdateUserAttributes {"UserPoolId": "$pool", "Username": "ann", "UserAttributes": [{"Name": "email", "Value": "x"}]}
            AdminUpdateUserAttributes {"UserPoolId": "$pool", "Username": "ann", "UserAttributes": [{"Name": "phone_number", "Value": "1"}]}
            AdminUpdateUserAttributes {"UserPoolId": "$pool", "Username": "bob", "UserAttributes": []}
            "#,
            expect![[r#"
                InvalidParameterException: Cannot modify the non-mutable attribute sub
                InvalidParameterException: Attribute does not exist in the schema
                InvalidParameterException: Invalid email address format.
                InvalidParameterException: Invalid phone number format.
                UserNotFoundException: User does not exist.
            "#]],
        );
    }

    #[test]
    fn a_new_address_is_sent_a_code_unless_it_is_called_verified() {
        transcript(
            r#"
            $p = CreateUserPool {"PoolName": "p", "AutoVerifiedAttributes": ["email"]} > -
            AdminCreateUser {"UserPoolId": "$p", "Username": "ann"} > -
            AdminUpdateUserAttributes {"UserPoolId": "$p", "Username": "ann", "UserAttributes": [
                {"Name": "email", "Value": "a@b.de"}, {"Name": "email_verified", "Value": "true"}]}
            messages $p
            AdminUpdateUserAttributes {"UserPoolId": "$p", "Username": "ann", "UserAttributes": [{"Name": "email", "Value": "c@d.de"}]}
            messages $p
            "#,
            expect![[r#"
                {}
                []
                {}
                [
                  {
                    "body": "Your confirmation code is 433830",
                    "code": "433830",
                    "destination": "c@d.de",
                    "kind": "update_attribute",
                    "medium": "EMAIL",
                    "sent_at": 1700000000.0,
                    "subject": "Your verification code",
                    "username": "ann"
                  }
                ]
            "#]],
        );
    }
}
