//! AddCustomAttributes: gives the users of a pool more attributes, for good.

use poolhouse_emulator_model::shapes::{AddCustomAttributesRequest, AddCustomAttributesResponse};

use crate::context::Context;
use crate::error::ApiError;

/// All of them or, if one is refused, none (unsure). Whether this moves the pool's
/// LastModifiedDate is unsure too; here it does.
pub(crate) async fn add_custom_attributes(
    ctx: &Context,
    input: AddCustomAttributesRequest,
) -> Result<AddCustomAttributesResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    pool.refuse_during_import()?;
    let mut settings = pool.settings().clone();
    settings.schema = settings.schema.with_custom(input.custom_attributes)?;
    settings.modified = ctx.now();
    pool.put_settings(settings);
    Ok(AddCustomAttributesResponse {})
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn names_get_their_prefix() {
        transcript(
            r#"
            AddCustomAttributes {"UserPoolId": "$pool", "CustomAttributes": [
                {"Name": "role", "AttributeDataType": "String", "Mutable": true},
                {"Name": "note", "AttributeDataType": "String", "DeveloperOnlyAttribute": true},
                {"Name": "email", "AttributeDataType": "Boolean"}]}
            DescribeUserPool {"UserPoolId": "$pool"} > UserPool.SchemaAttributes.20
            DescribeUserPool {"UserPoolId": "$pool"} > UserPool.SchemaAttributes.21
            DescribeUserPool {"UserPoolId": "$pool"} > UserPool.SchemaAttributes.22
            "#,
            expect![[r#"
                {}
                {
                  "AttributeDataType": "String",
                  "DeveloperOnlyAttribute": false,
                  "Mutable": true,
                  "Name": "custom:role",
                  "Required": false,
                  "StringAttributeConstraints": {}
                }
                {
                  "AttributeDataType": "String",
                  "DeveloperOnlyAttribute": true,
                  "Mutable": false,
                  "Name": "dev:custom:note",
                  "Required": false,
                  "StringAttributeConstraints": {}
                }
                {
                  "AttributeDataType": "Boolean",
                  "DeveloperOnlyAttribute": false,
                  "Mutable": false,
                  "Name": "custom:email",
                  "Required": false
                }
            "#]],
        );
    }

    #[test]
    fn one_that_is_refused_stops_all_of_them() {
        transcript(
            r#"
            AddCustomAttributes {"UserPoolId": "$pool", "CustomAttributes": [{"Name": "foo", "AttributeDataType": "String"}]}
            AddCustomAttributes {"UserPoolId": "$pool", "CustomAttributes": [
                {"Name": "bar", "AttributeDataType": "String"}, {"Name": "foo", "AttributeDataType": "String"}]}
            AddCustomAttributes {"UserPoolId": "$pool", "CustomAttributes": [{"Name": "bar"}]}
            DescribeUserPool {"UserPoolId": "$pool"} > UserPool.SchemaAttributes.21
            "#,
            expect![[r#"
                {}
                InvalidParameterException: custom:foo: Existing attribute already has name custom:foo.
                InvalidParameterException: Invalid AttributeDataType input, consider using the provided AttributeDataType enum.
                null
            "#]],
        );
    }

    #[test]
    fn a_pool_has_fifty_at_most() {
        let attributes = |from: u32, to: u32| {
            let each = (from..to).map(|n| format!(r#"{{"Name": "a{n}", "AttributeDataType": "String"}}"#));
            let list = each.collect::<Vec<_>>().join(", ");
            format!(r#"AddCustomAttributes {{"UserPoolId": "$pool", "CustomAttributes": [{list}]}}"#)
        };
        let requests = [attributes(0, 25), attributes(25, 50), attributes(50, 51)].join("\n");
        transcript(
            &requests,
            expect![[r#"
            {}
            {}
            InvalidParameterException: A user pool cannot have more than 50 custom attributes.
        "#]],
        );
    }
}
