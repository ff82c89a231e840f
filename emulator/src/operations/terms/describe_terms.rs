//! DescribeTerms: terms documents by their id.

use poolhouse_emulator_model::shapes::{DescribeTermsRequest, DescribeTermsResponse};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn describe_terms(
    ctx: &Context,
    input: DescribeTermsRequest,
) -> Result<DescribeTermsResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let terms = pool.terms(&input.terms_id)?.describe(pool.id());
    Ok(DescribeTermsResponse { terms: Some(terms) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn terms_are_found_in_their_pool_alone() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            $terms = CreateTerms {"UserPoolId": "$pool", "ClientId": "$client", "TermsName": "terms-of-use",
                "TermsSource": "LINK", "Enforcement": "NONE", "Links": {"cognito:default": "https://example.com/terms"}} > -
            $other = CreateUserPool {"PoolName": "other"} > -
            DescribeTerms {"UserPoolId": "$pool", "TermsId": "$terms"}
            DescribeTerms {"UserPoolId": "$other", "TermsId": "$terms"}
            DescribeTerms {"UserPoolId": "us-east-1_none", "TermsId": "$terms"}
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
                ResourceNotFoundException: Terms $terms do not exist.
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }
}
