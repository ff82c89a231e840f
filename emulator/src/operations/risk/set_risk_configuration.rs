//! SetRiskConfiguration: says what to do about risky sign-ins, for the pool or one client. Without
//! anything to do, it goes back to the default.

use poolhouse_emulator_model::shapes::{SetRiskConfigurationRequest, SetRiskConfigurationResponse};

use crate::context::Context;
use crate::domain::{check_watches_risk, is_reset, risk_configuration};
use crate::error::ApiError;

pub(crate) async fn set_risk_configuration(
    ctx: &Context,
    input: SetRiskConfigurationRequest,
) -> Result<SetRiskConfigurationResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    check_watches_risk(&pool.settings().options)?;
    let client = match &input.client_id {
        Some(client) => pool.client(client.expose())?.id.clone(),
        None => String::new(),
    };
    let risk_configuration = risk_configuration(input, ctx.now())?;
    let kept = Some(&risk_configuration).filter(|configuration| !is_reset(configuration));
    pool.set_risk_configuration(&client, kept.cloned());
    Ok(SetRiskConfigurationResponse { risk_configuration })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_configuration_is_replaced_and_reset() {
        transcript(
            r#"
            $made = CreateUserPool {"PoolName": "p", "UserPoolTier": "PLUS", "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}} > -
            SetRiskConfiguration {"UserPoolId": "$made", "CompromisedCredentialsRiskConfiguration":
                {"EventFilter": ["SIGN_IN"], "Actions": {"EventAction": "BLOCK"}}} > -
            SetRiskConfiguration {"UserPoolId": "$made", "RiskExceptionConfiguration": {"BlockedIPRangeList": ["192.0.2.0/24"]}}
            DescribeRiskConfiguration {"UserPoolId": "$made"}
            wait 60
            SetRiskConfiguration {"UserPoolId": "$made"}
            DescribeRiskConfiguration {"UserPoolId": "$made"}
            "#,
            expect![[r#"
                {
                  "RiskConfiguration": {
                    "LastModifiedDate": 1700000000.0,
                    "RiskExceptionConfiguration": {"BlockedIPRangeList": ["192.0.2.0/24"]},
                    "UserPoolId": "$made"
                  }
                }
                {
                  "RiskConfiguration": {
                    "LastModifiedDate": 1700000000.0,
                    "RiskExceptionConfiguration": {"BlockedIPRangeList": ["192.0.2.0/24"]},
                    "UserPoolId": "$made"
                  }
                }
                {"RiskConfiguration": {"LastModifiedDate": 1700000060.0, "UserPoolId": "$made"}}
                {"RiskConfiguration": {"UserPoolId": "$made"}}
            "#]],
        );
    }

    #[test]
    fn a_client_has_its_own_configuration_until_it_goes() {
        transcript(
            r#"
            $made = CreateUserPool {"PoolName": "p", "UserPoolTier": "PLUS", "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}} > -
            $client = CreateUserPoolClient {"UserPoolId": "$made", "ClientName": "app"} > -
            SetRiskConfiguration {"UserPoolId": "$made", "ClientId": "$client", "AccountTakeoverRiskConfiguration":
                {"Actions": {"HighAction": {"Notify": false, "EventAction": "MFA_REQUIRED"}}}} > -
            DescribeRiskConfiguration {"UserPoolId": "$made", "ClientId": "$client"}
            DescribeRiskConfiguration {"UserPoolId": "$made"}
            DeleteUserPoolClient {"UserPoolId": "$made", "ClientId": "$client"}
            DescribeRiskConfiguration {"UserPoolId": "$made", "ClientId": "$client"}
            "#,
            expect![[r#"
                {
                  "RiskConfiguration": {
                    "AccountTakeoverRiskConfiguration": {"Actions": {"HighAction": {"EventAction": "MFA_REQUIRED", "Notify": false}}},
                    "ClientId": "$client",
                    "LastModifiedDate": 1700000000.0,
                    "UserPoolId": "$made"
                  }
                }
                {"RiskConfiguration": {"UserPoolId": "$made"}}
                (empty)
                ResourceNotFoundException: User pool client $client does not exist.
            "#]],
        );
    }

    #[test]
    fn ranges_clients_and_pools_are_looked_at() {
        transcript(
            r#"
            $made = CreateUserPool {"PoolName": "p", "UserPoolTier": "PLUS", "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}} > -
            SetRiskConfiguration {"UserPoolId": "$made", "RiskExceptionConfiguration": {"SkippedIPRangeList": ["192.0.2.0/33"]}}
            SetRiskConfiguration {"UserPoolId": "$made", "ClientId": "none"}
            SetRiskConfiguration {"UserPoolId": "$pool"}
            SetRiskConfiguration {"UserPoolId": "us-east-1_none"}
            "#,
            expect![[r#"
                InvalidParameterException: Invalid CIDR: 192.0.2.0/33
                ResourceNotFoundException: User pool client none does not exist.
                UserPoolAddOnNotEnabledException: Threat protection is not enabled for this user pool.
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }
}
