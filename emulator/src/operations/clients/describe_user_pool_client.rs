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
            expect![[""]],
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
            expect![[""]],
        );
    }
}
