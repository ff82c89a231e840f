//! DescribeTermsByClient: terms documents by their client and name.

use poolhouse_emulator_model::shapes::{DescribeTermsByClientRequest, DescribeTermsByClientResponse};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn describe_terms_by_client(
    ctx: &Context,
    input: DescribeTermsByClientRequest,
) -> Result<DescribeTermsByClientResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let client = &pool.client(input.client_id.expose())?.id;
    let terms = pool.terms_of(client, &input.terms_name);
    let terms = terms.ok_or_else(|| ApiError::client_without_terms(client, &input.terms_name))?;
    Ok(DescribeTermsByClientResponse { terms: Some(terms.describe(pool.id())) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_client_and_a_name_find_terms() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            $terms = CreateTerms {"UserPoolId": "$pool", "ClientId": "$client", "TermsName": "terms-of-use",
                "TermsSource": "LINK", "Enforcement": "NONE"} > -
            DescribeTermsByClient {"UserPoolId": "$pool", "ClientId": "$client", "TermsName": "terms-of-use"} > Terms.TermsId
            DescribeTermsByClient {"UserPoolId": "$pool", "ClientId": "$client", "TermsName": "privacy-policy"}
            DescribeTermsByClient {"UserPoolId": "$pool", "ClientId": "none", "TermsName": "terms-of-use"}
            "#,
            expect![[r#"
                "$terms"
                ResourceNotFoundException: Terms privacy-policy do not exist for client $client.
                ResourceNotFoundException: User pool client none does not exist.
            "#]],
        );
    }
}
