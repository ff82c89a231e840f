//! DescribeIdentityProvider: one identity provider with its details.

use poolhouse_emulator_model::shapes::{DescribeIdentityProviderRequest, DescribeIdentityProviderResponse};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn describe_identity_provider(
    ctx: &Context,
    input: DescribeIdentityProviderRequest,
) -> Result<DescribeIdentityProviderResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let provider = pool.identity_provider(&input.provider_name)?;
    Ok(DescribeIdentityProviderResponse { identity_provider: provider.describe(pool.id()) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_provider_is_described_as_it_was_made() {
        transcript(
            r#"
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Adfs", "ProviderType": "SAML", "ProviderDetails": {
                "MetadataURL": "https://id.example.com/metadata"}, "AttributeMapping": {"email": "mail"}} > -
            DescribeIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Adfs"}
            DescribeIdentityProvider {"UserPoolId": "$pool", "ProviderName": "COGNITO"}
            DescribeIdentityProvider {"UserPoolId": "us-east-1_none", "ProviderName": "Adfs"}
            "#,
            expect![[r#"
                {
                  "IdentityProvider": {
                    "AttributeMapping": {"email": "mail"},
                    "CreationDate": 1700000000.0,
                    "IdpIdentifiers": [],
                    "LastModifiedDate": 1700000000.0,
                    "ProviderDetails": {"MetadataURL": "https://id.example.com/metadata"},
                    "ProviderName": "Adfs",
                    "ProviderType": "SAML",
                    "UserPoolId": "$pool"
                  }
                }
                ResourceNotFoundException: Identity provider COGNITO does not exist.
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }
}
