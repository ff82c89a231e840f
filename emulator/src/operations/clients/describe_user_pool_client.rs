//! DescribeUserPoolClient: one app client with its settings and its secret.

use poolhouse_emulator_model::shapes::{
    DescribeUserPoolClientRequest, DescribeUserPoolClientResponse, UserPoolClientType,
};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn describe_user_pool_client(
    ctx: &Context,
    input: DescribeUserPoolClientRequest,
) -> Result<DescribeUserPoolClientResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let client = pool.client(input.client_id.expose())?;
    let described = UserPoolClientType { client_type: Some(client.kind()), ..client.describe(pool.id()) };
    Ok(DescribeUserPoolClientResponse { user_pool_client: Some(described) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_client_is_described_with_its_secret_and_type() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app", "GenerateSecret": true} > -
            DescribeUserPoolClient {"UserPoolId": "$pool", "ClientId": "$client"}
            "#,
            expect![[r#"
                {
                  "UserPoolClient": {
                    "AllowedOAuthFlowsUserPoolClient": false,
                    "AuthSessionValidity": 3,
                    "ClientId": "$client",
                    "ClientName": "app",
                    "ClientSecret": "c9sa1fja87ujiuk13b8g65jebtf170up891ck962e65qpr86mp6",
                    "ClientType": "REGULAR",
                    "CreationDate": 1700000000.0,
                    "EnablePropagateAdditionalUserContextData": false,
                    "EnableTokenRevocation": true,
                    "LastModifiedDate": 1700000000.0,
                    "RefreshTokenValidity": 30,
                    "TokenValidityUnits": {},
                    "UserPoolId": "$pool"
                  }
                }
            "#]],
        );
    }

    #[test]
    fn a_client_of_another_pool_is_as_unknown_as_none() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            $second = CreateUserPool {"PoolName": "second"} > -
            DescribeUserPoolClient {"UserPoolId": "$second", "ClientId": "$client"}
            DescribeUserPoolClient {"UserPoolId": "$pool", "ClientId": "nothing"}
            DescribeUserPoolClient {"UserPoolId": "us-east-1_none", "ClientId": "nothing"}
            DescribeUserPoolClient {"UserPoolId": "$pool", "ClientId": "no-client"}
            "#,
            expect![[r#"
                ResourceNotFoundException: User pool client $client does not exist.
                ResourceNotFoundException: User pool client nothing does not exist.
                ResourceNotFoundException: User pool us-east-1_none does not exist.
                InvalidParameterException: 1 validation error detected: Value 'no-client' at 'clientId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+]+
            "#]],
        );
    }
}
