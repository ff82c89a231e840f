//! UpdateTerms: changes terms documents.

use poolhouse_emulator_model::shapes::{UpdateTermsRequest, UpdateTermsResponse};

use crate::context::Context;
use crate::domain::Terms;
use crate::error::ApiError;

pub(crate) async fn update_terms(
    ctx: &Context,
    input: UpdateTermsRequest,
) -> Result<UpdateTermsResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let before = Terms::clone(pool.terms(&input.terms_id)?);
    let after = before.updated(input, ctx.now());
    if after.name != before.name {
        if pool.terms_of(&after.client, &after.name).is_some() {
            return Err(ApiError::terms_exist(&after.client, &after.name));
        }
        pool.remove_terms(&before.client, &before.name);
    }
    let described = after.describe(pool.id());
    pool.put_terms(after);
    Ok(UpdateTermsResponse { terms: Some(described) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn what_is_sent_changes_and_the_rest_stays() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            $terms = CreateTerms {"UserPoolId": "$pool", "ClientId": "$client", "TermsName": "terms-of-use",
                "TermsSource": "LINK", "Enforcement": "NONE", "Links": {"cognito:default": "https://example.com/terms"}} > -
            wait 60
            UpdateTerms {"UserPoolId": "$pool", "TermsId": "$terms", "TermsName": "privacy-policy"}
            UpdateTerms {"UserPoolId": "$pool", "TermsId": "$terms", "Links": {"cognito:french": "https://example.com/fr"}} > Terms.Links
            ListTerms {"UserPoolId": "$pool"} > Terms.0.TermsName
            ListTerms {"UserPoolId": "$pool"} > Terms.1
            "#,
            expect![[r#"
                {
                  "Terms": {
                    "ClientId": "$client",
                    "CreationDate": 1700000000.0,
                    "Enforcement": "NONE",
                    "LastModifiedDate": 1700000060.0,
                    "Links": {"cognito:default": "https://example.com/terms"},
                    "TermsId": "$terms",
                    "TermsName": "privacy-policy",
                    "TermsSource": "LINK",
                    "UserPoolId": "$pool"
                  }
                }
                {"cognito:french": "https://example.com/fr"}
                "privacy-policy"
                null
            "#]],
        );
    }

    #[test]
    fn a_name_that_is_taken_and_unknown_terms_are_refused() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            $terms = CreateTerms {"UserPoolId": "$pool", "ClientId": "$client", "TermsName": "terms-of-use",
                "TermsSource": "LINK", "Enforcement": "NONE"} > -
            CreateTerms {"UserPoolId": "$pool", "ClientId": "$client", "TermsName": "privacy-policy",
                "TermsSource": "LINK", "Enforcement": "NONE"} > -
            UpdateTerms {"UserPoolId": "$pool", "TermsId": "$terms", "TermsName": "privacy-policy"}
            UpdateTerms {"UserPoolId": "$pool", "TermsId": "$terms", "TermsName": "terms-of-use"} > Terms.TermsName
            UpdateTerms {"UserPoolId": "$pool", "TermsId": "6b8a9c1e-0000-4000-8000-000000000000"}
            UpdateTerms {"UserPoolId": "$pool", "TermsId": "terms"}
            "#,
            expect![[r#"
                TermsExistsException: Terms privacy-policy already exist for client $client.
                "terms-of-use"
                ResourceNotFoundException: Terms 6b8a9c1e-0000-4000-8000-000000000000 do not exist.
                InvalidParameterException: 1 validation error detected: Value 'terms' at 'termsId' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[4][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$
            "#]],
        );
    }
}
