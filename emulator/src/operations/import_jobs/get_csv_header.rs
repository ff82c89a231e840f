//! GetCSVHeader: the columns of a file to import.

use poolhouse_emulator_model::shapes::{GetCSVHeaderRequest, GetCSVHeaderResponse};

use crate::context::Context;
use crate::domain::csv_header;
use crate::error::ApiError;

pub(crate) async fn get_csv_header(
    ctx: &Context,
    input: GetCSVHeaderRequest,
) -> Result<GetCSVHeaderResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let header = csv_header(&pool.settings().schema);
    Ok(GetCSVHeaderResponse { user_pool_id: Some(pool.id().to_owned()), csv_header: Some(header) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn the_attributes_of_the_pool_are_columns() {
        transcript(
            r#"
            AddCustomAttributes {"UserPoolId": "$pool", "CustomAttributes": [
                {"Name": "role", "AttributeDataType": "String"},
                {"Name": "note", "AttributeDataType": "String", "DeveloperOnlyAttribute": true}]}
            GetCSVHeader {"UserPoolId": "$pool"}
            GetCSVHeader {"UserPoolId": "us-east-1_none"}
            "#,
            expect![[r#"
                {}
                {
                  "CSVHeader": [
                    "name",
                    "given_name",
                    "family_name",
                    "middle_name",
                    "nickname",
                    "preferred_username",
                    "profile",
                    "picture",
                    "website",
                    "email",
                    "email_verified",
                    "gender",
                    "birthdate",
                    "zoneinfo",
                    "locale",
                    "phone_number",
                    "phone_number_verified",
                    "address",
                    "updated_at",
                    "custom:role",
                    "cognito:mfa_enabled",
                    "cognito:username"
                  ],
                  "UserPoolId": "$pool"
                }
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }
}
