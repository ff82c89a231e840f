//! UpdateUserPoolClient: replaces the settings of an app client.

use poolhouse_emulator_model::shapes::{UpdateUserPoolClientRequest, UpdateUserPoolClientResponse};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn update_user_pool_client(
    ctx: &Context,
    input: UpdateUserPoolClientRequest,
) -> Result<UpdateUserPoolClientResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let client = pool.client(input.client_id.expose())?;
    let client = client.updated(input, &*pool, ctx.now())?;
    let described = client.describe(pool.id());
    pool.put_client(client);
    Ok(UpdateUserPoolClientResponse { user_pool_client: Some(described) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn what_is_omitted_goes_back_to_its_default_but_name_and_secret_stay() {
        transcript(
            r#"
            $client = CreateUserPoolClient {
              "UserPoolId": "$pool", "ClientName": "app", "ClientSecret": "a+secret+that+was+given+by+caller",
              "RefreshTokenValidity": 7, "AccessTokenValidity": 2, "ReadAttributes": ["email"],
              "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"], "CallbackURLs": ["https://example.com"],
              "PreventUserExistenceErrors": "ENABLED", "EnableTokenRevocation": false, "AuthSessionValidity": 10
            } > -
            wait 60
            UpdateUserPoolClient {"UserPoolId": "$pool", "ClientId": "$client", "LogoutURLs": ["https://example.com/out"]}
            DescribeUserPoolClient {"UserPoolId": "$pool", "ClientId": "$client"} > UserPoolClient.LogoutURLs
            "#,
            expect![[r#"
                {
                  "UserPoolClient": {
                    "AllowedOAuthFlowsUserPoolClient": false,
                    "AuthSessionValidity": 3,
                    "ClientId": "$client",
                    "ClientName": "app",
                    "ClientSecret": "a+secret+that+was+given+by+caller",
                    "CreationDate": 1700000000.0,
                    "EnablePropagateAdditionalUserContextData": false,
                    "EnableTokenRevocation": true,
                    "LastModifiedDate": 1700000060.0,
                    "LogoutURLs": ["https://example.com/out"],
                    "RefreshTokenValidity": 30,
                    "TokenValidityUnits": {},
                    "UserPoolId": "$pool"
                  }
                }
                ["https://example.com/out"]
            "#]],
        );
    }

    #[test]
    fn a_client_can_be_renamed() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            UpdateUserPoolClient {"UserPoolId": "$pool", "ClientId": "$client", "ClientName": "web app"} > -
            ListUserPoolClients {"UserPoolId": "$pool"}
            "#,
            expect![[r#"
                {
                  "UserPoolClients": [
                    {
                      "ClientId": "$client",
                      "ClientName": "web app",
                      "UserPoolId": "$pool"
                    }
                  ]
                }
            "#]],
        );
    }

    #[test]
    fn the_rules_of_creation_hold_and_a_refusal_changes_nothing() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "AccessTokenValidity": 2} > -
            UpdateUserPoolClient {"UserPoolId": "$pool", "ClientId": "$client", "ReadAttributes": ["custom:none"]}
            UpdateUserPoolClient {"UserPoolId": "$pool", "ClientId": "$client", "WriteAttributes": ["custom:none"]}
            UpdateUserPoolClient {"UserPoolId": "$pool", "ClientId": "$client", "AllowedOAuthFlows": ["client_credentials"]}
            UpdateUserPoolClient {"UserPoolId": "$pool", "ClientId": "$client", "AccessTokenValidity": 48}
            DescribeUserPoolClient {"UserPoolId": "$pool", "ClientId": "$client"} > UserPoolClient.AccessTokenValidity
            "#,
            expect![[r#"
                InvalidParameterException: Invalid read attributes specified while updating a client
                InvalidParameterException: Invalid write attributes specified while updating a client
                InvalidOAuthFlowException: client_credentials flow can not be selected if client does not have a client secret.
                InvalidParameterException: Invalid range for token validity.
                2
            "#]],
        );
    }

    #[test]
    fn an_unknown_client_is_not_made() {
        transcript(
            r#"
            UpdateUserPoolClient {"UserPoolId": "$pool", "ClientId": "nothing"}
            ListUserPoolClients {"UserPoolId": "$pool"}
            "#,
            expect![[r#"
                ResourceNotFoundException: User pool client nothing does not exist.
                {"UserPoolClients": []}
            "#]],
        );
    }
}
