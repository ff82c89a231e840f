//! SetUserPoolSessionConfiguration: says whether a user pool tracks sessions, and how many of each
//! user.

use poolhouse_emulator_model::shapes::{
    SetUserPoolSessionConfigurationRequest, SetUserPoolSessionConfigurationResponse,
};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn set_user_pool_session_configuration(
    ctx: &Context,
    input: SetUserPoolSessionConfigurationRequest,
) -> Result<SetUserPoolSessionConfigurationResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let settings = pool.settings().with_session_tracking(input)?;
    let sessions = settings.sessions.clone();
    pool.put_settings(settings);
    Ok(SetUserPoolSessionConfigurationResponse {
        user_pool_id: Some(pool.id().to_owned()),
        user_session_tracking: Some(sessions.tracking),
        token_session: Some(sessions.token_session),
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn what_is_set_is_answered_and_outlives_an_update() {
        transcript(
            r#"
            SetUserPoolSessionConfiguration {"UserPoolId": "$pool", "UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": 5}}
            UpdateUserPool {"UserPoolId": "$pool"} > -
            GetUserPoolSessionConfiguration {"UserPoolId": "$pool"}
            UpdateUserPool {"UserPoolId": "$pool", "UserPoolTier": "LITE"}
            "#,
            expect![[r#"
                {
                  "TokenSession": {"MaxPerUser": 5},
                  "UserPoolId": "$pool",
                  "UserSessionTracking": "ENABLED"
                }
                {
                  "TokenSession": {"MaxPerUser": 5},
                  "UserPoolId": "$pool",
                  "UserSessionTracking": "ENABLED"
                }
                FeatureUnavailableInTierException: The following feature is not available in your user pool tier: Session Management
            "#]],
        );
    }

    #[test]
    fn everything_is_required_and_bounded() {
        transcript(
            r#"
            SetUserPoolSessionConfiguration {"UserPoolId": "$pool", "UserSessionTracking": "ENABLED"}
            SetUserPoolSessionConfiguration {"UserPoolId": "$pool", "UserSessionTracking": "ON", "TokenSession": {"MaxPerUser": 101}}
            UpdateUserPool {"UserPoolId": "$pool", "UserPoolTier": "LITE"} > -
            SetUserPoolSessionConfiguration {"UserPoolId": "$pool", "UserSessionTracking": "DISABLED", "TokenSession": {"MaxPerUser": 5}}
            "#,
            expect![[r#"
                InvalidParameterException: 1 validation error detected: Value null at 'tokenSession' failed to satisfy constraint: Member must not be null
                InvalidParameterException: 2 validation errors detected: Value '101' at 'tokenSession.maxPerUser' failed to satisfy constraint: Member must have value less than or equal to 100; Value 'ON' at 'userSessionTracking' failed to satisfy constraint: Member must satisfy enum value set: [ENABLED, DISABLED]
                FeatureUnavailableInTierException: The following feature is not available in your user pool tier: Session Management
            "#]],
        );
    }

    #[test]
    fn the_session_that_was_used_least_recently_makes_room() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            user ann
            SetUserPoolSessionConfiguration {"UserPoolId": "$pool", "UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": 2}} > -
            token $pool $client ann
            wait 60
            token $pool $client ann
            wait 60
            token $pool $client ann
            AdminListUserSessions {"UserPoolId": "$pool", "Username": "ann"} > Sessions.0.CreateDate
            AdminListUserSessions {"UserPoolId": "$pool", "Username": "ann"} > Sessions.1.CreateDate
            AdminListUserSessions {"UserPoolId": "$pool", "Username": "ann"} > Sessions.2
            SetUserPoolSessionConfiguration {"UserPoolId": "$pool", "UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": 1}} > -
            AdminListUserSessions {"UserPoolId": "$pool", "Username": "ann"} > Sessions.1.CreateDate
            "#,
            expect![[r#"
                1700000060.0
                1700000120.0
                null
                1700000120.0
            "#]],
        );
    }
}
