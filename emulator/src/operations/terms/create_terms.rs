//! CreateTerms: gives an app client terms of use or a privacy policy.

use poolhouse_emulator_model::shapes::{CreateTermsRequest, CreateTermsResponse};

use crate::context::Context;
use crate::domain::Terms;
use crate::error::ApiError;

pub(crate) async fn create_terms(
    ctx: &Context,
    input: CreateTermsRequest,
) -> Result<CreateTermsResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let client = pool.client(input.client_id.expose())?.id.clone();
    if pool.terms_of(&client, &input.terms_name).is_some() {
        return Err(ApiError::terms_exist(&client, &input.terms_name));
    }
    let terms = Terms::new(ctx.random().uuid(), input, ctx.now());
    let described = terms.describe(pool.id());
    pool.put_terms(terms);
    Ok(CreateTermsResponse { terms: Some(described) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_client_has_terms_of_each_name_once() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            $terms = CreateTerms {"UserPoolId": "$pool", "ClientId": "$client", "TermsName": "terms-of-use",
                "TermsSource": "LINK", "Enforcement": "NONE", "Links": {"cognito:default": "https://example.com/terms"}}
            CreateTerms {"UserPoolId": "$pool", "ClientId": "$client", "TermsName": "terms-of-use",
                "TermsSource": "LINK", "Enforcement": "NONE"}
            CreateTerms {"UserPoolId": "$pool", "ClientId": "$client", "TermsName": "privacy-policy",
                "TermsSource": "LINK", "Enforcement": "NONE"} > Terms.Links
            "#,
            expect![[r#"
                {
                  "Terms": {
                    "ClientId": "$client",
                    "CreationDate": 1700000000.0,
                    "Enforcement": "NONE",
                    "LastModifiedDate": 1700000000.0,
                    "Links": {"cognito:default": "https://example.com/terms"},
                    "TermsId": "$terms",
                    "TermsName": "terms-of-use",
                    "TermsSource": "LINK",
                    "UserPoolId": "$pool"
                  }
                }
                TermsExistsException: Terms terms-of-use already exist for client $client.
                {}
            "#]],
        );
    }

    #[test]
    fn names_languages_pools_and_clients_are_looked_at() {
        transcript(
            r#"
            CreateTerms {"UserPoolId": "$pool", "ClientId": "none", "TermsName": "imprint",
                "TermsSource": "LINK", "Enforcement": "NONE", "Links": {"cognito:default": "https://example.com"}}
            CreateTerms {"UserPoolId": "$pool", "ClientId": "none", "TermsName": "terms-of-use",
                "TermsSource": "LINK", "Enforcement": "NONE", "Links": {"cognito:latin": "https://example.com"}}
            CreateTerms {"UserPoolId": "$pool", "ClientId": "none", "TermsName": "terms-of-use",
                "TermsSource": "LINK", "Enforcement": "NONE"}
            CreateTerms {"UserPoolId": "us-east-1_none", "ClientId": "none", "TermsName": "terms-of-use",
                "TermsSource": "LINK", "Enforcement": "NONE"}
            "#,
            expect![[r#"
                InvalidParameterException: 1 validation error detected: Value 'imprint' at 'termsName' failed to satisfy constraint: Member must satisfy regular expression pattern: ^(terms-of-use|privacy-policy)$
                InvalidParameterException: 1 validation error detected: Value '{cognito:latin=https://example.com}' at 'links' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: ^cognito:(default|dutch|english|french|spanish|german|bahasa-indonesia|italian|japanese|korean|portuguese-brazil|chinese-(simplified|traditional))$]
                ResourceNotFoundException: User pool client none does not exist.
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }
}
