//! AddUserPoolClientSecret: gives an app client a second secret, so that the first can be replaced.

use poolhouse_emulator_model::shapes::{
    AddUserPoolClientSecretRequest, AddUserPoolClientSecretResponse, ClientSecretDescriptorType,
};

use super::fresh::fresh_secret;
use crate::context::Context;
use crate::domain::Client;
use crate::error::ApiError;

pub(crate) async fn add_user_pool_client_secret(
    ctx: &Context,
    input: AddUserPoolClientSecretRequest,
) -> Result<AddUserPoolClientSecretResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let mut client = Client::clone(pool.client(input.client_id.expose())?);
    let made = input.client_secret.is_none().then(|| fresh_secret(ctx.random()));
    let value = made.clone().or(input.client_secret).unwrap_or_default();
    let described = client.add_secret(value, ctx.now())?.describe();
    pool.put_client(client);
    // The only answer that tells a secret, and only one that its reader does not know.
    let described = ClientSecretDescriptorType { client_secret_value: made, ..described };
    Ok(AddUserPoolClientSecretResponse { client_secret_descriptor: Some(described) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_made_secret_is_told_once_and_a_given_one_never() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "GenerateSecret": true} > -
            AddUserPoolClientSecret {"UserPoolId": "$pool", "ClientId": "$client"}
            $other = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "ClientSecret": "aaaaaaaaaaaaaaaaaaaaaaaa"} > -
            wait 60
            AddUserPoolClientSecret {"UserPoolId": "$pool", "ClientId": "$other", "ClientSecret": "bbbbbbbbbbbbbbbbbbbbbbbb"}
            DescribeUserPoolClient {"UserPoolId": "$pool", "ClientId": "$other"} > UserPoolClient.ClientSecret
            "#,
            expect![[r#"
                {
                  "ClientSecretDescriptor": {
                    "ClientSecretCreateDate": 1700000000.0,
                    "ClientSecretId": "$client--1700000000001",
                    "ClientSecretValue": "jqv3crrsfj71umf06m28vkqur04kpvgl51t57hqpaak1pa2eea4"
                  }
                }
                {
                  "ClientSecretDescriptor": {
                    "ClientSecretCreateDate": 1700000060.0,
                    "ClientSecretId": "$other--1700000060000"
                  }
                }
                "aaaaaaaaaaaaaaaaaaaaaaaa"
            "#]],
        );
    }

    #[test]
    fn two_secrets_are_the_most_and_a_public_client_has_none() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "GenerateSecret": true} > -
            AddUserPoolClientSecret {"UserPoolId": "$pool", "ClientId": "$client"} > -
            AddUserPoolClientSecret {"UserPoolId": "$pool", "ClientId": "$client"}
            $public = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            AddUserPoolClientSecret {"UserPoolId": "$pool", "ClientId": "$public"}
            AddUserPoolClientSecret {"UserPoolId": "$pool", "ClientId": "none"}
            AddUserPoolClientSecret {"UserPoolId": "$pool", "ClientId": "none", "ClientSecret": "short"}
            AddUserPoolClientSecret {"UserPoolId": "us-east-1_none", "ClientId": "none"}
            "#,
            expect![[r#"
                LimitExceededException: Client secrets cannot exceed limit of 2 secrets.
                InvalidParameterException: Client secrets can only be added to confidential app clients.
                ResourceNotFoundException: User pool client none does not exist.
                InvalidParameterException: 1 validation error detected: Value at 'clientSecret' failed to satisfy constraint: Member must have length greater than or equal to 24
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }
}
