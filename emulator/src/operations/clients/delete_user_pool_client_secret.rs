//! DeleteUserPoolClientSecret: takes one of two secrets from an app client.

use poolhouse_emulator_model::shapes::{
    DeleteUserPoolClientSecretRequest, DeleteUserPoolClientSecretResponse,
};

use crate::context::Context;
use crate::domain::Client;
use crate::error::ApiError;

pub(crate) async fn delete_user_pool_client_secret(
    ctx: &Context,
    input: DeleteUserPoolClientSecretRequest,
) -> Result<DeleteUserPoolClientSecretResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let mut client = Client::clone(pool.client(input.client_id.expose())?);
    client.remove_secret(&input.client_secret_id)?;
    pool.put_client(client);
    Ok(DeleteUserPoolClientSecretResponse {})
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn the_newer_secret_takes_the_place_of_the_older() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "ClientSecret": "aaaaaaaaaaaaaaaaaaaaaaaa"} > -
            AddUserPoolClientSecret {"UserPoolId": "$pool", "ClientId": "$client", "ClientSecret": "bbbbbbbbbbbbbbbbbbbbbbbb"} > -
            DeleteUserPoolClientSecret {"UserPoolId": "$pool", "ClientId": "$client", "ClientSecretId": "$client--1700000000000"}
            DescribeUserPoolClient {"UserPoolId": "$pool", "ClientId": "$client"} > UserPoolClient.ClientSecret
            ListUserPoolClientSecrets {"UserPoolId": "$pool", "ClientId": "$client"}
            "#,
            expect![[r#"
                {}
                "bbbbbbbbbbbbbbbbbbbbbbbb"
                {
                  "ClientSecrets": [
                    {
                      "ClientSecretCreateDate": 1700000000.0,
                      "ClientSecretId": "$client--1700000000001"
                    }
                  ]
                }
            "#]],
        );
    }

    #[test]
    fn the_last_secret_stays_and_others_are_unknown() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "GenerateSecret": true} > -
            DeleteUserPoolClientSecret {"UserPoolId": "$pool", "ClientId": "$client", "ClientSecretId": "$client--1700000000000"}
            DeleteUserPoolClientSecret {"UserPoolId": "$pool", "ClientId": "$client", "ClientSecretId": "$client--1"}
            DeleteUserPoolClientSecret {"UserPoolId": "$pool", "ClientId": "none", "ClientSecretId": "none--1"}
            "#,
            expect![[r#"
                InvalidParameterException: The last client secret of an app client cannot be deleted.
                ResourceNotFoundException: Client secret $client--1 does not exist.
                ResourceNotFoundException: User pool client none does not exist.
            "#]],
        );
    }
}
