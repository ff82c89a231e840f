//! GetUserPoolClientSessionConfiguration: for how long an app client signs its users in silently.

use poolhouse_emulator_model::shapes::{
    GetUserPoolClientSessionConfigurationRequest, GetUserPoolClientSessionConfigurationResponse,
};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn get_user_pool_client_session_configuration(
    ctx: &Context,
    input: GetUserPoolClientSessionConfigurationRequest,
) -> Result<GetUserPoolClientSessionConfigurationResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    let sso_session = pool.client(input.client_id.expose())?.sso_session();
    Ok(GetUserPoolClientSessionConfigurationResponse {
        user_pool_id: Some(input.user_pool_id),
        client_id: Some(input.client_id),
        sso_session: Some(sso_session),
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn an_hour_is_the_default() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            GetUserPoolClientSessionConfiguration {"UserPoolId": "$pool", "ClientId": "$client"}
            GetUserPoolClientSessionConfiguration {"UserPoolId": "$pool", "ClientId": "none"}
            GetUserPoolClientSessionConfiguration {"UserPoolId": "us-east-1_none", "ClientId": "none"}
            "#,
            expect![[r#"
                {
                  "ClientId": "$client",
                  "SSOSession": {"MaxValidityMinutes": 60},
                  "UserPoolId": "$pool"
                }
                ResourceNotFoundException: User pool client none does not exist.
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }
}
