//! GetIdentityProviderByIdentifier: the identity provider that an identifier leads to.

use poolhouse_emulator_model::shapes::{
    GetIdentityProviderByIdentifierRequest, GetIdentityProviderByIdentifierResponse,
};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn get_identity_provider_by_identifier(
    ctx: &Context,
    input: GetIdentityProviderByIdentifierRequest,
) -> Result<GetIdentityProviderByIdentifierResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let provider = pool.identity_provider_of(&input.idp_identifier);
    let provider = provider.ok_or_else(|| ApiError::identity_provider_not_found(&input.idp_identifier))?;
    Ok(GetIdentityProviderByIdentifierResponse { identity_provider: provider.describe(pool.id()) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn an_identifier_leads_to_its_provider_and_a_name_does_not() {
        transcript(
            r#"
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Adfs", "ProviderType": "SAML", "ProviderDetails": {
                "MetadataURL": "https://id.example.com/metadata"}, "IdpIdentifiers": ["example.com", "corp"]} > -
            GetIdentityProviderByIdentifier {"UserPoolId": "$pool", "IdpIdentifier": "corp"}
            GetIdentityProviderByIdentifier {"UserPoolId": "$pool", "IdpIdentifier": "Adfs"}
            GetIdentityProviderByIdentifier {"UserPoolId": "us-east-1_none", "IdpIdentifier": "corp"}
            "#,
            expect![[r#"
                {
                  "IdentityProvider": {
                    "CreationDate": 1700000000.0,
                    "IdpIdentifiers": ["example.com", "corp"],
                    "LastModifiedDate": 1700000000.0,
                    "ProviderDetails": {"MetadataURL": "https://id.example.com/metadata"},
                    "ProviderName": "Adfs",
                    "ProviderType": "SAML",
                    "UserPoolId": "$pool"
                  }
                }
                ResourceNotFoundException: Identity provider Adfs does not exist.
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }
}
