//! DeleteResourceServer: removes a resource server, and with it its scopes.

use poolhouse_emulator_model::NoOutput;
use poolhouse_emulator_model::shapes::DeleteResourceServerRequest;

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn delete_resource_server(
    ctx: &Context,
    input: DeleteResourceServerRequest,
) -> Result<NoOutput, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    pool.resource_server(&input.identifier)?;
    pool.remove_resource_server(&input.identifier);
    Ok(NoOutput)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn its_scopes_go_with_it() {
        transcript(
            r#"
            CreateResourceServer {"UserPoolId": "$pool", "Identifier": "api", "Name": "api", "Scopes": [
                {"ScopeName": "read", "ScopeDescription": "look"}]} > -
            DeleteResourceServer {"UserPoolId": "$pool", "Identifier": "api"}
            DeleteResourceServer {"UserPoolId": "$pool", "Identifier": "api"}
            DescribeResourceServer {"UserPoolId": "$pool", "Identifier": "api"}
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "AllowedOAuthScopes": ["api/read"]}
            DeleteResourceServer {"UserPoolId": "us-east-1_none", "Identifier": "api"}
            "#,
            expect![[r#"
                (empty)
                ResourceNotFoundException: Resource server api does not exist.
                ResourceNotFoundException: Resource server api does not exist.
                ScopeDoesNotExistException: Invalid scope requested: api/read
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }
}
