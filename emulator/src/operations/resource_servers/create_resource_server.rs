//! CreateResourceServer: adds a resource server with its scopes to a user pool.

use poolhouse_emulator_model::shapes::{CreateResourceServerRequest, CreateResourceServerResponse};

use crate::context::Context;
use crate::domain::ResourceServer;
use crate::error::ApiError;

pub(crate) async fn create_resource_server(
    ctx: &Context,
    input: CreateResourceServerRequest,
) -> Result<CreateResourceServerResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let server = ResourceServer::create(input)?;
    let resource_server = server.describe(pool.id());
    pool.add_resource_server(server)?;
    Ok(CreateResourceServerResponse { resource_server })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_server_is_made_with_its_scopes_or_without() {
        transcript(
            r#"
            CreateResourceServer {"UserPoolId": "$pool", "Identifier": "https://api.example.com", "Name": "api", "Scopes": [
                {"ScopeName": "read", "ScopeDescription": "look"}, {"ScopeName": "write", "ScopeDescription": "change"}]}
            CreateResourceServer {"UserPoolId": "$pool", "Identifier": "bare", "Name": "bare"}
            "#,
            expect![[r#"
                {
                  "ResourceServer": {
                    "Identifier": "https://api.example.com",
                    "Name": "api",
                    "Scopes": [
                      {"ScopeDescription": "look", "ScopeName": "read"},
                      {"ScopeDescription": "change", "ScopeName": "write"}
                    ],
                    "UserPoolId": "$pool"
                  }
                }
                {"ResourceServer": {"Identifier": "bare", "Name": "bare", "UserPoolId": "$pool"}}
            "#]],
        );
    }

    #[test]
    fn an_identifier_is_taken_once_in_a_pool() {
        transcript(
            r#"
            CreateResourceServer {"UserPoolId": "$pool", "Identifier": "api", "Name": "api"} > -
            CreateResourceServer {"UserPoolId": "$pool", "Identifier": "api", "Name": "other"}
            $other = CreateUserPool {"PoolName": "other"} > -
            CreateResourceServer {"UserPoolId": "$other", "Identifier": "api", "Name": "api"} > -
            CreateResourceServer {"UserPoolId": "us-east-1_none", "Identifier": "api", "Name": "api"}
            "#,
            expect![[r#"
                InvalidParameterException: api already exists in user pool $pool.
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }

    #[test]
    fn scopes_have_names_without_slash_and_each_its_own() {
        transcript(
            r#"
            CreateResourceServer {"UserPoolId": "$pool", "Identifier": "api", "Name": "api", "Scopes": [
                {"ScopeName": "read/all", "ScopeDescription": "look"}]}
            CreateResourceServer {"UserPoolId": "$pool", "Identifier": "api", "Name": "api", "Scopes": [
                {"ScopeName": "read", "ScopeDescription": "look"}, {"ScopeName": "read", "ScopeDescription": "again"}]}
            "#,
            expect![[r#"
                InvalidParameterException: 1 validation error detected: Value 'read/all' at 'scopes.1.member.scopeName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\x21\x23-\x2E\x30-\x5B\x5D-\x7E]+
                InvalidParameterException: The scope read is given more than once.
            "#]],
        );
    }

    #[test]
    fn clients_can_be_allowed_the_scopes_that_are_there() {
        transcript(
            r#"
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "AllowedOAuthScopes": ["api/read"]}
            CreateResourceServer {"UserPoolId": "$pool", "Identifier": "api", "Name": "api", "Scopes": [
                {"ScopeName": "read", "ScopeDescription": "look"}]} > -
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "AllowedOAuthScopes": ["api/read", "openid"]} > UserPoolClient.AllowedOAuthScopes
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "AllowedOAuthScopes": ["api/write"]}
            CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "AllowedOAuthScopes": ["read"]}
            "#,
            expect![[r#"
                ScopeDoesNotExistException: Invalid scope requested: api/read
                ["api/read", "openid"]
                ScopeDoesNotExistException: Invalid scope requested: api/write
                ScopeDoesNotExistException: Invalid scope requested: read
            "#]],
        );
    }

    #[test]
    fn a_pool_has_twenty_five_at_most() {
        let create = |number: u32| {
            format!(
                r#"CreateResourceServer {{"UserPoolId": "$pool", "Identifier": "api{number}", "Name": "api"}} > -"#
            )
        };
        let requests = (0..26).map(create).collect::<Vec<_>>().join("\n");
        transcript(
            &requests,
            expect![[r#"
            LimitExceededException: Exceeded the limit of 25 resource servers per user pool.
        "#]],
        );
    }
}
