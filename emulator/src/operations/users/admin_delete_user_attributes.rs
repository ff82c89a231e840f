//! AdminDeleteUserAttributes: takes attributes from a user.

use poolhouse_emulator_model::shapes::{
    AdminDeleteUserAttributesRequest, AdminDeleteUserAttributesResponse, AttributeType,
};

use crate::context::Context;
use crate::domain::{AttributeChanges, User};
use crate::error::ApiError;

/// To take an attribute away is to update it with no value.
pub(crate) async fn admin_delete_user_attributes(
    ctx: &Context,
    input: AdminDeleteUserAttributesRequest,
) -> Result<AdminDeleteUserAttributesResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let mut user = User::clone(pool.resolve_user(input.username.expose())?);
    let names = input.user_attribute_names.into_iter();
    let given = names.map(|name| AttributeType { name, value: None }).collect();
    let changes = AttributeChanges::at_update(&pool.settings().schema, &user, given)?;
    user.change_attributes(changes, &pool.settings().options)?;
    user.modified = ctx.now();
    pool.put_user(user);
    Ok(AdminDeleteUserAttributesResponse {})
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn an_address_takes_its_flag_and_its_alias_along() {
        transcript(
            r#"
            $aliased = CreateUserPool {"PoolName": "aliased", "AliasAttributes": ["email"]} > -
            $ann = AdminCreateUser {"UserPoolId": "$aliased", "Username": "ann", "UserAttributes": [
                {"Name": "email", "Value": "a@b.de"}, {"Name": "email_verified", "Value": "true"},
                {"Name": "nickname", "Value": "annie"}]} > User.Attributes.3.Value
            wait 60
            AdminDeleteUserAttributes {"UserPoolId": "$aliased", "Username": "a@b.de",
                "UserAttributeNames": ["email", "gender"]}
            AdminGetUser {"UserPoolId": "$aliased", "Username": "ann"}
            AdminGetUser {"UserPoolId": "$aliased", "Username": "a@b.de"}
            "#,
            expect![[r#"
                {
                  "User": {
                    "Attributes": [
                      {"Name": "email", "Value": "a@b.de"},
                      {"Name": "email_verified", "Value": "true"},
                      {"Name": "nickname", "Value": "annie"},
                      {"Name": "sub", "Value": "$ann"}
                    ],
                    "Enabled": true,
                    "UserCreateDate": 1700000000.0,
                    "UserLastModifiedDate": 1700000000.0,
                    "UserStatus": "FORCE_CHANGE_PASSWORD",
                    "Username": "ann"
                  }
                }
                {}
                {
                  "Enabled": true,
                  "UserAttributes": [
                    {"Name": "nickname", "Value": "annie"},
                    {"Name": "sub", "Value": "$ann"}
                  ],
                  "UserCreateDate": 1700000000.0,
                  "UserLastModifiedDate": 1700000060.0,
                  "UserStatus": "FORCE_CHANGE_PASSWORD",
                  "Username": "ann"
                }
                UserNotFoundException: User does not exist.
            "#]],
        );
    }

    #[test]
    fn what_the_schema_holds_stays() {
        transcript(
            r#"
            $strict = CreateUserPool {"PoolName": "strict", "Schema": [
                {"Name": "nickname", "Required": true}, {"Name": "name", "Mutable": false}]} > -
            AdminCreateUser {"UserPoolId": "$strict", "Username": "ann", "UserAttributes": [
                {"Name": "nickname", "Value": "annie"}, {"Name": "name", "Value": "Ann"}]} > -
            AdminDeleteUserAttributes {"UserPoolId": "$strict", "Username": "ann", "UserAttributeNames": ["nickname"]}
            AdminDeleteUserAttributes {"UserPoolId": "$strict", "Username": "ann", "UserAttributeNames": ["name"]}
            AdminDeleteUserAttributes {"UserPoolId": "$strict", "Username": "ann", "UserAttributeNames": ["sub"]}
            AdminDeleteUserAttributes {"UserPoolId": "$strict", "Username": "ann", "UserAttributeNames": ["custom:x", "y"]}
            AdminGetUser {"UserPoolId": "$strict", "Username": "ann"} > UserAttributes.1
            "#,
            expect![[r#"
                InvalidParameterException: user.nickname: The attribute is required\n
                InvalidParameterException: user.name: Attribute cannot be updated.\n
                InvalidParameterException: Cannot modify the non-mutable attribute sub
                InvalidParameterException: user.custom:x: Attribute does not exist in the schema.\nuser.y: Attribute does not exist in the schema.\n
                {"Name": "nickname", "Value": "annie"}
            "#]],
        );
    }

    #[test]
    fn the_user_must_exist() {
        transcript(
            r#"AdminDeleteUserAttributes {"UserPoolId": "$pool", "Username": "ann", "UserAttributeNames": ["name"]}"#,
            expect![[r#"
                UserNotFoundException: User does not exist.
            "#]],
        );
    }
}
