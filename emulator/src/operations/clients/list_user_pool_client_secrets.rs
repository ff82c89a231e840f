//! ListUserPoolClientSecrets: the secrets of an app client, without their values.

use poolhouse_emulator_model::shapes::{ListUserPoolClientSecretsRequest, ListUserPoolClientSecretsResponse};

use crate::context::Context;
use crate::domain::ClientSecret;
use crate::error::ApiError;

pub(crate) async fn list_user_pool_client_secrets(
    ctx: &Context,
    input: ListUserPoolClientSecretsRequest,
) -> Result<ListUserPoolClientSecretsResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let client = pool.client(input.client_id.expose())?;
    // Two fit on every page, so no token was ever given out.
    if input.next_token.is_some() {
        return Err(ApiError::invalid_pagination_token());
    }
    let secrets = client.secrets.iter().map(ClientSecret::describe).collect();
    Ok(ListUserPoolClientSecretsResponse { client_secrets: Some(secrets), next_token: None })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn all_secrets_are_listed_without_their_values() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "GenerateSecret": true} > -
            wait 60
            AddUserPoolClientSecret {"UserPoolId": "$pool", "ClientId": "$client"} > -
            ListUserPoolClientSecrets {"UserPoolId": "$pool", "ClientId": "$client"}
            $public = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            ListUserPoolClientSecrets {"UserPoolId": "$pool", "ClientId": "$public"}
            ListUserPoolClientSecrets {"UserPoolId": "$pool", "ClientId": "$public", "NextToken": "more"}
            ListUserPoolClientSecrets {"UserPoolId": "$pool", "ClientId": "none"}
            "#,
            expect![[r#"
                {
                  "ClientSecrets": [
                    {
                      "ClientSecretCreateDate": 1700000000.0,
                      "ClientSecretId": "$client--1700000000000"
                    },
                    {
                      "ClientSecretCreateDate": 1700000060.0,
                      "ClientSecretId": "$client--1700000060000"
                    }
                  ]
                }
                {"ClientSecrets": []}
                InvalidParameterException: Invalid pagination token.
                ResourceNotFoundException: User pool client none does not exist.
            "#]],
        );
    }

    #[test]
    fn secrets_and_sessions_outlive_the_process() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "GenerateSecret": true} > -
            AddUserPoolClientSecret {"UserPoolId": "$pool", "ClientId": "$client"} > -
            SetUserPoolSessionConfiguration {"UserPoolId": "$pool", "UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": 5}} > -
            SetUserPoolClientSessionConfiguration {"UserPoolId": "$pool", "ClientId": "$client", "SSOSession": {"MaxValidityMinutes": 5}} > -
            restart now
            ListUserPoolClientSecrets {"UserPoolId": "$pool", "ClientId": "$client"}
            GetUserPoolSessionConfiguration {"UserPoolId": "$pool"} > UserSessionTracking
            GetUserPoolClientSessionConfiguration {"UserPoolId": "$pool", "ClientId": "$client"} > SSOSession
            "#,
            expect![[r#"
                {
                  "ClientSecrets": [
                    {
                      "ClientSecretCreateDate": 1700000000.0,
                      "ClientSecretId": "$client--1700000000000"
                    },
                    {
                      "ClientSecretCreateDate": 1700000000.0,
                      "ClientSecretId": "$client--1700000000001"
                    }
                  ]
                }
                "ENABLED"
                {"MaxValidityMinutes": 5}
            "#]],
        );
    }
}
