//! GetUserPoolMfaConfig: the second factors of a user pool.

use poolhouse_emulator_model::shapes::{GetUserPoolMfaConfigRequest, GetUserPoolMfaConfigResponse};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn get_user_pool_mfa_config(
    ctx: &Context,
    input: GetUserPoolMfaConfigRequest,
) -> Result<GetUserPoolMfaConfigResponse, ApiError> {
    let config = ctx.pool(&input.user_pool_id)?.settings().describe_mfa_config();
    Ok(GetUserPoolMfaConfigResponse {
        mfa_configuration: config.mfa_configuration,
        sms_mfa_configuration: config.sms_mfa_configuration,
        software_token_mfa_configuration: config.software_token_mfa_configuration,
        email_mfa_configuration: config.email_mfa_configuration,
        web_authn_configuration: config.web_authn_configuration,
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn a_new_pool_has_none() {
        transcript(
            r#"
            GetUserPoolMfaConfig {"UserPoolId": "$pool"}
            GetUserPoolMfaConfig {"UserPoolId": "us-east-1_none"}
            "#,
            expect![[r#"
                {"MfaConfiguration": "OFF"}
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }

    #[test]
    fn a_pool_made_with_mfa_has_sms() {
        transcript(
            r#"
            $made = CreateUserPool {"PoolName": "p", "MfaConfiguration": "OPTIONAL", "SmsAuthenticationMessage": "Your code: {####}",
                "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}} > -
            GetUserPoolMfaConfig {"UserPoolId": "$made"}
            "#,
            expect![[r#"
                {
                  "MfaConfiguration": "OPTIONAL",
                  "SmsMfaConfiguration": {
                    "SmsAuthenticationMessage": "Your code: {####}",
                    "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}
                  }
                }
            "#]],
        );
    }

    #[test]
    fn settings_outlive_the_process() {
        transcript(
            r#"
            SetUserPoolMfaConfig {"UserPoolId": "$pool", "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}} > -
            SetLogDeliveryConfiguration {"UserPoolId": "$pool", "LogConfigurations": [{"LogLevel": "ERROR", "EventSource": "userNotification",
                 "CloudWatchLogsConfiguration": {"LogGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:a"}}]} > -
            restart now
            GetUserPoolMfaConfig {"UserPoolId": "$pool"}
            GetLogDeliveryConfiguration {"UserPoolId": "$pool"} > LogDeliveryConfiguration.LogConfigurations.0.LogLevel
            "#,
            expect![[r#"
                {"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}}
                "ERROR"
            "#]],
        );
    }
}
