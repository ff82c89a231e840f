//! SetUserPoolClientSessionConfiguration: says for how long an app client signs its users in
//! silently.

use poolhouse_emulator_model::shapes::{
    SetUserPoolClientSessionConfigurationRequest, SetUserPoolClientSessionConfigurationResponse,
};

use crate::context::Context;
use crate::domain::Client;
use crate::error::ApiError;

pub(crate) async fn set_user_pool_client_session_configuration(
    ctx: &Context,
    input: SetUserPoolClientSessionConfigurationRequest,
) -> Result<SetUserPoolClientSessionConfigurationResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let mut client = Client::clone(pool.client(input.client_id.expose())?);
    pool.settings().check_tracks_sessions()?;
    client.sso_minutes = Some(input.sso_session.max_validity_minutes);
    pool.put_client(client);
    Ok(SetUserPoolClientSessionConfigurationResponse {
        user_pool_id: Some(input.user_pool_id),
        client_id: Some(input.client_id),
        sso_session: Some(input.sso_session),
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn what_is_set_stays_while_tracking_is_off() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            SetUserPoolSessionConfiguration {"UserPoolId": "$pool", "UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": 5}} > -
            SetUserPoolClientSessionConfiguration {"UserPoolId": "$pool", "ClientId": "$client", "SSOSession": {"MaxValidityMinutes": 0}}
            SetUserPoolSessionConfiguration {"UserPoolId": "$pool", "UserSessionTracking": "DISABLED", "TokenSession": {"MaxPerUser": 5}} > -
            SetUserPoolClientSessionConfiguration {"UserPoolId": "$pool", "ClientId": "$client", "SSOSession": {"MaxValidityMinutes": 5}}
            UpdateUserPoolClient {"UserPoolId": "$pool", "ClientId": "$client"} > -
            GetUserPoolClientSessionConfiguration {"UserPoolId": "$pool", "ClientId": "$client"} > SSOSession
            "#,
            expect![[r#"
                {
                  "ClientId": "$client",
                  "SSOSession": {"MaxValidityMinutes": 0},
                  "UserPoolId": "$pool"
                }
                OperationNotEnabledException: User session tracking is not enabled for this user pool.
                {"MaxValidityMinutes": 0}
            "#]],
        );
    }

    #[test]
    fn minutes_clients_and_tiers_are_looked_at() {
        transcript(
            r#"
            $client = CreateUserPoolClient {"UserPoolId": "$pool", "ClientName": "app"} > -
            SetUserPoolClientSessionConfiguration {"UserPoolId": "$pool", "ClientId": "none", "SSOSession": {"MaxValidityMinutes": 129601}}
            SetUserPoolClientSessionConfiguration {"UserPoolId": "$pool", "ClientId": "none", "SSOSession": {"MaxValidityMinutes": 5}}
            UpdateUserPool {"UserPoolId": "$pool", "UserPoolTier": "LITE"} > -
            SetUserPoolClientSessionConfiguration {"UserPoolId": "$pool", "ClientId": "$client", "SSOSession": {"MaxValidityMinutes": 5}}
            "#,
            expect![[r#"
                InvalidParameterException: 1 validation error detected: Value '129601' at 'sSOSession.maxValidityMinutes' failed to satisfy constraint: Member must have value less than or equal to 129600
                ResourceNotFoundException: User pool client none does not exist.
                FeatureUnavailableInTierException: The following feature is not available in your user pool tier: Session Management
            "#]],
        );
    }
}
