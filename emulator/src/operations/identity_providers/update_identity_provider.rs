//! UpdateIdentityProvider: changes what a pool knows of an identity provider.

use poolhouse_emulator_model::shapes::{UpdateIdentityProviderRequest, UpdateIdentityProviderResponse};

use crate::context::Context;
use crate::error::ApiError;
use crate::store::OWN_PROVIDER;

pub(crate) async fn update_identity_provider(
    ctx: &Context,
    input: UpdateIdentityProviderRequest,
) -> Result<UpdateIdentityProviderResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    if input.provider_name == OWN_PROVIDER {
        return Err(ApiError::unsupported_identity_provider(OWN_PROVIDER));
    }
    let provider = pool.identity_provider(&input.provider_name)?;
    let provider = provider.updated(input, &pool.settings().schema, ctx.now())?;
    let identity_provider = provider.describe(pool.id());
    pool.replace_identity_provider(provider)?;
    Ok(UpdateIdentityProviderResponse { identity_provider })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn what_is_omitted_stays_and_what_is_empty_clears() {
        transcript(
            r#"
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Adfs", "ProviderType": "SAML", "ProviderDetails": {
                "MetadataURL": "https://id.example.com/metadata", "IDPSignout": "true"},
                "AttributeMapping": {"email": "mail"}, "IdpIdentifiers": ["corp"]} > -
            wait 60
            UpdateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Adfs", "ProviderDetails": {
                "MetadataURL": "https://id.example.com/new"}}
            UpdateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Adfs", "AttributeMapping": {}, "IdpIdentifiers": []} > -
            DescribeIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Adfs"}
            "#,
            expect![[r#"
                {
                  "IdentityProvider": {
                    "AttributeMapping": {"email": "mail"},
                    "CreationDate": 1700000000.0,
                    "IdpIdentifiers": ["corp"],
                    "LastModifiedDate": 1700000060.0,
                    "ProviderDetails": {"MetadataURL": "https://id.example.com/new"},
                    "ProviderName": "Adfs",
                    "ProviderType": "SAML",
                    "UserPoolId": "$pool"
                  }
                }
                {
                  "IdentityProvider": {
                    "CreationDate": 1700000000.0,
                    "IdpIdentifiers": [],
                    "LastModifiedDate": 1700000060.0,
                    "ProviderDetails": {"MetadataURL": "https://id.example.com/new"},
                    "ProviderName": "Adfs",
                    "ProviderType": "SAML",
                    "UserPoolId": "$pool"
                  }
                }
            "#]],
        );
    }

    #[test]
    fn an_update_is_held_to_the_rules_of_creation() {
        transcript(
            r#"
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Adfs", "ProviderType": "SAML", "ProviderDetails": {
                "MetadataURL": "https://id.example.com/metadata"}, "IdpIdentifiers": ["corp"]} > -
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Other", "ProviderType": "SAML", "ProviderDetails": {
                "MetadataURL": "https://id.example.com/metadata"}} > -
            UpdateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Adfs", "ProviderDetails": {"IDPInit": "true"}}
            UpdateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Adfs", "AttributeMapping": {"custom:none": "x"}}
            UpdateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Other", "IdpIdentifiers": ["corp"]}
            UpdateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Adfs", "IdpIdentifiers": ["corp"]} > IdentityProvider.IdpIdentifiers
            UpdateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "none"}
            UpdateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "COGNITO"}
            UpdateIdentityProvider {"UserPoolId": "us-east-1_none", "ProviderName": "Adfs"}
            "#,
            expect![[r#"
                InvalidParameterException: ProviderDetails of type SAML must contain MetadataURL or MetadataFile.
                InvalidParameterException: Invalid attribute mapping: custom:none does not exist in the schema.
                InvalidParameterException: The identifier corp is already in use in the user pool.
                ["corp"]
                ResourceNotFoundException: Identity provider none does not exist.
                UnsupportedIdentityProviderException: The identity provider COGNITO is not supported.
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }
}
