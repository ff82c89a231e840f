//! ListIdentityProviders: the identity providers of a user pool, in pages.

use poolhouse_emulator_model::shapes::{ListIdentityProvidersRequest, ListIdentityProvidersResponse};

use crate::context::Context;
use crate::error::ApiError;
use crate::page::{DEFAULT_LIMIT, Page};

/// They come in the order of their names (unsure).
pub(crate) async fn list_identity_providers(
    ctx: &Context,
    input: ListIdentityProvidersRequest,
) -> Result<ListIdentityProvidersResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let list = ["ListIdentityProviders", pool.id()];
    let page = Page::new(&list, input.max_results, DEFAULT_LIMIT, input.next_token.as_deref())?;
    let providers = pool.identity_providers_after(page.after());
    let (providers, next_token) =
        page.take(providers.map(|provider| (provider.name.clone(), provider.summarize())));
    Ok(ListIdentityProvidersResponse { providers, next_token })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn the_pool_itself_is_not_listed() {
        transcript(
            r#"
            ListIdentityProviders {"UserPoolId": "$pool"}
            ListIdentityProviders {"UserPoolId": "us-east-1_none"}
            "#,
            expect![[r#"
                {"Providers": []}
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }

    #[test]
    fn pages_follow_one_another_to_the_last() {
        transcript(
            r#"
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "Two", "ProviderType": "SAML", "ProviderDetails": {
                "MetadataURL": "https://id.example.com/metadata"}} > -
            CreateIdentityProvider {"UserPoolId": "$pool", "ProviderName": "One", "ProviderType": "SAML", "ProviderDetails": {
                "MetadataURL": "https://id.example.com/metadata"}} > -
            $next = ListIdentityProviders {"UserPoolId": "$pool", "MaxResults": 1} > NextToken
            ListIdentityProviders {"UserPoolId": "$pool", "MaxResults": 1, "NextToken": "$next"}
            ListIdentityProviders {"UserPoolId": "$pool", "NextToken": "none-of-ours"}
            "#,
            expect![[r#"
                {
                  "NextToken": "$next",
                  "Providers": [
                    {
                      "CreationDate": 1700000000.0,
                      "LastModifiedDate": 1700000000.0,
                      "ProviderName": "One",
                      "ProviderType": "SAML"
                    }
                  ]
                }
                {
                  "Providers": [
                    {
                      "CreationDate": 1700000000.0,
                      "LastModifiedDate": 1700000000.0,
                      "ProviderName": "Two",
                      "ProviderType": "SAML"
                    }
                  ]
                }
                InvalidParameterException: Invalid pagination token.
            "#]],
        );
    }
}
