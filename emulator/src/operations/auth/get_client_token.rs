//! GetClientToken: an access token for a program that acts for itself.

use poolhouse_emulator_model::shapes::{
    ClientAuthenticationResultType, GetClientTokenRequest, GetClientTokenResponse,
};

use crate::context::Context;
use crate::error::ApiError;
use crate::flow::{ClientTokenRefusal, check_client_secret, client_token};

/// The documentation wants ALLOW_CLIENT_TOKEN_AUTH, which no client can be given through this API;
/// the client credentials grant stands for it (unsure).
pub(crate) async fn get_client_token(
    ctx: &Context,
    input: GetClientTokenRequest,
) -> Result<GetClientTokenResponse, ApiError> {
    let (pool_id, client) = {
        let (pool, client) = ctx.client(input.client_id.expose())?;
        (pool.id().to_owned(), client)
    };
    if !check_client_secret(&client, Some(input.secret.expose())) {
        return Err(ApiError::invalid_client_secret(&client.id));
    }
    let refused = |refusal| match refusal {
        ClientTokenRefusal::Grant => ApiError::client_flow_not_enabled("ALLOW_CLIENT_TOKEN_AUTH"),
        ClientTokenRefusal::Scope => ApiError::scopes_not_allowed(),
        ClientTokenRefusal::Other(error) => error,
    };
    let token =
        client_token(ctx, &pool_id, &client, input.scopes, input.client_metadata).await.map_err(refused)?;
    Ok(GetClientTokenResponse {
        client_authentication_result: Some(ClientAuthenticationResultType {
            access_token: Some(token.access_token.into()),
            expires_in: i32::try_from(token.expires_in).ok(),
            token_type: Some("Bearer".into()),
        }),
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_program_gets_the_scopes_of_its_client() {
        transcript(
            r#"
            CreateResourceServer {"UserPoolId": "$pool", "Identifier": "orders", "Name": "orders", "Scopes": [{"ScopeName": "read", "ScopeDescription": "read"}]} > -
            $app = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "ClientSecret": "abcdefghijklmnopqrstuvwxyz", "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["client_credentials"], "AllowedOAuthScopes": ["orders/read"]} > -
            GetClientToken {"ClientId": "$app", "Secret": "abcdefghijklmnopqrstuvwxyz"}
            GetClientToken {"ClientId": "$app", "Secret": "abcdefghijklmnopqrstuvwxyz", "Scopes": ["orders/write"]}
            GetClientToken {"ClientId": "$app", "Secret": "zyxwvutsrqponmlkjihgfedcba"}
            $people = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "people", "ClientSecret": "abcdefghijklmnopqrstuvwxyz"} > -
            GetClientToken {"ClientId": "$people", "Secret": "abcdefghijklmnopqrstuvwxyz"}
            GetClientToken {"ClientId": "nobody", "Secret": "abcdefghijklmnopqrstuvwxyz"}
            "#,
            expect![[r#"
                {"ClientAuthenticationResult": {"AccessToken": "…", "ExpiresIn": 3600, "TokenType": "Bearer"}}
                InvalidParameterException: Invalid scope requested.
                NotAuthorizedException: Invalid client secret for client $app
                OperationNotEnabledException: ALLOW_CLIENT_TOKEN_AUTH is not enabled for the client.
                ResourceNotFoundException: User pool client nobody does not exist.
            "#]],
        );
    }
}
