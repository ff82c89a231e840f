//! DescribeRiskConfiguration: what is done about risky sign-ins, for the pool or one client.

use poolhouse_emulator_model::shapes::{
    DescribeRiskConfigurationRequest, DescribeRiskConfigurationResponse, RiskConfigurationType,
};

use crate::context::Context;
use crate::domain::check_watches_risk;
use crate::error::ApiError;

pub(crate) async fn describe_risk_configuration(
    ctx: &Context,
    input: DescribeRiskConfigurationRequest,
) -> Result<DescribeRiskConfigurationResponse, ApiError> {
    let pool = ctx.pool(&input.user_pool_id)?;
    check_watches_risk(&pool.settings().options)?;
    let client = input.client_id.as_ref().map(|client| client.expose());
    client.map_or(Ok(()), |client| pool.client(client).map(drop))?;
    let found = pool.risk_configuration(client.unwrap_or_default());
    // That a client without its own configuration does not show the pool's is unsure.
    let risk_configuration =
        found.map(|found| RiskConfigurationType::clone(found)).unwrap_or_else(|| RiskConfigurationType {
            user_pool_id: Some(input.user_pool_id),
            client_id: input.client_id,
            ..RiskConfigurationType::default()
        });
    Ok(DescribeRiskConfigurationResponse { risk_configuration })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn nothing_but_names_is_answered_where_nothing_was_set() {
        transcript(
            r#"
            $made = CreateUserPool {"PoolName": "p", "UserPoolTier": "PLUS", "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}} > -
            $client = CreateUserPoolClient {"UserPoolId": "$made", "ClientName": "app"} > -
            DescribeRiskConfiguration {"UserPoolId": "$made"}
            DescribeRiskConfiguration {"UserPoolId": "$made", "ClientId": "$client"}
            "#,
            expect![[r#"
                {"RiskConfiguration": {"UserPoolId": "$made"}}
                {
                  "RiskConfiguration": {"ClientId": "$client", "UserPoolId": "$made"}
                }
            "#]],
        );
    }

    #[test]
    fn pools_must_watch_and_clients_exist() {
        transcript(
            r#"
            $made = CreateUserPool {"PoolName": "p", "UserPoolTier": "PLUS", "UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"}} > -
            DescribeRiskConfiguration {"UserPoolId": "$pool"}
            DescribeRiskConfiguration {"UserPoolId": "$made", "ClientId": "none"}
            DescribeRiskConfiguration {"UserPoolId": "us-east-1_none"}
            "#,
            expect![[r#"
                UserPoolAddOnNotEnabledException: Threat protection is not enabled for this user pool.
                ResourceNotFoundException: User pool client none does not exist.
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }
}
