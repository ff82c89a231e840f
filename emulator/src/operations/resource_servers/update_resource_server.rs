//! UpdateResourceServer: replaces the name and the scopes of a resource server.

use poolhouse_emulator_model::shapes::{UpdateResourceServerRequest, UpdateResourceServerResponse};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn update_resource_server(
    ctx: &Context,
    input: UpdateResourceServerRequest,
) -> Result<UpdateResourceServerResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let server = pool.resource_server(&input.identifier)?.updated(input)?;
    let resource_server = server.describe(pool.id());
    pool.put_resource_server(server);
    Ok(UpdateResourceServerResponse { resource_server })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn what_is_not_said_again_is_gone() {
        transcript(
            r#"
            CreateResourceServer {"UserPoolId": "$pool", "Identifier": "api", "Name": "api", "Scopes": [
                {"ScopeName": "read", "ScopeDescription": "look"}, {"ScopeName": "write", "ScopeDescription": "change"}]} > -
            UpdateResourceServer {"UserPoolId": "$pool", "Identifier": "api", "Name": "new", "Scopes": [
                {"ScopeName": "read", "ScopeDescription": "look closely"}]}
            UpdateResourceServer {"UserPoolId": "$pool", "Identifier": "api", "Name": "newer"}
            DescribeResourceServer {"UserPoolId": "$pool", "Identifier": "api"}
            "#,
            expect![[r#"
                {
                  "ResourceServer": {
                    "Identifier": "api",
                    "Name": "new",
                    "Scopes": [{"ScopeDescription": "look closely", "ScopeName": "read"}],
                    "UserPoolId": "$pool"
                  }
                }
                {"ResourceServer": {"Identifier": "api", "Name": "newer", "UserPoolId": "$pool"}}
                {"ResourceServer": {"Identifier": "api", "Name": "newer", "UserPoolId": "$pool"}}
            "#]],
        );
    }

    #[test]
    fn a_server_that_is_not_there_is_not_made() {
        transcript(
            r#"
            UpdateResourceServer {"UserPoolId": "$pool", "Identifier": "none", "Name": "new"}
            UpdateResourceServer {"UserPoolId": "us-east-1_none", "Identifier": "api", "Name": "new"}
            "#,
            expect![[r#"
                ResourceNotFoundException: Resource server none does not exist.
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }
}
