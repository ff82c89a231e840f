//! ListTerms: the terms documents of a user pool, page by page, without their links.

use poolhouse_emulator_model::shapes::{ListTermsRequest, ListTermsResponse};

use crate::context::Context;
use crate::error::ApiError;
use crate::page::{DEFAULT_LIMIT, Page};

pub(crate) async fn list_terms(
    ctx: &Context,
    input: ListTermsRequest,
) -> Result<ListTermsResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let list = ["ListTerms", pool.id()];
    let page = Page::new(&list, input.max_results, DEFAULT_LIMIT, input.next_token.as_deref())?;
    let terms = pool.terms_after(page.after());
    let (terms, next_token) = page.take(terms.map(|(place, terms)| (place.to_string(), terms.summarize())));
    Ok(ListTermsResponse { terms, next_token })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn pages_hold_what_is_asked_for() {
        transcript(
            r#"
            ListTerms {"UserPoolId": "$pool"}
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            CreateTerms {"UserPoolId": "$pool", "ClientId": "$client", "TermsName": "terms-of-use",
                "TermsSource": "LINK", "Enforcement": "NONE"} > -
            CreateTerms {"UserPoolId": "$pool", "ClientId": "$client", "TermsName": "privacy-policy",
                "TermsSource": "LINK", "Enforcement": "NONE"} > -
            ListTerms {"UserPoolId": "$pool", "MaxResults": 1} > Terms.0.TermsName
            $next = ListTerms {"UserPoolId": "$pool", "MaxResults": 1} > NextToken
            ListTerms {"UserPoolId": "$pool", "MaxResults": 1, "NextToken": "$next"} > Terms.0
            ListTerms {"UserPoolId": "$pool", "MaxResults": 1, "NextToken": "garbled"}
            ListTerms {"UserPoolId": "us-east-1_none"}
            "#,
            expect![[r#"
                {"Terms": []}
                "privacy-policy"
                {
                  "NextToken": "$next",
                  "Terms": [
                    {
                      "CreationDate": 1700000000.0,
                      "Enforcement": "NONE",
                      "LastModifiedDate": 1700000000.0,
                      "TermsId": "6497b461-980e-49da-87e3-c1dc2e135fe3",
                      "TermsName": "privacy-policy"
                    }
                  ]
                }
                {
                  "CreationDate": 1700000000.0,
                  "Enforcement": "NONE",
                  "LastModifiedDate": 1700000000.0,
                  "TermsId": "1f6fe19b-201a-45d6-a8b6-cbfd08ae601f",
                  "TermsName": "terms-of-use"
                }
                InvalidParameterException: Invalid pagination token.
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }

    #[test]
    fn terms_outlive_the_process() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "GenerateSecret": true} > -
            $terms = CreateTerms {"UserPoolId": "$pool", "ClientId": "$client", "TermsName": "terms-of-use",
                "TermsSource": "LINK", "Enforcement": "NONE", "Links": {"cognito:default": "https://example.com/terms"}} > -
            $gone = CreateTerms {"UserPoolId": "$pool", "ClientId": "$client", "TermsName": "privacy-policy",
                "TermsSource": "LINK", "Enforcement": "NONE"} > -
            DeleteTerms {"UserPoolId": "$pool", "TermsId": "$gone"}
            restart now
            ListTerms {"UserPoolId": "$pool"}
            DescribeTerms {"UserPoolId": "$pool", "TermsId": "$terms"} > Terms.Links
            "#,
            expect![[r#"
                (empty)
                {
                  "Terms": [
                    {
                      "CreationDate": 1700000000.0,
                      "Enforcement": "NONE",
                      "LastModifiedDate": 1700000000.0,
                      "TermsId": "$terms",
                      "TermsName": "terms-of-use"
                    }
                  ]
                }
                {"cognito:default": "https://example.com/terms"}
            "#]],
        );
    }
}
