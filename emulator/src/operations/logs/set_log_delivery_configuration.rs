//! SetLogDeliveryConfiguration: says where a user pool's logs go.

use poolhouse_emulator_model::shapes::{
    SetLogDeliveryConfigurationRequest, SetLogDeliveryConfigurationResponse,
};

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn set_log_delivery_configuration(
    ctx: &Context,
    input: SetLogDeliveryConfigurationRequest,
) -> Result<SetLogDeliveryConfigurationResponse, ApiError> {
    let mut pool = ctx.pool(&input.user_pool_id)?;
    let settings = pool.settings().with_log_delivery(input.log_configurations)?;
    let described = settings.describe_log_delivery();
    pool.put_settings(settings);
    Ok(SetLogDeliveryConfigurationResponse { log_delivery_configuration: Some(described) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::transcript;

    #[test]
    fn destinations_are_replaced_together() {
        transcript(
            r#"
            $made = CreateUserPool {"PoolName": "p", "UserPoolTier": "PLUS"} > -
            SetLogDeliveryConfiguration {"UserPoolId": "$made", "LogConfigurations": [
                {"LogLevel": "ERROR", "EventSource": "userNotification",
                 "CloudWatchLogsConfiguration": {"LogGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:a"}},
                {"LogLevel": "INFO", "EventSource": "userAuthEvents", "S3Configuration": {"BucketArn": "arn:aws:s3:::bucket"}}]}
            UpdateUserPool {"UserPoolId": "$made"} > -
            UpdateUserPool {"UserPoolId": "$made", "UserPoolTier": "ESSENTIALS"}
            GetLogDeliveryConfiguration {"UserPoolId": "$made"} > LogDeliveryConfiguration.LogConfigurations.1.S3Configuration
            SetLogDeliveryConfiguration {"UserPoolId": "$made", "LogConfigurations": []}
            GetLogDeliveryConfiguration {"UserPoolId": "$made"}
            "#,
            expect![[r#"
                {
                  "LogDeliveryConfiguration": {
                    "LogConfigurations": [
                      {
                        "CloudWatchLogsConfiguration": {"LogGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:a"},
                        "EventSource": "userNotification",
                        "LogLevel": "ERROR"
                      },
                      {
                        "EventSource": "userAuthEvents",
                        "LogLevel": "INFO",
                        "S3Configuration": {"BucketArn": "arn:aws:s3:::bucket"}
                      }
                    ],
                    "UserPoolId": "$made"
                  }
                }
                FeatureUnavailableInTierException: The following feature is not available in your user pool tier: Threat Protection
                {"BucketArn": "arn:aws:s3:::bucket"}
                {"LogDeliveryConfiguration": {"LogConfigurations": [], "UserPoolId": "$made"}}
                {"LogDeliveryConfiguration": {"LogConfigurations": [], "UserPoolId": "$made"}}
            "#]],
        );
    }

    #[test]
    fn each_source_has_one_destination_and_one_level() {
        transcript(
            r#"
            $made = CreateUserPool {"PoolName": "p", "UserPoolTier": "PLUS"} > -
            SetLogDeliveryConfiguration {"UserPoolId": "$made", "LogConfigurations": [{"LogLevel": "ERROR", "EventSource": "userNotification"}]}
            SetLogDeliveryConfiguration {"UserPoolId": "$made", "LogConfigurations": [{"LogLevel": "INFO", "EventSource": "userAuthEvents",
                "S3Configuration": {"BucketArn": "arn:aws:s3:::bucket"},
                "CloudWatchLogsConfiguration": {"LogGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:a"}}]}
            SetLogDeliveryConfiguration {"UserPoolId": "$made", "LogConfigurations": [{"LogLevel": "ERROR", "EventSource": "userNotification",
                "S3Configuration": {"BucketArn": "arn:aws:s3:::bucket"}}]}
            SetLogDeliveryConfiguration {"UserPoolId": "$made", "LogConfigurations": [{"LogLevel": "ERROR", "EventSource": "userAuthEvents",
                "S3Configuration": {"BucketArn": "arn:aws:s3:::bucket"}}]}
            SetLogDeliveryConfiguration {"UserPoolId": "$made", "LogConfigurations": [
                {"LogLevel": "INFO", "EventSource": "userAuthEvents", "S3Configuration": {"BucketArn": "arn:aws:s3:::bucket"}},
                {"LogLevel": "INFO", "EventSource": "userAuthEvents", "S3Configuration": {"BucketArn": "arn:aws:s3:::bucket"}}]}
            GetLogDeliveryConfiguration {"UserPoolId": "$made"}
            "#,
            expect![[r#"
                InvalidParameterException: A log destination is required for event source userNotification.
                InvalidParameterException: Only one log destination is allowed for event source userAuthEvents.
                InvalidParameterException: Event source userNotification supports only CloudWatchLogsConfiguration.
                InvalidParameterException: Event source userAuthEvents supports only log level INFO.
                InvalidParameterException: Only one log configuration is allowed for event source userAuthEvents.
                {"LogDeliveryConfiguration": {"LogConfigurations": [], "UserPoolId": "$made"}}
            "#]],
        );
    }

    #[test]
    fn what_users_do_is_exported_from_plus_alone() {
        transcript(
            r#"
            SetLogDeliveryConfiguration {"UserPoolId": "$pool", "LogConfigurations": [
                {"LogLevel": "INFO", "EventSource": "userAuthEvents", "S3Configuration": {"BucketArn": "arn:aws:s3:::bucket"}}]}
            SetLogDeliveryConfiguration {"UserPoolId": "us-east-1_none", "LogConfigurations": []}
            "#,
            expect![[r#"
                FeatureUnavailableInTierException: The following feature is not available in your user pool tier: Threat Protection
                ResourceNotFoundException: User pool us-east-1_none does not exist.
            "#]],
        );
    }
}
