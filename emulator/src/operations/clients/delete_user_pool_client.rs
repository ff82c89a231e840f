//! DeleteUserPoolClient: removes an app client from a user pool.

use poolhouse_emulator_model::NoOutput;
use poolhouse_emulator_model::shapes::DeleteUserPoolClientRequest;

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn delete_user_pool_client(
    ctx: &Context,
    input: DeleteUserPoolClientRequest,
) -> Result<NoOutput, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let id = input.client_id.expose();
    pool.client(id)?;
    pool.remove_client(id);
    Ok(NoOutput)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_client_is_gone_and_gone_only_once() {
        transcript(
            r#"
            $kept = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "kept"} > -
            $gone = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "gone"} > -
            DeleteUserPoolClient {"UserPoolId": "$pool", "ClientId": "$gone"}
            DeleteUserPoolClient {"UserPoolId": "$pool", "ClientId": "$gone"}
            ListUserPoolClients {"UserPoolId": "$pool"}
            "#,
            expect![[r#"
                (empty)
                ResourceNotFoundException: User pool client $gone does not exist.
                {
                  "UserPoolClients": [
                    {
                      "ClientId": "$kept",
                      "ClientName": "kept",
                      "UserPoolId": "$pool"
                    }
                  ]
                }
            "#]],
        );
    }
}
