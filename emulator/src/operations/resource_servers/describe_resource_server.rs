//! DescribeResourceServer: one resource server with its scopes.

use poolhouse_emulator_model::shapes::{DescribeResourceServerRequest, DescribeResourceServerResponse};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn describe_resource_server(
    ctx: &Context,
    input: DescribeResourceServerRequest,
) -> Result<DescribeResourceServerResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let server = pool.resource_server(&input.identifier)?;
    Ok(DescribeResourceServerResponse { resource_server: server.describe(pool.id()) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_server_is_described_as_it_was_made() {
        transcript(
            r#"
            CreateResourceServer {"UserPoolId": "$pool", "Identifier": "api", "Name": "the api", "Scopes": [
                {"ScopeName": "read", "ScopeDescription": "look"}]} > -
            DescribeResourceServer {"UserPoolId": "$pool", "Identifier": "api"}
            DescribeResourceServer {"UserPoolId": "$pool", "Identifier": "none"}
            DescribeResourceServer {"UserPoolId": "us-east-1_none", "Identifier": "api"}
            "#,
            expect![[r#"
                {
                  "ResourceServer": {
                    "Identifier": "api",
                    "Name": "the api",
                    "Scopes": [{"ScopeDescription": "look", "ScopeName": "read"}],
                    "UserPoolId": "$pool"
                  }
                }
                ResourceNotFoundException: Resource server none does not exist.
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }
}
