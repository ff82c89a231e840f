//! DeleteTerms: removes terms documents.

use poolhouse_emulator_model::NoOutput;
use poolhouse_emulator_model::shapes::DeleteTermsRequest;

use crate::context::Context;
use crate::domain::Terms;
use crate::error::ApiError;

pub(crate) async fn delete_terms(ctx: &Context, input: DeleteTermsRequest) -> Result<NoOutput, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let Terms { client, name, .. } = Terms::clone(pool.terms(&input.terms_id)?);
    pool.remove_terms(&client, &name);
    Ok(NoOutput)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn terms_go_alone_or_with_their_client() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            $terms = CreateTerms {"UserPoolId": "$pool", "ClientId": "$client", "TermsName": "terms-of-use",
                "TermsSource": "LINK", "Enforcement": "NONE"} > -
            CreateTerms {"UserPoolId": "$pool", "ClientId": "$client", "TermsName": "privacy-policy",
                "TermsSource": "LINK", "Enforcement": "NONE"} > -
            DeleteTerms {"UserPoolId": "$pool", "TermsId": "$terms"}
            DeleteTerms {"UserPoolId": "$pool", "TermsId": "$terms"}
            ListTerms {"UserPoolId": "$pool"} > Terms.0.TermsName
            DeleteUserPoolClient {"UserPoolId": "$pool", "ClientId": "$client"}
            ListTerms {"UserPoolId": "$pool"}
            "#,
            expect![[r#"
                (empty)
                ResourceNotFoundException: Terms $terms do not exist.
                "privacy-policy"
                (empty)
                {"Terms": []}
            "#]],
        );
    }
}
