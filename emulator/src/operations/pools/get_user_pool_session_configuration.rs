//! GetUserPoolSessionConfiguration: whether a user pool tracks sessions, and how many of each user.

use poolhouse_emulator_model::shapes::{
    GetUserPoolSessionConfigurationRequest, GetUserPoolSessionConfigurationResponse,
};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn get_user_pool_session_configuration(
    ctx: &Context,
    input: GetUserPoolSessionConfigurationRequest,
) -> Result<GetUserPoolSessionConfigurationResponse, ApiError> {
    let sessions = ctx.pool(&input.user_pool_id)?.settings().sessions.clone();
    Ok(GetUserPoolSessionConfigurationResponse {
        user_pool_id: Some(input.user_pool_id),
        user_session_tracking: Some(sessions.tracking),
        token_session: Some(sessions.token_session),
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_new_pool_tracks_nothing() {
        transcript(
            r#"
            GetUserPoolSessionConfiguration {"UserPoolId": "$pool"}
            GetUserPoolSessionConfiguration {"UserPoolId": "us-east-1_none"}
            "#,
            expect![[r#"
                {
                  "TokenSession": {"MaxPerUser": 20},
                  "UserPoolId": "$pool",
                  "UserSessionTracking": "DISABLED"
                }
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }
}
