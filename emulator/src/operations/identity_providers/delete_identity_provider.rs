//! DeleteIdentityProvider: ends the trust of a pool in an identity provider.

use poolhouse_emulator_model::NoOutput;
use poolhouse_emulator_model::shapes::DeleteIdentityProviderRequest;

use crate::context::Context;
use crate::error::ApiError;
use crate::store::OWN_PROVIDER;

pub(crate) async fn delete_identity_provider(
    ctx: &Context,
    input: DeleteIdentityProviderRequest,
) -> Result<NoOutput, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    if input.provider_name == OWN_PROVIDER {
        return Err(ApiError::unsupported_identity_provider(OWN_PROVIDER));
    }
    pool.identity_provider(&input.provider_name)?;
    pool.remove_identity_provider(&input.provider_name);
    Ok(NoOutput)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_client_that_lists_a_deleted_provider_keeps_its_name() {
        transcript(
            r#"
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Adfs", "ProviderType": "SAML", "ProviderDetails": {
                "MetadataURL": "https://id.example.com/metadata"}} > -
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "SupportedIdentityProviders": ["Adfs"]} > -
            DeleteIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Adfs"}
            DescribeUserPoolClient {"UserPoolId": "$pool", "ClientId": "$app"} > UserPoolClient.SupportedIdentityProviders
            DescribeIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Adfs"}
            "#,
            expect![[r#"
                (empty)
                ["Adfs"]
                ResourceNotFoundException: Identity provider Adfs does not exist.
            "#]],
        );
    }

    #[test]
    fn only_a_provider_that_is_there_can_go() {
        transcript(
            r#"
            DeleteIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Adfs"}
            DeleteIdentityProvider {"UserPoolId": "$pool", "ProviderName": "COGNITO"}
            DeleteIdentityProvider {"UserPoolId": "us-east-1_none", "ProviderName": "Adfs"}
            "#,
            expect![[r#"
                ResourceNotFoundException: Identity provider Adfs does not exist.
                UnsupportedIdentityProviderException: The identity provider COGNITO is not supported.
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }
}
